import { gfnSampleAt, type GfnStateId } from '../timeline/gfnStates';
import type { GfnSample } from '../timeline/timelineInput';

export type VmStateId = 'NORMAL' | 'TRANSIENT' | 'SECURE';

export interface DiagramNode<Id extends string> {
  readonly id: Id;
  readonly name: string;
  readonly x: number;
  readonly y: number;
}

export interface DiagramEdge<Id extends string> {
  readonly from: Id;
  readonly to: Id;
  /** The call that makes the move, as one would search for it. */
  readonly call: string;
  readonly path: string;
  readonly labelX: number;
  readonly labelY: number;
  readonly anchor: 'start' | 'middle' | 'end';
}

/** Nodes are boxes of this size around their centre. */
export const NODE_WIDTH = 88;
export const NODE_HEIGHT = 30;
export const DIAGRAM_WIDTH = 620;
export const DIAGRAM_HEIGHT = 168;

const VM_Y = 22;
const VM_X: Readonly<Record<VmStateId, number>> = { NORMAL: 76, TRANSIENT: 290, SECURE: 504 };

/** VM states and the calls between them. Source: the comment at the head of book3s_hv_uvmem.c; confidential-migration.md 6.3. */
export const VM_NODES: readonly DiagramNode<VmStateId>[] = (['NORMAL', 'TRANSIENT', 'SECURE'] as const).map((id) => ({ id, name: id, x: VM_X[id], y: VM_Y }));
export const VM_EDGES: readonly DiagramEdge<VmStateId>[] = [
  { from: 'NORMAL', to: 'TRANSIENT', call: 'H_SVM_INIT_START', ...straight(VM_X.NORMAL, VM_X.TRANSIENT, VM_Y - 5, VM_Y - 10) },
  { from: 'TRANSIENT', to: 'SECURE', call: 'H_SVM_INIT_DONE', ...straight(VM_X.TRANSIENT, VM_X.SECURE, VM_Y - 5, VM_Y - 10) },
  { from: 'TRANSIENT', to: 'NORMAL', call: 'H_SVM_INIT_ABORT', ...straight(VM_X.TRANSIENT, VM_X.NORMAL, VM_Y + 6, VM_Y + 18) },
  { from: 'SECURE', to: 'NORMAL', call: 'KVM_PPC_SVM_OFF', ...under(VM_X.SECURE, VM_X.NORMAL, VM_Y + NODE_HEIGHT / 2, VM_Y + 36) },
];

const GFN_Y = { upper: 106, lower: 150 } as const;
const GFN_AT: Readonly<Record<GfnStateId, { readonly x: number; readonly y: number }>> = {
  normal: { x: 76, y: 128 }, secure: { x: 318, y: GFN_Y.upper }, shared: { x: 318, y: GFN_Y.lower }, pagedOut: { x: 560, y: GFN_Y.upper },
};

/** States of a guest frame and the calls between them. Source: confidential-migration.md 6.4. */
export const GFN_NODES: readonly DiagramNode<GfnStateId>[] = [
  { id: 'normal', name: 'NORMAL', ...GFN_AT.normal }, { id: 'secure', name: 'SECURE', ...GFN_AT.secure },
  { id: 'shared', name: 'SHARED', ...GFN_AT.shared }, { id: 'pagedOut', name: 'paged out', ...GFN_AT.pagedOut },
];
export const GFN_EDGES: readonly DiagramEdge<GfnStateId>[] = [
  { from: 'normal', to: 'secure', call: 'H_SVM_PAGE_IN', ...slope(GFN_AT.normal, GFN_AT.secure, -4, -10) },
  { from: 'normal', to: 'shared', call: 'H_PAGE_IN_SHARED', ...slope(GFN_AT.normal, GFN_AT.shared, 4, 14) },
  { from: 'secure', to: 'pagedOut', call: 'H_SVM_PAGE_OUT', ...straight(GFN_AT.secure.x, GFN_AT.pagedOut.x, GFN_Y.upper - 6, GFN_Y.upper - 11) },
  { from: 'pagedOut', to: 'secure', call: 'H_SVM_PAGE_IN', ...straight(GFN_AT.pagedOut.x, GFN_AT.secure.x, GFN_Y.upper + 6, GFN_Y.upper + 18) },
  { from: 'secure', to: 'shared', call: '', path: `M ${GFN_AT.secure.x} ${GFN_Y.upper + NODE_HEIGHT / 2} L ${GFN_AT.shared.x} ${GFN_Y.lower - NODE_HEIGHT / 2 - 2}`, labelX: 0, labelY: 0, anchor: 'start' },
];

/** Steps of a sweep are never further apart than this: a change that is, is not under way. */
const LONGEST_STEP_NS = 0.5e9;

/** Which moves are under way at a moment: the steps before and after it go the same way. */
export function activeEdges(samples: readonly GfnSample[], ns: number): ReadonlySet<string> {
  const now = gfnSampleAt(samples, ns);
  if (now === undefined) return new Set();
  const at = samples.indexOf(now);
  const next = samples[at + 1];
  const before = samples[at - 1];
  const goesOn = next !== undefined && next.atNs - now.atNs < LONGEST_STEP_NS;
  const [from, to] = goesOn ? [now, next] : before !== undefined && ns - now.atNs < LAST_STEP_NS ? [before, now] : [now, now];
  const moving = GFN_EDGES.filter((edge) => to[edge.from] < from[edge.from] && to[edge.to] > from[edge.to]);
  return new Set(moving.map(edgeKey));
}

/** The last step of a sweep is shown for so long. */
const LAST_STEP_NS = 1e6;

/** Names an edge. */
export function edgeKey({ from, to }: { readonly from: string; readonly to: string }): string {
  return `${from}>${to}`;
}

type Route = Pick<DiagramEdge<string>, 'path' | 'labelX' | 'labelY' | 'anchor'>;

/** From the side of one box to the side of the other, at one height. */
function straight(from: number, to: number, y: number, labelY: number): Route {
  const side = from < to ? NODE_WIDTH / 2 : -NODE_WIDTH / 2;
  const gap = from < to ? 3 : -3;
  return { path: `M ${from + side} ${y} L ${to - side - gap} ${y}`, labelX: (from + to) / 2, labelY, anchor: 'middle' };
}

function slope(from: { x: number; y: number }, to: { x: number; y: number }, shift: number, labelShift: number): Route {
  const [x1, x2] = [from.x + NODE_WIDTH / 2, to.x - NODE_WIDTH / 2 - 3];
  const [y1, y2] = [from.y + shift, to.y];
  return { path: `M ${x1} ${y1} L ${x2} ${y2}`, labelX: (x1 + x2) / 2, labelY: (y1 + y2) / 2 + labelShift, anchor: 'middle' };
}

function under(from: number, to: number, y: number, low: number): Route {
  return { path: `M ${from} ${y} L ${from} ${low} L ${to} ${low} L ${to} ${y + 3}`, labelX: (from + to) / 2 + 107, labelY: low - 4, anchor: 'middle' };
}
