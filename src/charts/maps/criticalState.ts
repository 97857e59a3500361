import { CRITICAL_CODE } from '../../engine/record/mapMode';
import type { MapHost } from './mapColours';

const { stale, wrongKey, misclassified, lost, moved, beliefDiffers, normalInSecure, corruptGfn } = CRITICAL_CODE;

interface CriticalState {
  readonly letter: string;
  readonly words: string;
  readonly host: MapHost;
}

/** Kinds of critical states: the letter in the lens and the words of the legend. */
const STATES: ReadonlyMap<number, CriticalState> = new Map([
  [stale, { letter: 'S', words: 'stale', host: 'destination' }],
  [wrongKey, { letter: 'K', words: 'wrong key', host: 'destination' }],
  [misclassified, { letter: 'M', words: 'misclassified', host: 'destination' }],
  [lost, { letter: 'L', words: 'lost', host: 'destination' }],
  [moved, { letter: 'P', words: 'unpinned and moved', host: 'source' }],
  [normalInSecure, { letter: 'N', words: 'NORMAL in a secure VM', host: 'source' }],
  [corruptGfn, { letter: '2', words: 'two owners', host: 'source' }],
  [beliefDiffers, { letter: 'B', words: 'belief differs from truth', host: 'source' }],
]);

/** Undefined for a code that is not critical. */
export function criticalState(code: number): CriticalState | undefined {
  return STATES.get(code);
}

/** The map on which a critical state rings. */
export function criticalHost(code: number): MapHost | undefined {
  return STATES.get(code)?.host;
}
