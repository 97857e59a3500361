import { expect, it } from 'vitest';
import { activeEdges, GFN_EDGES, VM_EDGES, VM_NODES } from '../../../src/charts/labs/switchDiagram';

const SAMPLES = [
  { atNs: 0, secure: 0, pagedOut: 0, shared: 0, normal: 100 },
  { atNs: 1e9, secure: 10, pagedOut: 0, shared: 0, normal: 90 },
  { atNs: 1.1e9, secure: 20, pagedOut: 0, shared: 0, normal: 80 },
  { atNs: 1.2e9, secure: 15, pagedOut: 5, shared: 0, normal: 80 },
  { atNs: 5e9, secure: 15, pagedOut: 5, shared: 10, normal: 70 },
];
const active = (ns: number) => [...activeEdges(SAMPLES, ns)];

it('lights the move whose steps follow each other closely', () => {
  expect(active(1.05e9)).toEqual(['normal>secure']);
  expect(active(1.15e9)).toEqual(['secure>pagedOut']);
});

it('lights nothing between sweeps, and the last step only when it happens', () => {
  expect([active(0), active(3e9), active(6e9)]).toEqual([[], [], []]);
  expect(active(5.0005e9)).toEqual(['normal>shared']);
  expect([...activeEdges([], 1)]).toEqual([]);
});

it('draws the transitions of the kernel: no way out of SECURE but a reset, none into paged out but from SECURE', () => {
  expect(VM_NODES.map(({ id }) => id)).toEqual(['NORMAL', 'TRANSIENT', 'SECURE']);
  expect(VM_EDGES.filter(({ from }) => from === 'SECURE').map(({ to, call }) => [to, call])).toEqual([['NORMAL', 'KVM_PPC_SVM_OFF']]);
  expect(GFN_EDGES.filter(({ to }) => to === 'pagedOut').map(({ from }) => from)).toEqual(['secure']);
});
