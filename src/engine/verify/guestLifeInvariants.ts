import type { GfnRange } from '../host/pageStatus/gfnRange';
import { writePrivatePlane } from '../host/pageStatus/privatePlane';
import { setRange } from '../memory/bitRange';
import type { Plane } from '../memory/pagePlanes';
import { popcount } from '../memory/popcount';
import type { Violation } from '../record/runResult';
import { readyRule } from '../sev/migrationBlockers';
import type { Simulation } from '../simulation';
import { brokenPages } from './brokenPages';

/**
 * What must hold of a guest at its host whenever nothing is half done: after a boot, a reboot, a plug, a compaction and a migration
 * (INV-14 to 16, 22 to 26 of confidential-migration.md 7.2).
 */
export function checkGuestLife(simulation: Simulation): readonly Violation[] {
  if (simulation.boot.state.active) return [];
  return [...status(simulation), ...copies(simulation), ...pinning(simulation), ...replaced(simulation), ...memlock(simulation), ...destroyed(simulation), ...simulation.move.state.violations];
}

/** The host's list against the guest's own page tables. */
function status(simulation: Simulation): readonly Violation[] {
  const { planes, life, readiness, config } = simulation;
  const { privateTruth, pages } = planes;
  const { status: statusLife } = life;
  const store = statusLife?.channel.store;
  if (privateTruth === undefined || statusLife === undefined || store === undefined || !simulation.guest.state.up) return [];
  const found: Violation[] = [];
  const ranges = store.ranges();
  if (ranges.some(({ start }, at) => at > 0 && start <= ranges[at - 1]!.end)) found.push({ invariant: 'INV-14', pages: [], count: 0, text: 'the list of shared pages is not sorted and coalesced' });
  const wrong = new Int32Array(privateTruth.length);
  writePrivatePlane(wrong, pages, ranges);
  for (let word = 0; word < wrong.length; word++) wrong[word]! ^= privateTruth[word]!;
  const { sharedPages } = config.guest.composition;
  const left = takeFrom(wrong, privateTruth, statusLife.state.earlierRuns.map((start) => ({ start, end: Math.min(start + sharedPages, pages) })));
  // After a move the list itself may not have come: then these pages are among many.
  const linked = takeFrom(wrong, privateTruth.map((word) => ~word), simulation.state.moves > 0 ? [] : [statusLife.layout.bssDecrypted]);
  found.push(...brokenPages('INV-14', linked, 'shared by the linker (.bss..decrypted), and this kernel never announces it'));
  found.push(...brokenPages('INV-14', wrong, 'the host believes another status than the guest has'));
  found.push(...brokenPages('INV-15', left, "private now, and still on the host's list of shared pages: an earlier kernel left it there"));
  if (simulation.place === 'moved' && readyRule(config.guest.statusInterface) === 'msr' && !readiness.isReady) {
    found.push({ invariant: 'INV-16', pages: [], count: 0, text: 'migrated while the guest was not READY' });
  }
  return found;
}

/** What QEMU read, and what the destination got, against what the source's store says: back-ends that differ in what is seen (INV-17). */
function copies({ planes, life, config, readiness, thread, guest }: Simulation): readonly Violation[] {
  const { privateTruth, privateBelief, pages } = planes;
  const store = life.status?.channel.store;
  if (privateTruth === undefined || privateBelief === undefined || life.status === undefined || store === undefined || !guest.state.up) return [];
  const told = new Int32Array(privateTruth.length);
  writePrivatePlane(told, pages, store.ranges());
  const { unread, arrived } = life.status.state;
  const found: Violation[] = [];
  if (!unread) {
    const misread = told.map((word, i) => word ^ privateBelief[i]!);
    found.push(...brokenPages('INV-14', misread.map((word, i) => word & (privateBelief[i]! ^ privateTruth[i]!)), "QEMU's copy of the bitmap has another status than the guest"));
    found.push(...brokenPages('INV-17', misread, "QEMU's copy of the bitmap is not what KVM holds"));
  }
  if (thread.counters.status !== 'completed' || arrived === undefined) return found;
  const there = new Int32Array(privateTruth.length);
  writePrivatePlane(there, pages, rangesOf(arrived));
  const missing = brokenPages('INV-17', there.map((word, i) => word ^ told[i]!), "the destination's list lacks it: the next migration, from there, misclassifies it");
  found.push(...missing);
  if (missing.length > 0 && readyRule(config.guest.statusInterface) === 'msr' && readiness.isReady) {
    found.push({ invariant: 'INV-16', pages: [], count: 0, text: 'READY at the destination, which never loaded the list of shared pages' });
  }
  return found;
}

function rangesOf(flat: readonly number[]): readonly GfnRange[] {
  return Array.from({ length: flat.length / 2 }, (_, at) => ({ start: flat[2 * at]!, end: flat[2 * at + 1]! }));
}

/** What a destroyed VM held is given back, all of it, and after a flush. */
function destroyed({ memory }: Simulation): readonly Violation[] {
  const { destroyed: { vms, leaked, unflushed }, writtenBack } = memory.state;
  const found: Violation[] = [];
  if (leaked !== 0) found.push({ invariant: 'INV-24', pages: [], count: Math.abs(leaked), text: `${leaked} pins left of ${vms} destroyed VMs` });
  if (unflushed === 0) return found;
  const text = 'unpinned without a flush: late writebacks corrupt the new owner of these frames';
  return [...found, { invariant: 'INV-24', pages: writtenBack.slice(0, 16), count: writtenBack.length, text }];
}

/** Moves out of `wrong` the pages of `kind` that lie in one of the ranges. */
function takeFrom(wrong: Plane, kind: Plane, ranges: readonly GfnRange[]): Plane {
  const taken = new Int32Array(wrong.length);
  for (const { start, end } of ranges) setRange(taken, start, end);
  for (let word = 0; word < wrong.length; word++) {
    taken[word]! &= wrong[word]! & kind[word]!;
    wrong[word]! &= ~taken[word]!;
  }
  return taken;
}

/** A private page that the guest has touched must not move: it is pinned. */
function pinning(simulation: Simulation): readonly Violation[] {
  const { planes, memory } = simulation;
  const { pinned, privateTruth, zero } = planes;
  if (pinned === undefined || privateTruth === undefined) return [];
  const orphaned = planeOf(pinned.length, memory.orphanRanges);
  const loose = pinned.map((_, i) => ~orphaned[i]! & privateTruth[i]! & ~memory.heldIn(i) & (zero === undefined ? -1 : ~zero[i]!) & ~planes.dirty[i]!);
  const garbled = planeOf(pinned.length, memory.garbledRanges);
  return [
    ...brokenPages('INV-23', loose, 'private, touched and not pinned'),
    ...brokenPages('INV-26', garbled, 'moved by the host while private: the guest reads garbage'),
  ];
}

/** Frames that the VMM replaced: what went with them, and what the guest works on without a pin since. */
function replaced({ planes, life: { frames } }: Simulation): readonly Violation[] {
  if (frames.state.remaps.length === 0) return [];
  const { privateTruth, words } = planes;
  const lost = planeOf(words, frames.lostRanges);
  return [
    ...brokenPages('INV-23', frames.loose(), 'mapped to a new frame that nobody pinned: the region of its launch holds the old one'),
    ...brokenPages('INV-26', lost.map((word, i) => word & (privateTruth?.[i] ?? 0)), 'its frame was replaced under the guest, which reads garbage'),
    ...brokenPages('INV-26', lost.map((word, i) => word & ~(privateTruth?.[i] ?? 0)), 'its frame was replaced under the guest, which reads zeros'),
  ];
}

function planeOf(words: number, ranges: readonly GfnRange[]): Plane {
  const plane = new Int32Array(words);
  for (const { start, end } of ranges) setRange(plane, start, end);
  return plane;
}

/** What counts against RLIMIT_MEMLOCK is what is registered, and no more than it allows. */
function memlock({ planes, memory, config, guest }: Simulation): readonly Violation[] {
  if (planes.pinned === undefined || !guest.state.up) return [];
  const { registeredPages, pinnedPages } = memory.state;
  const bytes = registeredPages * config.guest.pageBytes;
  const found: Violation[] = [];
  const violation = (text: string): Violation => ({ invariant: 'INV-25', pages: [], count: 0, text });
  if (registeredPages !== planes.pages) found.push(violation(`${registeredPages} pages registered of ${planes.pages}`));
  let held = 0;
  for (let word = 0; word < planes.words; word++) held += popcount(memory.heldIn(word));
  if (held !== pinnedPages) found.push(violation(`${pinnedPages} pages counted as pinned, ${held} are`));
  if (pinnedPages > registeredPages) found.push(violation(`${pinnedPages} pages pinned, ${registeredPages} registered`));
  if (bytes > config.hosts.memlockBytes && config.script.some(({ action }) => action === 'boot')) found.push(violation(`${bytes} bytes locked, RLIMIT_MEMLOCK is ${config.hosts.memlockBytes}`));
  return found;
}
