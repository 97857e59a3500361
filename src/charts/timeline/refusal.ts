import type { SimNs } from '../../base/units';
import type { RunEvent } from '../../engine/record/runEvent';

/** When a `migrate` was refused in a run in which none ever began; undefined in all others. */
export function refusedAt(events: readonly RunEvent[]): SimNs | undefined {
  const qmp = events.filter((event) => event.kind === 'qmp');
  if (qmp.some((event) => event.name === 'MIGRATION')) return undefined;
  return qmp.find((event) => event.name === 'migrate refused')?.atNs;
}
