import { describe, expect, it, test } from 'vitest';
import { gfnTransition, type GfnOperation, type GfnState } from '../../../src/engine/ultravisor/gfnState';
import { vmStateOf, vmTransition, type VmCall, type VmState } from '../../../src/engine/ultravisor/vmState';
import { readTable } from '../sev/stateTable';

const VM: readonly VmState[] = ['NORMAL', 'TRANSIENT', 'SECURE'];
const GFN: readonly GfnState[] = ['SECURE', 'PAGED_OUT', 'SHARED', 'NORMAL'];

describe('VM states', () => {
  const rows = readTable(VM, `
    start              NORMAL     x       x
    H_SVM_INIT_START   TRANSIENT  x       x
    H_SVM_INIT_DONE    x          SECURE  x
    H_SVM_INIT_ABORT   x          NORMAL  x
    UV_SVM_TERMINATE   NORMAL     NORMAL  NORMAL`);
  it.each(rows)('$command in $from gives $to', ({ command, from, to }) => expect(vmTransition(from, command as VmCall)).toBe(to));
  it('are two flags', () => {
    expect([[false, false], [true, false], [true, true]].map(([initStart, initDone]) => vmStateOf({ initStart: initStart!, initDone: initDone! }))).toEqual(VM);
  });
});

describe('GFN states', () => {
  const rows = readTable(GFN, `
    share      SHARED     SHARED     SHARED  SHARED
    unshare    SECURE     SECURE     SECURE  SECURE
    page-out   PAGED_OUT  PAGED_OUT  SHARED  NORMAL
    touch      SECURE     SECURE     SHARED  SECURE
    end        NORMAL     NORMAL     NORMAL  NORMAL
    init-done  SECURE     PAGED_OUT  SHARED  SECURE`);
  it.each(rows)('$command of a $from page gives $to', ({ command, from, to }) => expect(gfnTransition(from, command as GfnOperation).to).toBe(to));

  it('refuse one cell: a NORMAL page cannot be paged out', () => {
    const refused = rows.filter(({ command, from }) => gfnTransition(from, command as GfnOperation).ret !== 'H_SUCCESS');
    expect(refused.map(({ command, from }) => `${command} ${from}`)).toEqual(['page-out NORMAL']);
    expect(gfnTransition('NORMAL', 'page-out').ret).toBe('H_PARAMETER');
  });

  it('lose their contents where a page changes sides', () => {
    const zeroed = rows.filter(({ command, from }) => gfnTransition(from, command as GfnOperation).zeroed);
    expect(zeroed.map(({ command, from }) => `${command} ${from}`)).toEqual(['share SECURE', 'share PAGED_OUT', 'unshare SHARED']);
  });
});

test('before the series INIT_DONE left every page as it was, and a page that is not resident could be paged out for all the hypervisor knew', () => {
  for (const state of GFN) expect(gfnTransition(state, 'init-done', 'off').to).toBe(state);
  expect(gfnTransition('NORMAL', 'page-out', 'off')).toEqual({ to: 'NORMAL', ret: 'H_SUCCESS', zeroed: false });
});

test('the counter-proposal pages paged-out pages in again and leaves shared ones', () => {
  expect(GFN.map((state) => gfnTransition(state, 'init-done', 'counter-proposal').to)).toEqual(['SECURE', 'SECURE', 'SHARED', 'SECURE']);
});
