import { AGE_CODE, GFN_CODE, INTEGRITY_CODE, PINNED_CODE, SENT_CODE, STATE_CODE, STATUS_CODE } from '../../engine/record/mapMode';
import type { MapMode } from '../../engine/record/mapMode';
import type { PageCount } from '../../base/units';
import { THIN_SPACE, formatCount } from '../../base/format';
import { criticalState } from './criticalState';
import type { MapHost } from './mapColours';
import { tileClasses } from './tileClasses';

const SENT_WORDS = ['never sent', 'sent once', 'sent up to 2 times', 'sent up to 4 times', 'sent less than 7 times', 'sent 7 times or more'];
const SENT_PAGE = ['never sent', 'sent once', 'sent twice', 'sent 3 or 4 times', 'sent 5 or 6 times', 'sent 7 times or more'];
const AGE_WORDS = ['never sent', 'last sent over 40 s ago', 'last sent within 40 s', 'last sent within 15 s', 'last sent within 5 s', 'last sent within 1 s'];

/** `16 to 127 of 512`, for a class of tiles. */
function shareWords(mode: MapMode, code: number, pages: PageCount): string {
  const classes = tileClasses(mode, pages);
  const index = classes.findIndex((known) => known.code === code);
  const least = classes[index]?.least ?? 1;
  const most = (classes[index + 1]?.least ?? pages + 1) - 1;
  const range = most <= least ? formatCount(least) : `${formatCount(least)} to ${formatCount(most)}`;
  return `, ${range} of${THIN_SPACE}${formatCount(pages)}`;
}

function stateText(code: number, host: MapHost, pages: PageCount): string {
  if (code === STATE_CODE.notSent) return host === 'source' ? 'not sent yet' : 'never received';
  if (code === STATE_CODE.current) return host === 'source' ? 'sent, unchanged' : 'current';
  if (code === STATE_CODE.sending) return 'being sent';
  const again = host === 'source' ? 'to send again' : 'stale';
  return pages === 1 ? again : again + shareWords('state', code, pages);
}

function statusText(code: number, pages: PageCount): string {
  if (code === STATUS_CODE.absent) return 'never received';
  if (code === STATUS_CODE.private) return 'private';
  return code === STATUS_CODE.sharedAll || pages === 1 ? 'shared' : `shared${shareWords('status', code, pages)}`;
}

/** A rare state shows in a tile of which it is a part. */
function gfnText(code: number, pages: PageCount): string {
  switch (code) {
    case GFN_CODE.secure: return pages === 1 ? 'SECURE' : 'most SECURE';
    case GFN_CODE.pagedOut: return pages === 1 ? 'paged out' : 'some paged out';
    case GFN_CODE.shared: return pages === 1 ? 'SHARED' : 'some SHARED';
    case GFN_CODE.normal: return pages === 1 ? 'NORMAL' : 'most NORMAL';
    default: return 'no guest';
  }
}

/** What a cell says, in words: the state of a page, or of a tile of `pages` pages. */
export function stateWords(mode: MapMode, host: MapHost, code: number, pages: PageCount): string {
  const critical = criticalState(code);
  const words = critical?.host === 'destination' ? `violation: ${critical.words}` : critical?.words;
  if (words !== undefined) return pages === 1 ? words : `${words}, at least 1 of${THIN_SPACE}${formatCount(pages)}`;
  switch (mode) {
    case 'state': return stateText(code, host, pages);
    case 'status': return statusText(code, pages);
    case 'sent': return (pages === 1 ? SENT_PAGE : SENT_WORDS)[code] ?? SENT_WORDS[SENT_CODE.never] ?? '';
    case 'age': return AGE_WORDS[code] ?? AGE_WORDS[AGE_CODE.never] ?? '';
    case 'pinned': return code === PINNED_CODE.none ? 'not pinned' : code === PINNED_CODE.all ? 'pinned' : 'some pages pinned';
    case 'integrity': return code === INTEGRITY_CODE.right ? 'checked and right' : 'not checked';
    case 'gfn': return gfnText(code, pages);
    default: return '';
  }
}
