import {
  AGE_CODE, CRITICAL_CODE, GFN_CODE, INTEGRITY_CODE, PINNED_CODE, SENT_CODE, STATE_CODE, STATUS_CODE,
} from '../../engine/record/mapMode';
import type { MapMode } from '../../engine/record/mapMode';
import { mapColours } from './mapColours';
import type { MapHost } from './mapColours';
import type { ThemeName } from '../palette';

/** One line of a legend. `codes` are the cells that it stands for, `place` where its pages are in the counts. */
export interface LegendEntry {
  readonly label: string;
  readonly place: number;
  readonly codes: readonly number[];
  /** A ring of critical tiles instead of a colour. */
  readonly ring: boolean;
  /** Too close to the background to be seen without an outline. */
  readonly outlined: boolean;
}

interface EntryOptions {
  readonly ring?: boolean;
  readonly outlined?: boolean;
}

function entry(label: string, place: number, codes: readonly number[], { ring = false, outlined = false }: EntryOptions = {}): LegendEntry {
  return { label, place, codes, ring, outlined };
}

const AGAIN = [STATE_CODE.again1, STATE_CODE.again16, STATE_CODE.again128, STATE_CODE.again384];
const SHARED = [STATUS_CODE.sharedSome, STATUS_CODE.sharedMost, STATUS_CODE.sharedAll];
const VIOLATIONS = [CRITICAL_CODE.stale, CRITICAL_CODE.wrongKey, CRITICAL_CODE.misclassified, CRITICAL_CODE.lost];
const RING = { ring: true };
const OUTLINED = { outlined: true };

function stateLegend(host: MapHost): readonly LegendEntry[] {
  if (host === 'destination') {
    return [
      entry('current', 0, [STATE_CODE.current]), entry('stale', 1, AGAIN),
      entry('never received', 2, [STATE_CODE.notSent], OUTLINED), entry('violations', 4, VIOLATIONS, RING),
    ];
  }
  return [
    entry('sent, unchanged', 0, [STATE_CODE.current]), entry('to send again', 1, AGAIN),
    entry('not sent yet', 2, [STATE_CODE.notSent]), entry('being sent', 3, [STATE_CODE.sending], OUTLINED),
  ];
}

function statusLegend(host: MapHost): readonly LegendEntry[] {
  const common = [entry('private', 0, [STATUS_CODE.private]), entry('shared', 1, SHARED)];
  if (host === 'source') return [...common, entry('belief differs from truth', 2, [CRITICAL_CODE.beliefDiffers], RING)];
  return [
    ...common, entry('told differs from truth', 2, [CRITICAL_CODE.misclassified], RING),
    entry('never received', 3, [STATUS_CODE.absent], OUTLINED),
  ];
}

function integrityLegend(host: MapHost, isPower: boolean): readonly LegendEntry[] {
  const right = entry('checked and right', 0, [INTEGRITY_CODE.right]);
  const unchecked = entry('not checked', 5, [INTEGRITY_CODE.unchecked], OUTLINED);
  if (isPower && host === 'source') return [right, unchecked, entry('two owners', 7, [CRITICAL_CODE.corruptGfn], RING)];
  if (host === 'source') return [right, unchecked, entry('unpinned and moved', 6, [CRITICAL_CODE.moved], RING)];
  return [
    right, entry('stale', 1, [CRITICAL_CODE.stale], RING), entry('wrong key', 2, [CRITICAL_CODE.wrongKey], RING),
    unchecked, entry('misclassified', 3, [CRITICAL_CODE.misclassified], RING), entry('lost', 4, [CRITICAL_CODE.lost], RING),
  ];
}

/** The destination has no guest. */
function gfnLegend(host: MapHost): readonly LegendEntry[] {
  if (host === 'destination') return [entry('no guest', 5, [GFN_CODE.absent], OUTLINED)];
  return [
    entry('SECURE', 0, [GFN_CODE.secure]), entry('paged out', 1, [GFN_CODE.pagedOut]), entry('SHARED', 2, [GFN_CODE.shared]),
    entry('NORMAL', 3, [GFN_CODE.normal]), entry('NORMAL in a secure VM', 4, [CRITICAL_CODE.normalInSecure]),
    entry('two owners', 6, [CRITICAL_CODE.corruptGfn], RING),
  ];
}

/** The lines of a map's legend, in order, `isPower`: of a POWER guest's; the places of those without a ring sum to the guest's pages, "being sent" apart. */
export function mapLegend(mode: MapMode, host: MapHost, isPower = false): readonly LegendEntry[] {
  switch (mode) {
    case 'state': return stateLegend(host);
    case 'status': return statusLegend(host);
    case 'sent': return [
      entry('never', SENT_CODE.never, [SENT_CODE.never], OUTLINED), entry('once', SENT_CODE.once, [SENT_CODE.once]),
      entry('twice', SENT_CODE.upTo2, [SENT_CODE.upTo2]), entry('3 or 4', SENT_CODE.upTo4, [SENT_CODE.upTo4]),
      entry('5 or 6', SENT_CODE.upTo8, [SENT_CODE.upTo8]), entry('7 or more', SENT_CODE.more, [SENT_CODE.more]),
    ];
    case 'age': return [
      entry('< 1 s', AGE_CODE.below1s, [AGE_CODE.below1s]), entry('< 5 s', AGE_CODE.below5s, [AGE_CODE.below5s]),
      entry('< 15 s', AGE_CODE.below15s, [AGE_CODE.below15s]), entry('< 40 s', AGE_CODE.below40s, [AGE_CODE.below40s]),
      entry('older', AGE_CODE.older, [AGE_CODE.older]), entry('never', AGE_CODE.never, [AGE_CODE.never], OUTLINED),
    ];
    case 'pinned': {
      const lines = [
        entry('pinned', 0, [PINNED_CODE.some, PINNED_CODE.all]), entry('not pinned', 1, [PINNED_CODE.none], OUTLINED),
      ];
      return host === 'source' ? [...lines, entry('unpinned and moved', 2, [CRITICAL_CODE.moved], RING)] : lines;
    }
    case 'integrity': return integrityLegend(host, isPower);
    case 'gfn': return gfnLegend(host);
    default: return [];
  }
}

/** Colours of a legend line, one per class. */
export function legendColours({ codes }: LegendEntry, mode: MapMode, theme: ThemeName, host: MapHost): readonly string[] {
  const colours = mapColours(mode, theme, host);
  return codes.flatMap((code) => colours.get(code) ?? []);
}
