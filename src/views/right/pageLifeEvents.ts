import type { SimNs } from '../../base/units';
import { formatCount } from '../../base/format';
import { formatDuration } from '../../base/formatTime';
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

/** The firmware's path and the helper's take what the host believes to be private; the others what it believes to be shared. */
export function sentAs(path: keyof typeof PATH_NAMES): 'private' | 'shared' {
  return path === 'psp' || path === 'helper' ? 'private' : 'shared';
}

type Change = PageLife['changes'][number];

function changeText(change: Change): string {
  switch (change.kind) {
    case 'guest': return `guest makes it ${change.to}`;
    case 'host': return `host takes it as ${change.to}`;
    case 'pin': return change.to;
    case 'moved': return 'host moves it while encrypted';
    case 'replaced': return 'its frame is replaced, its contents go';
    case 'gfn': return `its frame is ${FRAME_NAMES[change.to]}`;
  }
}

export const FRAME_NAMES = { SECURE: 'SECURE', PAGED_OUT: 'paged out', SHARED: 'SHARED', NORMAL: 'NORMAL' } as const;

/** Changes, writes, sends and arrivals of a page in one order; a write at the moment of a send comes after it, since the send read before. */
export function pageEvents(life: PageLife, hasStatus = true): readonly PageEvent[] {
  const changes = life.changes.filter(({ atNs }) => atNs > 0).map((change) => ({ atNs: change.atNs, order: 0, text: changeText(change), value: '' }));
  const sends = life.sends.map(({ atNs, path, pass, bytes }) => ({
    atNs, order: 1, text: `sent ${PATH_NAMES[path]}${hasStatus ? ` as ${sentAs(path)}` : ''}, pass ${pass}`, value: `${formatCount(bytes)} B`,
  }));
  const arrivals = life.sends.flatMap(({ atNs, pass, receivedNs }) =>
    receivedNs === undefined ? [] : [{ atNs: receivedNs, order: 1.5, text: `received at the destination, pass ${pass}`, value: `after ${formatDuration(receivedNs - atNs)}` }]);
  const writes = life.writes.map((atNs, index) => ({ atNs, order: 2, text: 'guest write', value: `write ${index + 1}` }));
  return [...changes, ...sends, ...arrivals, ...writes].sort((a, b) => a.atNs - b.atNs || a.order - b.order);
}

/** The states of a POWER guest's frame; empty for any other page. */
export function frameBands(life: PageLife, endNs: SimNs): readonly { readonly fromNs: SimNs; readonly toNs: SimNs; readonly state: keyof typeof FRAME_NAMES }[] {
  const states = life.changes.filter((change) => change.kind === 'gfn');
  return states.map(({ atNs, to }, index) => ({ fromNs: atNs, toNs: states[index + 1]?.atNs ?? Math.max(endNs, atNs), state: to })).filter(({ fromNs, toNs }) => toNs > fromNs);
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
