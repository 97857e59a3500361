import { GIB, MIB, NS_PER_MS, NS_PER_SECOND, PAGE_BYTES } from '../../base/units';
import type { Field } from './field';
import { ALWAYS_USED, GUEST_WRITES, SEV_GUEST, usedWhen } from './lock';
import { choice, quantity, words } from './makeField';

const HOTSET = usedWhen('workload', ['hotset'], 'Only the hotset workload has a hot set.');
const BURST = usedWhen('workload', ['burst'], 'Only the burst workload pauses.');

export const WORKLOAD_FIELDS: readonly Field[] = [
  choice('workload', 'workload', {
    label: 'Workload', help: 'Which pages of the working set the guest writes.',
    default: 'uniform',
    choices: words({
      idle: 'Writes nothing.',
      uniform: 'Any page, each as likely.',
      hotset: 'Most writes to a small hot set.',
      sequential: 'A sweep, again and again.',
      zipf: 'Few pages often, many seldom.',
      burst: 'Uniform, with pauses.',
    }),
    lockedBy: ALWAYS_USED,
  }),
  quantity('workload', 'rate', 'writes', {
    label: 'Writes', help: 'Page writes per second, not distinct pages.',
    default: 20_000, min: 0, max: 1e9, step: 0.001, unit: 'page writes/s', slider: { min: 100, max: 1e7 }, lockedBy: GUEST_WRITES,
  }),
  quantity('workload', 'bytes', 'working-set', {
    label: 'Working set', help: 'Memory that the guest writes; at most its memory.',
    default: GIB, min: PAGE_BYTES, max: 1024 * GIB, step: PAGE_BYTES, slider: { min: MIB }, lockedBy: GUEST_WRITES,
  }),
  quantity('workload', 'bytes', 'hot-set', {
    label: 'Hot set', help: 'Part of the working set that takes most writes.',
    default: 128 * MIB, min: PAGE_BYTES, max: 1024 * GIB, step: PAGE_BYTES, slider: { min: MIB }, lockedBy: HOTSET,
  }),
  quantity('workload', 'percent', 'hot-share', {
    label: 'Hot share', help: 'Share of the writes that go to the hot set.',
    default: 90, min: 0, max: 100, step: 0.001, lockedBy: HOTSET,
  }),
  quantity('workload', 'number', 'zipf-exponent', {
    label: 'Zipf exponent', help: 'How fast the share of writes falls with the rank of a page.',
    default: 0.99, min: 0, max: 4, slider: { max: 2 },
    lockedBy: usedWhen('workload', ['zipf'], 'Only the zipf workload has an exponent.'),
  }),
  quantity('workload', 'rate', 'conversions', {
    label: 'Conversions', help: 'Pages per second that turn from private to shared or back.',
    default: 0, min: 0, max: 1e6, unit: 'pages/s', slider: { max: 1e5 }, lockedBy: SEV_GUEST,
  }),
  quantity('workload', 'duration', 'burst-on', {
    label: 'Burst', help: 'How long the guest writes before it pauses.',
    default: 200 * NS_PER_MS, min: NS_PER_MS, max: 3600 * NS_PER_SECOND, slider: { max: 60 * NS_PER_SECOND }, lockedBy: BURST,
  }),
  quantity('workload', 'duration', 'burst-off', {
    label: 'Pause', help: 'How long it pauses between two bursts.',
    default: 800 * NS_PER_MS, min: 0, max: 3600 * NS_PER_SECOND,
    slider: { min: NS_PER_MS, max: 60 * NS_PER_SECOND }, lockedBy: BURST,
  }),
  quantity('workload', 'count', 'seed', {
    label: 'Seed', help: 'Start of all random draws: the same seed gives the same run, to the last page.',
    default: 1, min: 0, max: 2 ** 32 - 1, unit: '', lockedBy: ALWAYS_USED,
  }),
];
