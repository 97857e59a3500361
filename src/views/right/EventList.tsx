import { useMemo, useState } from 'react';
import type { SimNs } from '../../base/units';
import { countedOne } from '../../base/countedOne';
import { formatCount } from '../../base/format';
import { formatDuration, formatLogTime } from '../../base/formatTime';
import { commandReturn } from './commandReturn';
import type { EventFilter } from './eventFilter';
import { EVENT_FILTERS, filterEvents } from './eventFilter';
import { inTime, playSplit } from './playSplit';
import type { RecordedEvent } from './recorded';
import './right.css';

export interface EventListProps {
  readonly events: readonly RecordedEvent[];
  readonly cursorNs: SimNs;
  readonly onSeek: (ns: SimNs) => void;
}

const PAST = 3;
const TO_COME = 6;

function eventValue(event: RecordedEvent): string {
  const value = countedOne(event.value ?? event.state ?? commandReturn(event)?.text ?? '');
  return event.count === undefined ? value : `${value} \u00d7${formatCount(event.count)}`.trim();
}

function EventRow({ event, ahead, now, onSeek }: {
  readonly event: RecordedEvent;
  readonly ahead: boolean;
  readonly now: boolean;
  readonly onSeek: (ns: SimNs) => void;
}) {
  return (
    <li data-ahead={ahead} data-now={now} data-kind={event.kind}>
      <button type="button" onClick={() => onSeek(event.atNs)}>
        <span className="event-time">{formatLogTime(event.atNs)}</span>
        <code>{event.kind === 'violation' ? '✕ ' : ''}{event.name}</code>
        <span className="event-value">{eventValue(event)}</span>
      </button>
    </li>
  );
}

function emptySentence(shown: readonly RecordedEvent[], all: readonly RecordedEvent[], cut: number): string | undefined {
  const first = shown[0];
  if (first === undefined) return all.length === 0 ? 'No events yet.' : 'No event passes this filter.';
  if (cut > 0) return undefined;
  return first.kind === 'action' ? `No events before the first action, at ${formatDuration(first.atNs)}.` : `No events before ${formatDuration(first.atNs)}.`;
}

/** Three past events and six to come; choosing one goes there. */
export function EventList({ events, cursorNs, onSeek }: EventListProps) {
  const [filter, setFilter] = useState<EventFilter>('life');
  const shown = useMemo(() => inTime(filterEvents(events, filter)), [events, filter]);
  const cut = playSplit(shown, cursorNs);
  const from = Math.max(0, cut - PAST);
  const hidden = events.length - shown.length;
  const empty = emptySentence(shown, events, cut);
  return (
    <section className="panel events" aria-label="Events">
      <h2>
        Events <span>{shown.length === 0 ? '' : `${formatCount(cut)} of ${formatCount(shown.length)}`}</span>
        <select aria-label="Which events" value={filter} onChange={(change) => setFilter(change.target.value as EventFilter)}>
          {Object.entries(EVENT_FILTERS).map(([id, { name }]) => <option key={id} value={id}>{name}</option>)}
        </select>
      </h2>
      {empty === undefined ? undefined : <p>{empty}</p>}
      <ol>
        {shown.slice(from, cut + TO_COME).map((event, index) => (
          <EventRow key={`${from + index}:${event.name}`} event={event} ahead={from + index >= cut} now={from + index === cut - 1} onSeek={onSeek} />
        ))}
      </ol>
      {hidden === 0 ? undefined : <p className="events-hidden">{formatCount(hidden)} hidden by the filter.</p>}
    </section>
  );
}
