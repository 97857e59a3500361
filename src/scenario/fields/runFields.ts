import { NS_PER_MS, NS_PER_SECOND } from '../../base/units';
import type { Field } from './field';
import { ALWAYS_USED } from './lock';
import { quantity } from './makeField';

/** Below 2^53 ns, so that every moment of a run is a safe integer. */
export const MAX_RUN_NS = 100 * 86_400 * NS_PER_SECOND;

export const RUN_FIELDS: readonly Field[] = [
  quantity('run', 'duration', 'until', {
    label: 'Until', help: 'When the run ends; auto: when the script is done, or when it is clear that it never converges.',
    default: 'auto', word: 'auto', min: NS_PER_MS, max: MAX_RUN_NS, bareUnit: 's',
    slider: { min: NS_PER_SECOND, max: MAX_RUN_NS }, lockedBy: ALWAYS_USED,
  }),
];
