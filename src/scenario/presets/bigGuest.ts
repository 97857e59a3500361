import { GIB } from '../../base/units';
import type { Scenario } from '../scenario';

/** The guest that the mechanisms are compared by. */
export const BIG_GUEST: Partial<Scenario> = { memory: 192 * GIB, 'working-set': 4 * GIB, writes: 12_000 };
