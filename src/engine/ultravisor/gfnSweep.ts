import type { PageCount, PageIndex, SimNs } from '../../base/units';
import { WORD_PAGES, type Plane } from '../memory/pagePlanes';
import { popcount } from '../memory/popcount';
import { MARK_NS, PAGE_IN_NS, PAGE_OUT_NS } from './costs';
import type { SecureVm } from './secureVm';

/**
 * What is done to many GFNs in order of address. `convert`: a device PFN and no UV call; `send-rest`: UV_PAGE_IN of all that is
 * not resident; `page-in-refused`: asked for inside UV_REGISTER_MEM_SLOT, where the old hypervisor cannot serve it.
 */
export type SweepKind = 'page-in' | 'page-in-refused' | 'share' | 'page-out' | 'convert' | 'send-rest' | 'page-out-all' | 'drop';

export interface Sweep {
  readonly kind: SweepKind;
  readonly end: PageIndex;
  /** Next GFN to look at. */
  cursor: PageIndex;
}

export interface SweepPlanes {
  /** GFNs that the ultravisor asks for, and those that the hypervisor pages out again. */
  readonly wanted: Plane;
  readonly evicted: Plane;
  /** F-33: GFNs paged out are taken for such without a state, as in the series' first version. */
  readonly convertsPagedOut: boolean;
}

export interface SweepStep {
  readonly pages: PageCount;
  readonly ns: SimNs;
  /** A device PFN was missing: the GFN at the cursor could not be done. */
  readonly stuck: boolean;
}

/** GFNs of a word that a sweep has to do. */
function select(vm: SecureVm, planes: SweepPlanes, kind: SweepKind, word: number): number {
  const { gfnSecure, gfnPagedOut, gfnShared } = vm.planes;
  switch (kind) {
    case 'page-in': return planes.wanted[word]! & ~gfnSecure[word]! & ~gfnShared[word]!;
    case 'page-in-refused': return -1;
    case 'share': return ~gfnShared[word]!;
    case 'page-out': return planes.evicted[word]! & gfnSecure[word]!;
    case 'convert': return ~(gfnSecure[word]! | gfnShared[word]! | (planes.convertsPagedOut ? 0 : gfnPagedOut[word]!));
    case 'send-rest': return ~gfnSecure[word]!;
    case 'page-out-all':
    case 'drop': return gfnSecure[word]!;
  }
}

/** Bits of [sweep.cursor, sweep.end) in a word. */
function openBits(sweep: Sweep, word: number): number {
  const first = word * WORD_PAGES;
  const from = sweep.cursor <= first ? -1 : -1 << (sweep.cursor - first);
  return sweep.end >= first + WORD_PAGES ? from : from & ~(-1 << (sweep.end - first));
}

/** The lowest `count` bits that are set. */
function lowest(bits: number, count: number): number {
  let rest = bits;
  for (let i = 0; i < count; i++) rest &= rest - 1;
  return bits & ~rest;
}

/** How many GFNs a sweep will do from where it stands. */
export function countSweep(vm: SecureVm, planes: SweepPlanes, sweep: Sweep): PageCount {
  let pages = 0;
  for (let word = sweep.cursor >>> 5; word * WORD_PAGES < sweep.end; word++) pages += popcount(select(vm, planes, sweep.kind, word) & openBits(sweep, word));
  return pages;
}

/** Does at most `budget` GFNs, moves the cursor behind them, and says what that took under the guest's lock. */
export function runSweep(vm: SecureVm, planes: SweepPlanes, sweep: Sweep, budget: PageCount): SweepStep {
  let pages = 0;
  let ns = 0;
  for (let word = sweep.cursor >>> 5; word * WORD_PAGES < sweep.end; word++) {
    const open = select(vm, planes, sweep.kind, word) & openBits(sweep, word);
    const bits = popcount(open) > budget - pages ? lowest(open, budget - pages) : open;
    const done = affordable(vm, sweep.kind, word, bits);
    if (done !== 0) {
      ns += apply(vm, planes, sweep.kind, word, done);
      pages += popcount(done);
    }
    if (done !== open) {
      sweep.cursor = word * WORD_PAGES + lowestBit(open & ~done);
      return { pages, ns, stuck: done !== bits };
    }
  }
  sweep.cursor = sweep.end;
  return { pages, ns, stuck: false };
}

/** Those of `bits` for which there are device PFNs, from the lowest on; a shared one needs none, since its page-in fails. */
function affordable(vm: SecureVm, kind: SweepKind, word: number, bits: number): number {
  if (kind !== 'page-in' && kind !== 'convert' && kind !== 'send-rest') return bits;
  const needing = bits & ~vm.planes.gfnShared[word]!;
  if (popcount(needing) <= vm.pool.free) return bits;
  const first = needing & ~lowest(needing, vm.pool.free);
  return bits & ((first & -first) - 1);
}

function lowestBit(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
}

/** Changes the states of `bits`, at least one; the time that takes. */
function apply(vm: SecureVm, planes: SweepPlanes, kind: SweepKind, word: number, bits: number): SimNs {
  const pages = popcount(bits);
  switch (kind) {
    case 'page-in':
      vm.put(word, bits, 'SECURE');
      return pages * PAGE_IN_NS;
    case 'page-in-refused':
      return pages * MARK_NS;
    case 'share':
      vm.put(word, bits, 'SHARED');
      return pages * MARK_NS;
    case 'page-out':
      vm.put(word, bits, 'PAGED_OUT');
      return pages * PAGE_OUT_NS;
    case 'convert':
      vm.put(word, bits, 'SECURE');
      return pages * MARK_NS;
    case 'send-rest':
      return sendRest(vm, word, bits);
    case 'page-out-all':
      return pageOutAll(vm, planes, word, bits);
    case 'drop':
      vm.put(word, bits, 'NORMAL');
      return pages * MARK_NS;
  }
}

/** UV_PAGE_IN fails for a shared page, and the page stays what it is. */
function sendRest(vm: SecureVm, word: number, bits: number): SimNs {
  const refused = bits & vm.planes.gfnShared[word]!;
  if (bits !== refused) vm.put(word, bits & ~refused, 'SECURE');
  return popcount(bits & ~refused) * PAGE_IN_NS + popcount(refused) * MARK_NS;
}

/** A page that was never paged in holds nothing yet. */
function pageOutAll(vm: SecureVm, planes: SweepPlanes, word: number, bits: number): SimNs {
  const held = popcount(bits & planes.wanted[word]!);
  vm.put(word, bits, 'NORMAL');
  return held * PAGE_OUT_NS + (popcount(bits) - held) * MARK_NS;
}
