/** Lower bounds of the classes of use: idle, up to 25, 50, 75, 95 %, more. */
export const BUSY_BOUNDS: readonly number[] = [0, 0.25, 0.5, 0.75, 0.95];

/** Class 0..5 of a busy share (0..1); idle is exactly 0, and anything above it is at least class 1. */
export function busyClass(share: number): number {
  if (!(share > 1e-9)) return 0;
  return 1 + BUSY_BOUNDS.slice(1).filter((bound) => share >= bound).length;
}

/** A run of pixel columns in one class. */
export interface BusyRun {
  readonly fromX: number;
  readonly toX: number;
  readonly busy: number;
}

/**
 * Joins neighbouring columns of one class.
 * @param nsPerSecond busy time per pixel column, ns per s; NaN where nothing is recorded
 */
export function busyRuns(nsPerSecond: Float64Array): readonly BusyRun[] {
  const runs: BusyRun[] = [];
  let fromX = 0;
  let current = -1;
  for (let x = 0; x <= nsPerSecond.length; x += 1) {
    const value = nsPerSecond[x];
    const next = value === undefined || Number.isNaN(value) ? -1 : busyClass(value / 1e9);
    if (next === current) continue;
    if (current >= 0) runs.push({ fromX, toX: x, busy: current });
    fromX = x;
    current = next;
  }
  return runs;
}
