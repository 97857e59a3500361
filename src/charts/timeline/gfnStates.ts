import type { GfnSample } from './timelineInput';

/** The four states of a frame, in the order of the legend. */
export const GFN_STATES = [
  { id: 'secure', name: 'SECURE' }, { id: 'normal', name: 'NORMAL' }, { id: 'shared', name: 'SHARED' }, { id: 'pagedOut', name: 'paged out' },
] as const;
export type GfnStateId = (typeof GFN_STATES)[number]['id'];

/** The sample that holds at a moment: the last at or before it, or the first of all. */
export function gfnSampleAt(samples: readonly GfnSample[], ns: number): GfnSample | undefined {
  let low = 0;
  let high = samples.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((samples[middle]?.atNs ?? 0) <= ns) low = middle + 1;
    else high = middle;
  }
  return samples[Math.max(low - 1, 0)];
}

/** Frames in a state at a moment. */
export function gfnCountAt(samples: readonly GfnSample[], state: GfnStateId, ns: number): number {
  return gfnSampleAt(samples, ns)?.[state] ?? 0;
}
