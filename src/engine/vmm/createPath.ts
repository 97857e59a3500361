import type { EngineConfig } from '../config';
import type { EventLog } from '../record/eventLog';
import { PspPath } from './pspPath';
import type { PrivatePath } from './privatePath';
import { RingPath } from './ringPath';

/** The way of private pages for a mechanism; undefined where QEMU reads all memory itself. */
export function createPath(config: EngineConfig, events: EventLog): PrivatePath | undefined {
  switch (config.mechanism) {
    case 'plain': return undefined;
    case 'psp': return new PspPath(config, events);
    case 'mirror-ring': return new RingPath(config, events);
    case 'mirror-rfc': case 'mailbox': return new RingPath(config, events);
  }
}
