import type { PageCount } from '../../../base/units';
import type { Violation } from '../../record/runResult';
import type { MemoryManager } from '../memory/memoryManager';
import { ERRNO } from './errno';
import { memoryEncryptOp } from './memoryEncryptOp';
import type { SevVm } from './sevVm';

/** What a move of the context must leave as it is: counted over both VMs and their host. */
export interface ContextCensus {
  /** VMs that hold an ASID and a handle, or an ASID alone, and are not dead. */
  readonly owners: number;
  readonly asids: number;
  readonly contexts: number;
  readonly pagesLocked: PageCount;
  readonly slotPins: PageCount;
  readonly regionPins: PageCount;
  readonly mirrors: number;
}

/** Counts what both VMs and their host hold. */
export function contextCensus(vms: readonly [SevVm, SevVm], memory: MemoryManager): ContextCensus {
  const { asids, firmware } = vms[0].host;
  const { slots, regions } = memory.state.here;
  return {
    owners: vms.filter((vm) => vm.active && !vm.dead).length,
    asids: asids.inUse, contexts: firmware.guestCount,
    pagesLocked: sum(vms.map((vm) => vm.pagesLocked)), slotPins: slots, regionPins: regions,
    mirrors: sum(vms.map((vm) => [...vm.mirrors].filter((mirror) => mirror.mirrorOf === vm && mirror.asid === vm.asid).length)),
  };
}

/** INV-22: all sums are conserved, the new VM alone owns the context, the old one answers nothing but -EIO. */
export function contextViolations(before: ContextCensus, after: ContextCensus, from: SevVm, to: SevVm): readonly Violation[] {
  const lost = (Object.keys(before) as (keyof ContextCensus)[]).filter((key) => before[key] !== after[key]);
  const found = lost.map((key) => `${key}: ${before[key]} before the move, ${after[key]} after`);
  if (after.owners !== 1 || !to.active || to.dead) found.push(`${after.owners} live owners of the context`);
  if (memoryEncryptOp(from, 0, { id: 'GUEST_STATUS' }).ret !== -ERRNO.EIO) found.push('the old VM is not dead');
  return found.map((text) => ({ invariant: 'INV-22', pages: [], count: 0, text }));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, each) => all + each, 0);
}
