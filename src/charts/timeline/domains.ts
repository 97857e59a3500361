import type { SeriesId } from '../../engine/record/series';
import type { TimelineDomains, TimelineInput } from './timelineInput';
import { PATHS } from './paths';
import type { Recording } from './recording';
import { stretchRates } from './recording';

/** Mantissas whose half is a short number too: the axis prints 0, half and top. */
const MANTISSAS = [1, 1.2, 1.6, 2, 2.4, 3, 4, 5, 6, 8, 10];
/** Room above the highest value that the domain is made for. */
const HEADROOM = 1.15;
/** A run that has nothing to show still has an axis. */
const LEAST_RATE = 100;

/** The next round number at or above a value. */
function roundUp(value: number): number {
  const size = 10 ** Math.floor(Math.log10(value));
  const mantissa = MANTISSAS.find((candidate) => candidate * size >= value * (1 - 1e-9)) ?? 10;
  return mantissa * size;
}

function highestRate(recording: Recording, ids: readonly SeriesId[]): number {
  return largest(stretchRates(recording, ids));
}

function extreme(recording: Recording, id: SeriesId, pick: (values: Iterable<number>) => number): number {
  return pick(recording.series.columns[id].max.subarray(0, recording.series.length));
}

function largest(values: Iterable<number>): number {
  let result = 0;
  for (const value of values) if (value > result) result = value;
  return result;
}

function smallestPositive(values: Iterable<number>): number {
  let result = Number.POSITIVE_INFINITY;
  for (const value of values) if (value > 0 && value < result) result = value;
  return result;
}

/** Log axis: whole decades; its floor is 10 where a threshold (or a small guest) needs it, 10 k otherwise. */
function remainingDomain(recording: Recording): Pick<TimelineDomains, 'remaining' | 'remainingFloor'> {
  const top = Math.max(extreme(recording, 'remaining', largest), 1e4);
  const remaining = 10 ** Math.ceil(Math.log10(top));
  const lowest = extreme(recording, 'threshold', smallestPositive);
  return { remaining, remainingFloor: remaining <= 1e6 || lowest < 2e4 ? 10 : 1e4 };
}

/**
 * The value axes of one run. The rate's is fixed by the binding stage where it is known, and clipped rates carry a caret;
 * others come from the recording.
 */
export function timelineDomains(recording: Recording | undefined, input: TimelineInput): TimelineDomains {
  const { capacity, domains } = input;
  const found = (): TimelineDomains => {
    if (recording === undefined) return { rate: LEAST_RATE, dirtying: LEAST_RATE, remaining: 1e8, remainingFloor: 1e4 };
    const sent = capacity ?? highestRate(recording, PATHS.map((path) => path.series));
    const written = Math.max(highestRate(recording, ['guest-writes']), extreme(recording, 'dirty-pages-rate', largest));
    return {
      rate: roundUp(Math.max(sent * HEADROOM, LEAST_RATE)),
      dirtying: roundUp(Math.max(written * HEADROOM, LEAST_RATE)),
      ...remainingDomain(recording),
    };
  };
  return { ...found(), ...domains };
}
