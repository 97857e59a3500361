import type { PageCount } from '../base/units';
import type { EngineConfig } from '../engine/config';
import type { RunEvent } from '../engine/record/runEvent';
import { gfnCurve, type GfnPoint } from './gfnCurve';
import { type LifePhase, lifePhases } from './lifePhases';

/** What a timeline shows of the guest's own life. */
export interface LifeRows {
  readonly life: readonly LifePhase[];
  /** Where the guest boots encrypted: how many pages its pins can reach. */
  readonly pinnablePages?: PageCount;
  /** Where it becomes secure: its frames by state. */
  readonly gfns?: readonly GfnPoint[];
}

/** Read off config and events; empty for a guest that only migrates. */
export function lifeRows(config: EngineConfig, events: readonly RunEvent[]): LifeRows {
  const life = lifePhases(config, events);
  const has = (action: 'boot' | 'esm'): boolean => config.script.some((each) => each.action === action);
  if (config.guest.kind === 'pef') return has('esm') ? { life, gfns: gfnCurve(config, events) } : { life };
  return has('boot') && config.guest.kind !== 'none' ? { life, pinnablePages: config.guest.pages } : { life };
}
