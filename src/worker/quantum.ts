/** Work between two breaths: a quarter of a frame at 60 Hz, so that a pause, a seek or a drag is felt at once. */
export const QUANTUM_MS = 4;
/** While the first picture of a run is awaited: three questions come before it, and each may find a quantum under way. */
export const AWAITED_QUANTUM_MS = 2;
/** So long after its start nobody waits any more, or there are no maps on the screen. */
export const AWAITED_MS = 100;

const FIRST_BUDGET = 100_000;
const LEAST_BUDGET = 1_000;
/** A quantum that came out short may be a pause of the run; its successor grows by no more than this. */
const GREATEST_GROWTH = 4;

/** Page events for the next quantum so that it takes about `quantumMs`, from what the last one took. */
export function nextBudget(lastBudget: number | undefined, lastMs: number, quantumMs: number): number {
  if (lastBudget === undefined) return FIRST_BUDGET;
  const growth = lastMs <= 0 ? GREATEST_GROWTH : Math.min(GREATEST_GROWTH, quantumMs / lastMs);
  return Math.max(LEAST_BUDGET, Math.round(lastBudget * growth));
}
