import type { SimNs } from '../../base/units';
import { pageArgs } from '../host/kvm/regionArgs';
import type { PagePlanes } from '../memory/pagePlanes';
import type { EventLog } from '../record/eventLog';
import type { FaultPlan } from './faultPlan';

interface SentParts {
  readonly planes: PagePlanes;
  readonly faults: FaultPlan;
  readonly events: EventLog;
}

/** Where a helper's mailbox lies, page 0x820 and the next. Source: confidential-migration.md 4.5. */
const OWN_PAGES = { word: 65, mask: 0b11 } as const;

/** What becomes of private pages that have just been sent: F-15 brings an old version, F-26 and F-29 bring none. */
export function spoilSent(parts: SentParts, word: number, hidden: number, { nowNs, stopNs }: { readonly nowNs: SimNs; readonly stopNs: SimNs }): void {
  const { faults } = parts;
  if (stopNs >= 0 && faults.has('F-15')) replay(parts, word, hidden, nowNs);
  if (faults.take('F-26') !== undefined) lose(parts, word, hidden);
  if (word === OWN_PAGES.word && faults.has('F-29')) lose(parts, word, hidden & OWN_PAGES.mask);
}

/** The packet of a page's earlier version comes once more, behind the newest; nothing in it says that it is older. */
function replay({ planes, faults, events }: SentParts, word: number, hidden: number, atNs: SimNs): void {
  const again = hidden & (planes.sent1[word]! | planes.sent2[word]!);
  if (again === 0) return;
  const bit = again & -again;
  const page = word * 32 + 31 - Math.clz32(bit);
  planes.stale[word]! |= bit;
  faults.take('F-15');
  events.add({ atNs, kind: 'command', host: 'destination', name: 'packet replayed', value: `page ${page}, an older version`, args: pageArgs('gpa', page), ret: 0 });
}

/** As if it had never been sent: what is there is what was there before. */
function lose({ planes }: SentParts, word: number, mask: number): void {
  planes.sent0[word]! &= ~mask;
  planes.sent1[word]! &= ~mask;
  planes.sent2[word]! &= ~mask;
}
