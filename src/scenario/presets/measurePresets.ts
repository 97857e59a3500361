import { GIB } from '../../base/units';
import type { Preset } from './preset';

/** Bytes per second of 1 Gbit/s. */
const GBIT = 125_000_000;

/** Of no thread. */
export const MEASURE_PRESETS: readonly Preset[] = [
  {
    name: 'ordinary-guest', thread: 'measure',
    title: 'Without encryption',
    fields: { guest: 'none', mechanism: 'plain' },
  },
  {
    name: 'idle-desktop', thread: 'measure',
    title: 'An idle desktop',
    fields: { memory: 8 * GIB, vcpus: 4, bandwidth: GBIT, zero: 25, workload: 'hotset', writes: 400, 'working-set': GIB },
  },
  {
    name: 'database-edge', thread: 'measure',
    title: 'A database at the edge',
    fields: {
      memory: 192 * GIB, vcpus: 64, bandwidth: 25 * GBIT, 'ring-depth': 1024,
      workload: 'hotset', writes: 700_000, 'working-set': 64 * GIB, 'hot-set': 8 * GIB,
    },
  },
];
