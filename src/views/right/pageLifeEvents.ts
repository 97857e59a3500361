import type { SimNs } from '../../base/units';
import { formatCount } from '../../base/format';
import type { PageLife } from './recorded';

/** Something that happened to one page. */
export interface PageEvent {
  readonly atNs: SimNs;
  readonly text: string;
  readonly value: string;
}

/** What the destination holds of a page from a moment on. */
export interface LifeBand {
  readonly fromNs: SimNs;
  readonly toNs: SimNs;
  readonly holds: 'absent' | 'current' | 'stale';
}

const PATH_NAMES = { plain: 'plain', zero: 'as zero', psp: 'by PSP', helper: 'by helper' } as const;

/** Writes and sends of a page in one order; a write at the moment of a send comes after it, since the send read before. */
export function pageEvents(life: PageLife): readonly PageEvent[] {
  const sends = life.sends.map((send, index) => ({
    atNs: send.atNs, order: 0, text: `sent ${PATH_NAMES[send.path]}, send ${index + 1}`, value: `${formatCount(send.bytes)} B`,
  }));
  const writes = life.writes.map((atNs, index) => ({ atNs, order: 1, text: 'guest write', value: `write ${index + 1}` }));
  return [...sends, ...writes].sort((a, b) => a.atNs - b.atNs || a.order - b.order);
}

/** The life of the destination's copy: absent, current from each send, stale from the next write. */
export function lifeBands(life: PageLife, endNs: SimNs): readonly LifeBand[] {
  const changes = [
    ...life.sends.map((send) => ({ atNs: send.atNs, holds: 'current' as const })),
    ...life.writes.map((atNs) => ({ atNs, holds: 'stale' as const })),
  ].sort((a, b) => a.atNs - b.atNs || (a.holds === 'current' ? -1 : 1));
  const bands: LifeBand[] = [];
  let holds: LifeBand['holds'] = 'absent';
  let fromNs = 0;
  for (const change of changes) {
    const next: LifeBand['holds'] = holds === 'absent' && change.holds === 'stale' ? 'absent' : change.holds;
    if (next === holds) continue;
    if (change.atNs > fromNs) bands.push({ fromNs, toNs: change.atNs, holds });
    holds = next;
    fromNs = change.atNs;
  }
  bands.push({ fromNs, toNs: Math.max(endNs, fromNs), holds });
  return bands;
}
