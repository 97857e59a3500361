import type { RecordedEvent } from './recorded';


/** Which kinds the list shows. `life` leaves the commands to the ladder. */
export const EVENT_FILTERS = {
  life: { name: 'all but commands', kinds: ['qmp', 'action', 'guest', 'vmm', 'violation'] },
  all: { name: 'all', kinds: ['qmp', 'command', 'action', 'guest', 'vmm', 'violation'] },
  qmp: { name: 'QMP', kinds: ['qmp', 'vmm'] },
  guest: { name: 'guest and script', kinds: ['guest', 'action'] },
  violation: { name: 'violations', kinds: ['violation'] },
} as const satisfies Readonly<Record<string, { readonly name: string; readonly kinds: readonly RecordedEvent['kind'][] }>>;

export type EventFilter = keyof typeof EVENT_FILTERS;

/** The events of a filter, in their order. */
export function filterEvents(events: readonly RecordedEvent[], filter: EventFilter): readonly RecordedEvent[] {
  const kinds: readonly RecordedEvent['kind'][] = EVENT_FILTERS[filter].kinds;
  return events.filter((event) => kinds.includes(event.kind));
}
