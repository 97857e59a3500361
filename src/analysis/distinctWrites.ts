import type { SimNs } from '../base/units';
import { NS_PER_SECOND } from '../base/units';
import type { WorkloadConfig } from '../engine/config';

/** Ranks of a zipf guest are summed in this many buckets, each a constant factor wider than the one before. */
const ZIPF_BUCKETS = 256;

/**
 * Expected number of distinct pages that the guest writes within `spanNs`: what a bitmap shows, not what the guest does.
 * Closed form of each workload with independent draws; `conversionsPerSecond` dirties pages too.
 */
export function distinctWrites(workload: WorkloadConfig, spanNs: SimNs): number {
  const seconds = spanNs / NS_PER_SECOND;
  const writes = writesPerSecondOf(workload) * seconds;
  return distinct(workload, writes) + workload.conversionsPerSecond * seconds;
}

/** Page writes per second of a guest that runs, averaged over bursts. */
export function writesPerSecondOf(workload: WorkloadConfig): number {
  if (workload.kind === 'idle') return 0;
  if (workload.kind !== 'burst') return workload.writesPerSecond;
  const period = workload.burstOnNs + workload.burstOffNs;
  return period === 0 ? 0 : (workload.writesPerSecond * workload.burstOnNs) / period;
}

function distinct(workload: WorkloadConfig, writes: number): number {
  const { kind, workingSetPages: set, hotPages, hotShare } = workload;
  switch (kind) {
    case 'idle':
      return 0;
    case 'sequential':
      return Math.min(writes, set);
    case 'uniform':
    case 'burst':
      return touched(set, writes);
    case 'hotset': {
      const hot = Math.min(hotPages, set);
      return touched(hot, writes * hotShare) + touched(set - hot, writes * (1 - hotShare));
    }
    case 'zipf':
      return touchedZipf(set, writes, workload.zipfExponent);
  }
}

/** Expected distinct cells of n after k uniform draws. */
function touched(cells: number, draws: number): number {
  return cells <= 0 ? 0 : -cells * Math.expm1(-draws / cells);
}

function touchedZipf(set: number, writes: number, exponent: number): number {
  const factor = Math.pow(set + 1, 1 / ZIPF_BUCKETS);
  const edges = Array.from({ length: ZIPF_BUCKETS + 1 }, (_, i) => Math.pow(factor, i));
  const mass = (from: number, to: number): number =>
    Math.abs(exponent - 1) < 1e-9 ? Math.log(to / from) : (Math.pow(to, 1 - exponent) - Math.pow(from, 1 - exponent)) / (1 - exponent);
  const total = mass(1, set + 1);
  let sum = 0;
  for (let i = 0; i < ZIPF_BUCKETS; i++) {
    const from = edges[i] ?? 1;
    const to = edges[i + 1] ?? from;
    sum += touched(to - from, (writes * mass(from, to)) / total);
  }
  return sum;
}
