import type { RunEvent } from './runEvent';

/**
 * Events as they are shown and stepped through: by time, at equal times as they were recorded. Hosts, firmware and guest each
 * write into one log with clocks of their own, so it is not strictly ordered. The same list where it is already.
 */
export function inTimeOrder(events: readonly RunEvent[]): readonly RunEvent[] {
  const isOrdered = events.every((event, i) => i === 0 || event.atNs >= (events[i - 1]?.atNs ?? 0));
  return isOrdered ? events : events.toSorted((a, b) => a.atNs - b.atNs);
}
