// The frame builder's twin: page by page, from the words of docs, without a word kernel.
import type { PagePlanes, Plane } from '../../../src/engine/memory/pagePlanes';
import type { FrameRequest } from '../../../src/engine/record/frame';
import type { FrameContext } from '../../../src/engine/record/frameContext';

export interface NaiveSide {
  readonly tiles: number[];
  readonly counts: number[];
  readonly lens: number[];
}

type Host = 'source' | 'destination';

const SHARED_FLAG = 0x40;

function bit(plane: Plane | undefined, page: number): boolean {
  return plane !== undefined && ((plane[Math.floor(page / 32)]! >> (page % 32)) & 1) !== 0;
}

interface PageView {
  readonly sends: number;
  readonly stale: boolean;
  readonly sending: boolean;
  readonly shared: boolean;
  readonly wrong: number;
  readonly pinned: boolean;
  readonly ageNs: number;
  readonly listed: number;
  readonly critical: number;
  readonly gfn: 'absent' | 'secure' | 'pagedOut' | 'shared' | 'normal';
  readonly twoOwners: boolean;
}

function gfnState(planes: PagePlanes, host: Host, page: number): PageView['gfn'] {
  if (host === 'destination' || planes.gfnSecure === undefined) return 'absent';
  if (bit(planes.gfnSecure, page)) return 'secure';
  if (bit(planes.gfnPagedOut, page)) return 'pagedOut';
  return bit(planes.gfnShared, page) ? 'shared' : 'normal';
}

/** What one host knows of one page. */
function viewPage(planes: PagePlanes, context: FrameContext, mode: string, host: Host, page: number): PageView {
  const sends = context.migrationBegan
    ? Number(bit(planes.sent0, page)) + 2 * Number(bit(planes.sent1, page)) + 4 * Number(bit(planes.sent2, page))
    : 0;
  const { sendingFromPage: from, sendingToPage: to } = context;
  const open = from <= to ? page >= from && page < to : page >= from || page < to;
  const stale = bit(planes.stale, page);
  const settled = sends > 0 && !stale && !bit(planes.toSend, page) && !bit(planes.dirty, page);
  let wrong = 0;
  if (planes.privateTruth !== undefined && mode === 'status') {
    const unread = context.scanPage >= 0 && bit(planes.dirty, page);
    if (host === 'source' && !unread && bit(planes.privateTruth, page) !== bit(planes.privateBelief, page)) wrong = 13;
    if (host === 'destination' && settled && bit(planes.privateTruth, page) !== bit(planes.privateAtDestination, page)) wrong = 10;
  }
  const gfn = gfnState(planes, host, page);
  if (mode === 'gfn' && gfn === 'normal' && context.gfn?.vmState === 'SECURE') wrong = 14;
  const twoOwners = mode === 'gfn' && host === 'source' && context.gfn !== undefined && bit(planes.gfnCorrupt, page) && (context.gfn.vmState === 'NORMAL' || gfn === 'secure');
  let listed = 0;
  for (let i = 0; i < context.critical.length; i += 2) {
    const code = context.critical[i + 1]!;
    const where = code >= 12 ? 'source' : 'destination';
    if (context.critical[i] === page && where === host) listed = Math.max(listed, code);
  }
  return {
    sends, stale, sending: sends > 0 && open, wrong, listed, critical: Math.max(listed, wrong, twoOwners ? 15 : 0), gfn, twoOwners,
    shared: !bit(host === 'source' ? planes.privateTruth : planes.privateAtDestination, page),
    pinned: bit(planes.pinned, page) && (host === 'source' || sends > 0),
    ageNs: context.atNs - planes.lastSentNs[Math.floor(page / 512)]!,
  };
}

function age(ageNs: number): number {
  const seconds = ageNs / 1e9;
  return seconds < 1 ? 5 : seconds < 5 ? 4 : seconds < 15 ? 3 : seconds < 40 ? 2 : 1;
}

function tileCode(views: readonly PageView[], mode: string, host: Host, checked: boolean): number {
  const critical = Math.max(...views.map((view) => view.critical));
  if (critical > 0) return critical;
  const sent = views.filter((view) => view.sends > 0);
  const pages = views.length;
  switch (mode) {
    case 'state': {
      if (sent.length === 0) return 0;
      if (sent.some((view) => view.sending)) return 6;
      const share = sent.filter((view) => view.stale).length / pages;
      return share === 0 ? 1 : share >= 384 / 512 ? 5 : share >= 128 / 512 ? 4 : share >= 16 / 512 ? 3 : 2;
    }
    case 'status': {
      const held = host === 'source' ? views : sent;
      if (held.length === 0) return 0;
      const share = held.filter((view) => view.shared).length / held.length;
      return share === 0 ? 1 : share === 1 ? 4 : share >= 64 / 512 ? 3 : 2;
    }
    case 'sent': {
      const mean = views.reduce((sum, view) => sum + view.sends, 0) / pages;
      return mean === 0 ? 0 : mean <= 1 ? 1 : mean <= 2 ? 2 : mean <= 4 ? 3 : mean < 7 ? 4 : 5;
    }
    case 'age': return sent.length === 0 ? 0 : Math.max(...sent.map((view) => age(view.ageNs)));
    case 'pinned': {
      const pinned = views.filter((view) => view.pinned).length;
      return pinned === 0 ? 0 : pinned === pages ? 2 : 1;
    }
    case 'gfn': {
      const most = views.filter((view) => view.gfn === 'secure').length >= views.filter((view) => view.gfn === 'normal').length ? 1 : 4;
      return views[0]!.gfn === 'absent' ? 0 : views.some((view) => view.gfn === 'pagedOut') ? 2 : views.some((view) => view.gfn === 'shared') ? 3 : most;
    }
    default: return checked && (host === 'source' || sent.length > 0) ? 1 : 0;
  }
}

function countPage(counts: number[], view: PageView, mode: string, host: Host, checked: boolean): void {
  const add = (place: number): void => {
    counts[place]!++;
  };
  switch (mode) {
    case 'state':
      add(view.sends === 0 ? 2 : view.stale ? 1 : 0);
      if (view.sending) add(3);
      if (host === 'destination' && view.critical > 0) add(4);
      break;
    case 'status':
      add(host === 'destination' && view.sends === 0 ? 3 : view.shared ? 1 : 0);
      if (view.wrong > 0 || view.listed === (host === 'source' ? 13 : 10)) add(2);
      break;
    case 'sent': add(view.sends < 3 ? view.sends : view.sends < 5 ? 3 : view.sends < 7 ? 4 : 5); break;
    case 'age': add(view.sends === 0 ? 0 : age(view.ageNs)); break;
    case 'pinned':
      add(view.pinned ? 0 : 1);
      if (host === 'source' && view.critical === 12) add(2);
      break;
    case 'gfn':
      add(view.wrong > 0 ? 4 : { secure: 0, pagedOut: 1, shared: 2, normal: 3, absent: 5 }[view.gfn]);
      if (view.listed === 15 || view.twoOwners) add(6);
      break;
    default:
      if (view.critical > 0) add([1, 2, 3, 4, 6, 3, 4, 7][view.critical - 8]!);
      else add(checked && (host === 'source' || view.sends > 0) ? 0 : 5);
  }
}

const PLACES: Readonly<Record<string, number>> = { state: 5, status: 4, sent: 6, age: 6, pinned: 3, integrity: 8, gfn: 7 };

/** Tiles, counts and lens of one host, and its rings. */
export function naiveFrame(planes: PagePlanes, context: FrameContext, request: FrameRequest, host: Host): NaiveSide & { rings: string[] } {
  const { mode, tilePages, firstTile, tileCount, lensPage } = request;
  const checked = context.integrityChecked;
  const views = Array.from({ length: planes.pages }, (_, page) => viewPage(planes, context, mode, host, page));
  const counts = Array.from({ length: PLACES[mode]! }, () => 0);
  for (const view of views) countPage(counts, view, mode, host, checked);
  const all: number[] = [];
  for (let first = 0; first < planes.pages; first += tilePages) {
    all.push(tileCode(views.slice(first, first + tilePages), mode, host, checked));
  }
  const rings = new Set<string>();
  views.forEach((view, page) => {
    const tile = Math.floor(page / tilePages);
    if (view.wrong > 0) rings.add(`${tile}:${view.wrong}`);
    if (view.listed > 0) rings.add(`${tile}:${view.listed}`);
  });
  const lens = lensPage === undefined ? [] : views.slice(lensPage, lensPage + 512).map((view) => {
    const code = tileCode([view], mode, host, checked);
    const flagged = planes.privateTruth !== undefined && view.shared && (host === 'source' || view.sends > 0);
    return flagged ? code | SHARED_FLAG : code;
  });
  return { tiles: all.slice(firstTile, firstTile + tileCount), counts, lens, rings: [...rings].sort() };
}
