import type { GfnSample } from './timelineInput';

/** The four states of a frame, in the order of the legend. */
export const GFN_STATES = [
  { id: 'secure', name: 'SECURE' }, { id: 'normal', name: 'NORMAL' }, { id: 'shared', name: 'SHARED' }, { id: 'pagedOut', name: 'paged out' },
] as const;
export type GfnStateId = (typeof GFN_STATES)[number]['id'];

/** Frames in a state at a moment; between two samples they change evenly. */
export function gfnCountAt(samples: readonly GfnSample[], state: GfnStateId, ns: number): number {
  const after = samples.findIndex((sample) => sample.atNs > ns);
  const from = samples[after < 0 ? samples.length - 1 : Math.max(after - 1, 0)];
  const to = after < 0 ? from : samples[after];
  if (from === undefined || to === undefined) return 0;
  const share = to.atNs === from.atNs ? 0 : (ns - from.atNs) / (to.atNs - from.atNs);
  return from[state] + (to[state] - from[state]) * share;
}
