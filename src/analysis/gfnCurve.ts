import type { PageCount, SimNs } from '../base/units';
import type { EngineConfig } from '../engine/config';
import type { GfnCounts } from '../engine/record/runResult';
import type { RunEvent } from '../engine/record/runEvent';
import type { SweepKind } from '../engine/ultravisor/gfnSweep';
import { stepPages, SWEEP_EVENT } from '../engine/ultravisor/lockedJob';

/** GFNs by state from a moment on, until the next point. */
export interface GfnPoint extends GfnCounts {
  readonly atNs: SimNs;
}

type GfnKey = keyof GfnCounts;
type Move = readonly [from: GfnKey, to: GfnKey];

/**
 * How the GFNs' states change over a run, read off its bulk events, in the steps in which the ultravisor does them: a step's pages
 * are in their new state from its beginning on. Where a step does pages of different cost, its moment is off by a part of itself.
 * @returns points in order of time, the first at 0; a guest that is NORMAL throughout has one
 */
export function gfnCurve(config: EngineConfig, events: readonly RunEvent[]): readonly GfnPoint[] {
  const plugs = config.script.flatMap((action) => (action.action === 'hotplug' ? [action.bytes / config.guest.pageBytes] : []));
  let now: GfnCounts = { secure: 0, pagedOut: 0, shared: 0, normal: config.guest.pages };
  const points: GfnPoint[] = [{ atNs: 0, ...now }];
  const put = (atNs: SimNs, counts: GfnCounts): void => {
    now = counts;
    points.push({ atNs, ...counts });
  };
  for (const event of events) {
    if (event.kind !== 'command') continue;
    if (event.name === 'KVM_SET_USER_MEMORY_REGION') put(event.atNs, { ...now, normal: now.normal + (plugs.shift() ?? 0) });
    else if (event.state === 'NORMAL') put(event.atNs, { secure: 0, pagedOut: 0, shared: 0, normal: total(now) });
    else if (event.count !== undefined) for (const { atNs, pages } of stepsOf(event, event.count)) put(atNs, moved(now, event, pages));
  }
  return points;
}

/** The steps of a bulk event: when each begins, and its pages. */
function stepsOf(event: RunEvent, count: PageCount): readonly { readonly atNs: SimNs; readonly pages: PageCount }[] {
  const size = event.value === TOUCHED ? count : stepPages(kindOf(event), count);
  const pageNs = ((event.untilNs ?? event.atNs) - event.atNs) / count;
  return Array.from({ length: Math.ceil(count / size) }, (_, index) => ({
    atNs: event.atNs + Math.round(index * size * pageNs), pages: Math.min(size, count - index * size),
  }));
}

/** What the guest itself fetches again is there at once. */
const TOUCHED = 'the guest touched paged-out GFNs';
const KINDS = Object.keys(SWEEP_EVENT) as readonly SweepKind[];

function kindOf({ name, value }: RunEvent): SweepKind {
  return value === 'H_PAGE_IN_SHARED' ? 'share' : (KINDS.find((kind) => SWEEP_EVENT[kind] === name) ?? 'page-in');
}

/** The states at a moment. */
export function gfnCountsAt(curve: readonly GfnPoint[], atNs: SimNs): GfnCounts {
  const { secure, pagedOut, shared, normal } = curve.findLast((point) => point.atNs <= atNs) ?? NOTHING;
  return { secure, pagedOut, shared, normal };
}

const NOTHING: GfnCounts = { secure: 0, pagedOut: 0, shared: 0, normal: 0 };

/** What `count` GFNs of a bulk event become; names and flags as the ultravisor's event log has them. */
function moved(now: GfnCounts, event: RunEvent, count: PageCount): GfnCounts {
  switch (event.name) {
    case 'H_SVM_PAGE_IN':
      if (event.fwError !== undefined && event.fwError !== 0) return now;
      if (event.value === 'H_PAGE_IN_SHARED') return take(now, count, ['normal', 'shared'], ['secure', 'shared']);
      return event.value === undefined ? take(now, count, ['normal', 'secure']) : take(now, count, ['pagedOut', 'secure']);
    case 'H_SVM_PAGE_OUT': return take(now, count, ['secure', 'pagedOut']);
    case 'kvmppc_uv_migrate_mem_slot': return take(now, count, ['normal', 'secure'], ['pagedOut', 'secure']);
    case 'UV_PAGE_IN': return take(now, count, ['normal', 'secure'], ['pagedOut', 'secure']);
    case 'UV_PAGE_OUT':
    case 'kvmppc_uvmem_drop_pages': return take(now, count, ['secure', 'normal']);
    default: return now;
  }
}

/** Moves up to `count` GFNs along the first move, what is left of the count along the next. */
function take(now: GfnCounts, count: PageCount, ...moves: readonly Move[]): GfnCounts {
  let left = count;
  return moves.reduce((counts, [from, to]) => {
    const pages = Math.min(left, counts[from]);
    left -= pages;
    return { ...counts, [from]: counts[from] - pages, [to]: counts[to] + pages };
  }, now);
}

function total({ secure, pagedOut, shared, normal }: GfnCounts): PageCount {
  return secure + pagedOut + shared + normal;
}
