import { GIB } from '../../base/units';
import type { Preset } from './preset';

/** Bytes per second of 1 Gbit/s. */
const GBIT = 125_000_000;

/** Of no thread. */
export const MEASURE_PRESETS: readonly Preset[] = [
  {
    name: 'ordinary-guest', thread: 'measure',
    title: 'Without encryption',
    lines: ['16 GiB of plain memory: QEMU reads every page itself.', 'The measure for all others: what encryption costs is the difference.'],
    fields: { guest: 'none', mechanism: 'plain' },
  },
  {
    name: 'idle-desktop', thread: 'measure',
    title: 'An idle desktop',
    lines: ['8 GiB over 1 Gbit/s; a quarter was never touched, and little is written.', 'A few short passes after the first, and nobody notices the stop.'],
    fields: { memory: 8 * GIB, vcpus: 4, bandwidth: GBIT, zero: 25, workload: 'hotset', writes: 400, 'working-set': GIB },
  },
  {
    name: 'database-edge', thread: 'measure',
    title: 'A database at the edge',
    lines: ['192 GiB and 700 000 page writes/s against 718 000 pages/s of a 25 Gbit/s link.', 'It ends after dozens of passes; a tenth more writes and it never does.'],
    fields: {
      memory: 192 * GIB, vcpus: 64, bandwidth: 25 * GBIT, 'ring-depth': 1024,
      workload: 'hotset', writes: 700_000, 'working-set': 64 * GIB, 'hot-set': 8 * GIB,
    },
  },
];
