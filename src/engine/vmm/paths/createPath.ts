import type { EngineConfig } from '../../config';
import type { FaultPlan } from '../../faults/faultPlan';
import type { EventLog } from '../../record/eventLog';
import { FaultyHelperPath } from './faultyHelperPath';
import { FaultyPspPath } from './faultyPspPath';
import { helperDesignOf } from './helperDesign';
import { HelperPath } from './helperPath';
import type { PrivatePath } from './privatePath';
import { PspPath } from './pspPath';

/** The way of private pages for a mechanism, able to go wrong only where the script has a fault; undefined where QEMU reads all memory itself. */
export function createPath(config: EngineConfig, events: EventLog, faults: FaultPlan): PrivatePath | undefined {
  const isFaulty = config.script.some(({ action }) => action === 'fault');
  if (config.mechanism === 'psp') return isFaulty ? new FaultyPspPath(config, events, faults) : new PspPath(config, events);
  const design = helperDesignOf(config);
  if (design === undefined) return undefined;
  return isFaulty ? new FaultyHelperPath(config, events, design, faults) : new HelperPath(config, events, design);
}
