import type { EngineConfig } from '../../config';
import type { EventLog } from '../../record/eventLog';
import { helperDesignOf } from './helperDesign';
import { HelperPath } from './helperPath';
import type { PrivatePath } from './privatePath';
import { PspPath } from './pspPath';

/** The way of private pages for a mechanism; undefined where QEMU reads all memory itself. */
export function createPath(config: EngineConfig, events: EventLog): PrivatePath | undefined {
  if (config.mechanism === 'psp') return new PspPath(config, events);
  const design = helperDesignOf(config);
  return design === undefined ? undefined : new HelperPath(config, events, design);
}
