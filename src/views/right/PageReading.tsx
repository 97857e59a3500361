import { useMemo } from 'react';
import type { SimNs } from '../../base/units';
import { formatCount } from '../../base/format';
import { formatLogTime, formatMoment } from '../../base/formatTime';
import { LifeStrip } from './LifeStrip';
import type { PageInspectorProps } from './PageInspector';
import { pageEvents } from './pageLifeEvents';
import { playSplit } from './playSplit';
import type { PageFacts, PageLife } from './recorded';

export type PageReadingProps = Pick<PageInspectorProps, 'tilePages' | 'pageBytes' | 'life' | 'toldNs' | 'cursorNs' | 'computedNs' | 'endNs'> & { readonly facts: PageFacts };

const HOLDS = { absent: 'not sent yet', current: 'current', stale: 'stale' } as const;

/** What is true of the page now, in the words of the maps' legend. */
export function pageNow(facts: PageFacts): string {
  if (facts.destination === 'absent') return 'not sent yet';
  return facts.toSend || facts.dirty || facts.destination === 'stale' ? 'to send again' : HOLDS[facts.destination];
}

function sentText(facts: PageFacts, life: PageLife | undefined): string {
  const path = life?.sends.findLast((send) => send.atNs <= facts.atNs)?.path;
  const count = facts.sentCount >= 7 ? '7 or more' : String(facts.sentCount);
  return `${count} \u00d7${path === undefined || facts.sentCount === 0 ? '' : ` ${path === 'psp' ? 'PSP' : path}`}`;
}

function Facts({ facts, life, tilePages, pageBytes }: { readonly facts: PageFacts } & Pick<PageInspectorProps, 'life' | 'tilePages' | 'pageBytes'>) {
  const differs = facts.guestStatus !== facts.hostStatus;
  const items: readonly (readonly [string, string, (string | undefined)?])[] = [
    ['GPA', `0x${(facts.page * pageBytes).toString(16)}`, 'mono'],
    ['tile', `${formatCount(Math.floor(facts.page / tilePages))} + ${facts.page % tilePages}`],
    ['guest says', facts.guestStatus],
    ['host says', `${facts.hostStatus}${differs ? ', differs' : ''}`, differs ? 'differs' : undefined],
    ['contents', facts.zero ? 'zero' : 'data'],
    ['sent', sentText(facts, life)],
    ['pinned', facts.pinned ? 'yes' : 'no'],
    ['now', pageNow(facts), 'now'],
  ];
  return (
    <dl className="facts">
      {items.map(([name, value, kind]) => (
        <div key={name} data-kind={kind}><dt>{name}</dt><dd title={value}>{value}</dd></div>
      ))}
    </dl>
  );
}

/** The last two events of the page and the next one. */
function NearEvents({ life, cursorNs }: { readonly life: PageLife; readonly cursorNs: SimNs }) {
  const events = useMemo(() => pageEvents(life), [life]);
  const cut = playSplit(events, cursorNs);
  const past = events.slice(Math.max(0, cut - 2), cut).reverse();
  const next = events.slice(cut, cut + 1);
  if (events.length === 0) return <p>Neither written nor sent in what is recorded.</p>;
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
          <NearEvents life={life} cursorNs={cursorNs} />
        </>
      ) : undefined}
      {life === undefined || toldNs !== undefined ? (
        <p>Replaying the page’s life{toldNs === undefined ? '.' : `: told to ${formatMoment(toldNs)} of ${formatMoment(endNs)}.`}</p>
      ) : undefined}
    </>
  );
}
