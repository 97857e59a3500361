import type { PageCount, PageIndex } from '../../base/units';
import { forEachWord } from '../memory/bitRange';
import { WORD_PAGES, type Plane } from '../memory/pagePlanes';
import { popcount } from '../memory/popcount';
import type { GfnCounts, Violation } from '../record/runResult';
import { gfnCounts } from '../ultravisor/gfnCounts';
import type { SecureVm } from '../ultravisor/secureVm';

/** Frames named in a violation. */
const NAMED_GFNS = 16;

/** What the run knows beside the planes. */
export interface SecureVmFacts {
  /** The switch was given up, or the VM was reset. */
  readonly ended: boolean;
  /** As INIT_DONE found them, right after it; else absent. */
  readonly beforeDone: GfnCounts | undefined;
  readonly twoOwners: PageCount;
  readonly plaintextReads: number;
  /** GFNs in pairs behind one page. */
  readonly merged: readonly PageIndex[];
  /** Slots whose UV_REGISTER_MEM_SLOT has not returned: a later one may be through before. */
  readonly registering: readonly number[];
}

/**
 * INV-27 to INV-32 of confidential-migration.md 7.2, from the frames themselves. `corrupt` is the oracle's own plane: the guest
 * wrote a frame that it will not read again.
 */
export function secureVmInvariants(vm: SecureVm, corrupt: Plane, facts: SecureVmFacts): readonly Violation[] {
  return [...(vm.vmState === 'SECURE' ? normalFrames(vm, facts) : []), ...oneState(vm, facts), ...initDone(vm, corrupt, facts), ...ended(vm, corrupt, facts), ...plaintext(facts)];
}

/** Frames that the guest reads wrongly now, at most `most`: all with two owners after a reset, those that are resident before. */
export function corruptGfns(vm: SecureVm, corrupt: Plane, most: number): readonly PageIndex[] {
  const secure = vm.vmState === 'NORMAL' ? undefined : vm.planes.gfnSecure;
  return named(0, vm.pages, most, (word) => corrupt[word]! & (secure === undefined ? -1 : secure[word]!)).pages;
}

/** INV-27 for the memory that the guest began with, INV-32 for what was plugged in. */
function normalFrames(vm: SecureVm, { registering }: SecureVmFacts): readonly Violation[] {
  const { gfnSecure, gfnPagedOut, gfnShared } = vm.planes;
  return vm.state.slots.filter(({ id }) => !registering.includes(id)).flatMap(({ id, firstGfn, pages }) => {
    const found = named(firstGfn, firstGfn + pages, NAMED_GFNS, (word) => ~(gfnSecure[word]! | gfnPagedOut[word]! | gfnShared[word]!));
    if (found.count === 0) return [];
    const text = id === 0
      ? 'NORMAL in a secure VM: the hypervisor goes on with these GFNs as its own'
      : `slot ${id} was plugged in and its GFNs are NORMAL in a secure VM: random errors in the guest`;
    return [{ invariant: id === 0 ? 'INV-27' : 'INV-32', ...found, text }];
  });
}

function oneState(vm: SecureVm, { merged }: SecureVmFacts): readonly Violation[] {
  const { gfnSecure, gfnPagedOut, gfnShared } = vm.planes;
  const { used, capacity } = vm.pool.state;
  const twice = named(0, vm.pages, NAMED_GFNS, (word) => (gfnSecure[word]! & (gfnPagedOut[word]! | gfnShared[word]!)) | (gfnPagedOut[word]! & gfnShared[word]!));
  const resident = gfnSecure.reduce((sum, word) => sum + popcount(word), 0);
  return [
    ...(twice.count === 0 ? [] : [{ invariant: 'INV-28', ...twice, text: 'in two states at once' }]),
    ...(merged.length === 0 ? [] : [{ invariant: 'INV-28', pages: merged.slice(0, NAMED_GFNS), count: merged.length, text: 'two GFNs behind one page: KSM had merged them and INIT_START did not unmerge' }]),
    ...(resident === used ? [] : [broken('INV-28', `${used} device PFNs in use for ${resident} resident GFNs`)]),
    ...(used <= capacity ? [] : [broken('INV-28', `${used} device PFNs of ${capacity}`)]),
  ];
}

/** With GFN states nothing that is paged out or shared changes at INIT_DONE; without, shared pages stay shared all the same. */
function initDone(vm: SecureVm, corrupt: Plane, { beforeDone, ended: isEnded }: SecureVmFacts): readonly Violation[] {
  if (beforeDone === undefined || isEnded) return [];
  const { gfnSecure } = vm.planes;
  const after = gfnCounts(vm.planes, 0, vm.pages);
  const repaged = named(0, vm.pages, NAMED_GFNS, (word) => corrupt[word]! & gfnSecure[word]!);
  const vanished = vm.gfnStates === 'counter-proposal' ? 0 : beforeDone.pagedOut - after.pagedOut;
  return [
    ...(repaged.count === 0 ? [] : [{ invariant: 'INV-29', ...repaged, text: 'paged out and converted over at INIT_DONE: the contents are lost' }]),
    ...(vanished === repaged.count || vanished === 0 ? [] : [broken('INV-29', `${vanished} paged-out GFNs changed at INIT_DONE`)]),
    ...(after.shared === beforeDone.shared ? [] : [broken('INV-29', `${beforeDone.shared - after.shared} shared GFNs changed at INIT_DONE`)]),
  ];
}

function ended(vm: SecureVm, corrupt: Plane, facts: SecureVmFacts): readonly Violation[] {
  if (!facts.ended) return [];
  const { gfnSecure, gfnPagedOut, gfnShared } = vm.planes;
  const left = named(0, vm.pages, NAMED_GFNS, (word) => gfnSecure[word]! | gfnPagedOut[word]! | gfnShared[word]!);
  const owners = named(0, vm.pages, NAMED_GFNS, (word) => corrupt[word]!);
  return [
    ...(left.count === 0 ? [] : [{ invariant: 'INV-30', ...left, text: 'not NORMAL after the VM ceased to be secure' }]),
    ...(vm.pool.state.used === 0 ? [] : [broken('INV-30', `${vm.pool.state.used} device PFNs still in use`)]),
    ...(facts.twoOwners === 0 ? [] : [{
      invariant: 'INV-27', pages: owners.pages, count: facts.twoOwners,
      text: 'two owners at the reset: the guest wrote its secure copy, the hypervisor kept its own page and the guest reads that one now',
    }]),
  ];
}

function plaintext({ plaintextReads }: SecureVmFacts): readonly Violation[] {
  return plaintextReads === 0 ? [] : [broken('INV-31', `the hypervisor read ${plaintextReads} SECURE pages in plain`)];
}

function broken(invariant: string, text: string): Violation {
  return { invariant, pages: [], count: 0, text };
}

function named(first: number, end: number, most: number, bitsOf: (word: number) => number): { readonly count: PageCount; readonly pages: number[] } {
  let count = 0;
  const pages: number[] = [];
  forEachWord(first, end, (word, mask) => {
    const bits = bitsOf(word) & mask;
    if (bits === 0) return;
    count += popcount(bits);
    for (let left = bits; left !== 0 && pages.length < most; left &= left - 1) pages.push(word * WORD_PAGES + 31 - Math.clz32(left & -left));
  });
  return { count, pages };
}

/** The first `most` pages of a plane that are set. */
export function setBits(plane: Plane, most: number): PageIndex[] {
  return named(0, plane.length * WORD_PAGES, most, (word) => plane[word]!).pages;
}
