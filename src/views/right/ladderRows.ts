import { formatCount } from '../../base/format';
import type { CommandReturn } from './commandReturn';
import { commandReturn } from './commandReturn';
import { inTime } from './playSplit';
import type { RecordedEvent } from './recorded';

/** One rung: a command on a host's line, or an exchange across both. */
export interface LadderRow {
  readonly key: string;
  readonly atNs: number;
  readonly place: 'source' | 'destination' | 'exchange';
  /** Name, arguments and count, as one would grep for them. */
  readonly text: string;
  readonly state?: string;
  readonly answer?: CommandReturn;
}

const VMM_EVENTS: ReadonlySet<string> = new Set(['STOP', 'RESUME', 'migrate refused']);

/** What belongs on the ladder: every command, the guest's stop and resume, a refusal. */
export function isRung(event: RecordedEvent): boolean {
  return event.kind === 'command' || (event.kind === 'qmp' && VMM_EVENTS.has(event.name));
}

function rungText(event: RecordedEvent): string {
  const count = event.count === undefined || event.count === 1 ? '' : ` \u00d7${formatCount(event.count)}`;
  const value = event.value === undefined ? '' : ` ${event.value}`;
  return `${event.name}${value}${count}`;
}

/** The rungs of a run, in its own order. A bulk exchange that the source starts runs across; the other host's end of it does not. */
export function ladderRows(events: readonly RecordedEvent[]): readonly LadderRow[] {
  return inTime(events.filter(isRung)).map((event, index) => {
    const answer = commandReturn(event);
    const across = event.count !== undefined && event.untilNs !== undefined && event.host === 'source';
    return {
      key: `${index}:${event.name}`,
      atNs: event.atNs,
      place: across ? 'exchange' : event.host,
      text: rungText(event),
      ...(event.state === undefined ? {} : { state: event.state }),
      ...(answer === undefined ? {} : { answer }),
    };
  });
}
