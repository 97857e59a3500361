import type { WorkloadConfig } from '../../config';
import { asFraction, drawAt, STREAMS, streamKey } from '../../time/random';
import { zipfPattern } from './zipfPattern';
import { scatterWrites } from './scatterWrites';
import { sequentialWrites } from './sequentialWrites';
import type { WritePattern } from './writePattern';

/** The pattern of a workload. Burst is uniform: only the guest's clock differs. Idle writes nothing. */
export function createPattern(workload: WorkloadConfig, seed: number): WritePattern {
  const range = { first: workload.firstPage, pages: workload.workingSetPages };
  const keys = { draw: streamKey(seed, STREAMS.workload), mask: streamKey(seed, STREAMS.workloadMask) };
  switch (workload.kind) {
    case 'idle':
      return { write: () => undefined };
    case 'uniform':
    case 'burst':
      return { write: (planes, from, to) => scatterWrites(planes, range, keys, from, to) };
    case 'sequential':
      return {
        write: (planes, from, to) =>
          sequentialWrites(planes, range, from + workload.startWrites, to + workload.startWrites),
      };
    case 'hotset':
      return hotsetPattern(workload, keys);
    case 'zipf':
      return zipfPattern(workload, keys);
  }
}

/**
 * With probability `hotShare` a random page of the first `hotPages`, else of the rest. The number of hot writes among
 * [0, n) is floor(n * share) plus a drawn carry, so that each call splits its writes without drawing each one's side.
 */
function hotsetPattern(workload: WorkloadConfig, keys: { readonly draw: number; readonly mask: number }): WritePattern {
  const hot = { first: workload.firstPage, pages: workload.hotPages };
  const rest = { first: workload.firstPage + workload.hotPages, pages: Math.max(0, workload.workingSetPages - workload.hotPages) };
  const offset = asFraction(drawAt(keys.draw, 0));
  const hotUntil = (writes: number): number => Math.floor(writes * workload.hotShare + offset);
  const restKeys = { draw: keys.draw ^ 0x5bd1e995, mask: keys.mask ^ 0x5bd1e995 };
  return {
    write: (planes, from, to) => {
      const hotFrom = hotUntil(from);
      const hotTo = hotUntil(to);
      scatterWrites(planes, hot, keys, hotFrom, hotTo);
      scatterWrites(planes, rest, restKeys, from - hotFrom, to - hotTo);
    },
  };
}
