import { useMemo } from 'react';
import type { SimNs } from '../../base/units';
import { formatCount } from '../../base/format';
import { formatLogTime, formatMoment } from '../../base/formatTime';
import { LifeStrip } from './LifeStrip';
import type { PageInspectorProps } from './PageInspector';
import { FRAME_NAMES, pageEvents, sentAs } from './pageLifeEvents';
import { playSplit } from './playSplit';
import type { PageFacts, PageLife } from './recorded';

export type PageReadingProps = Pick<PageInspectorProps, 'tilePages' | 'pageBytes' | 'life' | 'toldNs' | 'cursorNs' | 'computedNs' | 'endNs'> & { readonly facts: PageFacts };

const HOLDS = { absent: 'not sent yet', current: 'current', stale: 'stale' } as const;
const WRONG = {
  stale: 'stale at the destination', wrongKey: 'garbage at the destination: wrong key or place', misclassified: 'private and shared mistaken', lost: 'lost',
  moved: 'moved by the host while encrypted: the guest reads garbage', beliefDiffers: 'the host believes otherwise than the guest has it',
  normalInSecure: 'NORMAL in a secure VM', corruptGfn: 'two owners: what the guest wrote is not what it will read',
} as const satisfies Readonly<Record<PageFacts['wrong'][number], string>>;

function wrongText(name: PageFacts['wrong'][number], { replaced, guestStatus }: PageFacts): string {
  return name === 'moved' && replaced === true ? `its frame was replaced, its contents are gone: the guest reads ${guestStatus === 'private' ? 'garbage' : 'zeros'}` : WRONG[name];
}

/** What is true of the page now, in the words of the maps' legend. */
function pageNow(facts: PageFacts): string {
  if (facts.gfn !== undefined) return FRAME_NAMES[facts.gfn];
  if (facts.destination === 'absent') return 'not sent yet';
  return facts.toSend || facts.dirty || facts.destination === 'stale' ? 'to send again' : HOLDS[facts.destination];
}

type Fact = readonly [name: string, value: string, kind?: string | undefined];

function sentFacts(facts: PageFacts, life: PageLife | undefined): readonly Fact[] {
  const last = facts.sentCount === 0 ? undefined : life?.sends.findLast((send) => send.atNs <= facts.atNs);
  const count = facts.sentCount >= 7 ? '7 or more' : String(facts.sentCount);
  const path = last === undefined ? '' : ` ${last.path === 'psp' ? 'PSP' : last.path}`;
  const as = last === undefined ? '\u2013' : `${last.pass}${facts.hostStatus === undefined ? '' : `, as ${sentAs(last.path)}`}`;
  const received = last === undefined ? '\u2013' : last.receivedNs === undefined || last.receivedNs > facts.atNs ? 'not yet' : formatMoment(last.receivedNs);
  return [['sent', `${count} \u00d7${path}`], ['in pass', as], ['received', received]];
}

/** What stands of a page under which names: not every guest has a status, frames, or a destination. */
function factsOf(facts: PageFacts, life: PageLife | undefined, tilePages: number, pageBytes: number): readonly Fact[] {
  const { guestStatus, hostStatus, toldStatus, gfn } = facts;
  const differs = guestStatus !== hostStatus;
  const place: readonly Fact[] = [['GPA', `0x${(facts.page * pageBytes).toString(16)}`, 'mono'], ['tile', `${formatCount(Math.floor(facts.page / tilePages))} + ${facts.page % tilePages}`]];
  if (gfn !== undefined) return [...place, ['frame', FRAME_NAMES[gfn], 'now'], ['written', facts.dirty ? 'yes' : 'no']];
  const holds: Fact = ['B holds', facts.destination === 'absent' ? 'nothing yet' : HOLDS[facts.destination]];
  const now: Fact = ['now', pageNow(facts), 'now'];
  const content: readonly Fact[] = [['contents', facts.zero ? 'zero' : 'data'], ['written', facts.dirty ? 'since sync' : 'no']];
  if (guestStatus === undefined || hostStatus === undefined) return [...place, ...content, ...sentFacts(facts, life), holds, now];
  return [
    ...place, ['guest says', guestStatus], ['host says', `${hostStatus}${differs ? ', differs' : ''}`, differs ? 'differs' : undefined],
    ...content, ...sentFacts(facts, life), holds, ['B is told', facts.destination === 'absent' ? '\u2013' : (toldStatus ?? '\u2013')],
    ['pinned', facts.pinned ? 'yes' : 'no'], now,
  ];
}

function Facts({ facts, life, tilePages, pageBytes }: { readonly facts: PageFacts } & Pick<PageInspectorProps, 'life' | 'tilePages' | 'pageBytes'>) {
  return (
    <>
      <dl className="facts">
        {factsOf(facts, life, tilePages, pageBytes).map(([name, value, kind]) => (
          <div key={name} data-kind={kind}><dt>{name}</dt><dd title={value}>{value}</dd></div>
        ))}
      </dl>
      {facts.wrong.length === 0 ? undefined : <p className="page-wrong">✕ {facts.wrong.map((name) => wrongText(name, facts)).join('; ')}</p>}
    </>
  );
}

/** The last two events of the page and the next one. */
function NearEvents({ life, hasStatus, cursorNs }: { readonly life: PageLife; readonly hasStatus: boolean; readonly cursorNs: SimNs }) {
  const events = useMemo(() => pageEvents(life, hasStatus), [life, hasStatus]);
  const cut = playSplit(events, cursorNs);
  const past = events.slice(Math.max(0, cut - 2), cut).reverse();
  const next = events.slice(cut, cut + 1);
  if (events.length === 0) return <p>Neither written, sent nor changed in what is recorded.</p>;
  return (
    <ol className="page-events">
      {[...past, ...next].map((event) => (
        <li key={`${event.atNs}:${event.text}`} data-ahead={event.atNs > cursorNs}>
          <span className="event-time">{formatLogTime(event.atNs)}</span>
          <span>{event.text}</span>
          <span className="event-value">{event.value}</span>
        </li>
      ))}
    </ol>
  );
}

/** What is known of the chosen page at the moment, and how it came to that. */
export function PageReading({ facts, life, toldNs, tilePages, pageBytes, cursorNs, computedNs, endNs }: PageReadingProps) {
  const isTold = life !== undefined && (toldNs === undefined || life.sends.length + life.writes.length > 0);
  return (
    <>
      <Facts facts={facts} life={life} tilePages={tilePages} pageBytes={pageBytes} />
      {isTold ? (
        <>
          <LifeStrip life={life} cursorNs={cursorNs} computedNs={toldNs ?? computedNs} endNs={endNs} />
          <NearEvents life={life} hasStatus={facts.hostStatus !== undefined} cursorNs={cursorNs} />
        </>
      ) : undefined}
      {life === undefined || toldNs !== undefined ? (
        <p>Replaying the page’s life{toldNs === undefined ? '.' : `: told to ${formatMoment(toldNs)} of ${formatMoment(endNs)}.`}</p>
      ) : undefined}
    </>
  );
}
