import { GIB, MIB, NS_PER_MS, NS_PER_SECOND, PAGE_BYTES } from '../../base/units';
import type { Field } from './field';
import { ALWAYS_USED, usedWhen } from './lock';
import { choice, quantity, toggle, words } from './makeField';

/** No QAPI size above this is told apart: 1 PB/s. */
const MAX_RATE = 1e15;
const CONVERGE = usedWhen('auto-converge', [true], 'auto-converge is off.');
const XBZRLE = usedWhen('xbzrle', [true], 'xbzrle is off.');
const MULTIFD = usedWhen('multifd', [true], 'multifd is off.');
const SINCE_8 = usedWhen('qemu', ['10.0', '10.2'], 'QEMU 7.2 does not have it.');

/** Texts after "expects" are QEMU's. Source: migration/options.c, migrate_params_check, 10.2. */
const SIZE_EXPECTED = 'an integer in the range of 0 to SIZE_MAX bytes/second';
const PERCENT_EXPECTED = 'an integer in the range of 1 to 99';

/** By ratio: between 64 and 128 the middle is 90.5. */
function nearestPowerOfTwo(value: number): number {
  let power = 1;
  while (power * power * 2 < value * value) power *= 2;
  return power;
}

/** Names, units and defaults are QAPI's. Source: qapi/migration.json, 10.2. */
export const VMM_FIELDS: readonly Field[] = [
  choice('vmm', 'qemu', {
    label: 'QEMU', help: 'Whose rules the VMM follows.', default: '10.2',
    choices: words({ '7.2': 'As of December 2022.', '10.0': 'As of April 2025.', '10.2': 'As of December 2025.' }), lockedBy: ALWAYS_USED,
  }),
  choice('vmm', 'accel', {
    label: 'Accelerator', help: 'KVM clears the dirty log by chunks of 1 GiB; TCG does not.', default: 'kvm',
    choices: words({ kvm: 'Hardware.', tcg: 'Emulation: ordinary guests only.' }),
    lockedBy: usedWhen('guest', ['none'], 'An encrypted guest needs KVM.'),
  }),
  quantity('vmm', 'bandwidth', 'max-bandwidth', {
    label: 'max-bandwidth', help: 'Cap of the migration; 0: none. QEMU itself starts with 128MiB/s.',
    default: 0, min: 0, max: MAX_RATE, bareUnit: 'B/s', slider: { min: MIB, max: 64 * GIB }, qemuExpects: SIZE_EXPECTED, lockedBy: ALWAYS_USED,
  }),
  quantity('vmm', 'bandwidth', 'avail-switchover-bandwidth', {
    label: 'avail-switchover-bandwidth', help: 'Bandwidth that QEMU assumes for the stop; 0: the one it measured.',
    default: 0, min: 0, max: MAX_RATE, bareUnit: 'B/s', slider: { min: MIB, max: 64 * GIB }, qemuExpects: SIZE_EXPECTED, lockedBy: SINCE_8,
  }),
  quantity('vmm', 'duration', 'downtime-limit', {
    label: 'downtime-limit', help: 'How long the guest may stand still at the end.',
    default: 300 * NS_PER_MS, min: 0, max: 2000 * NS_PER_SECOND, step: NS_PER_MS,
    slider: { min: NS_PER_MS, max: 100 * NS_PER_SECOND }, qemuExpects: 'an integer in the range of 0 to (2000 * 1000) ms', lockedBy: ALWAYS_USED,
  }),
  toggle('vmm', 'auto-converge', {
    label: 'auto-converge', help: 'Slow the guest while it writes faster than its pages leave.', default: false, lockedBy: ALWAYS_USED,
  }),
  quantity('vmm', 'percent', 'throttle-trigger-threshold', {
    label: 'throttle-trigger-threshold', help: 'Bytes dirtied against bytes sent that count as too many.',
    default: 50, min: 1, max: 100, qemuExpects: 'an integer in the range of 1 to 100', lockedBy: CONVERGE,
  }),
  quantity('vmm', 'percent', 'cpu-throttle-initial', {
    label: 'cpu-throttle-initial', help: 'CPU time taken from the guest by the first step.',
    default: 20, min: 1, max: 99, qemuExpects: PERCENT_EXPECTED, lockedBy: CONVERGE,
  }),
  quantity('vmm', 'percent', 'cpu-throttle-increment', {
    label: 'cpu-throttle-increment', help: 'CPU time taken by each step after it.',
    default: 10, min: 1, max: 99, qemuExpects: PERCENT_EXPECTED, lockedBy: CONVERGE,
  }),
  toggle('vmm', 'cpu-throttle-tailslow', {
    label: 'cpu-throttle-tailslow', help: 'Make the last steps smaller.', default: false, lockedBy: CONVERGE,
  }),
  quantity('vmm', 'percent', 'max-cpu-throttle', {
    label: 'max-cpu-throttle', help: 'Most CPU time that may be taken.',
    default: 99, min: 1, max: 99, qemuExpects: 'an integer in the range of cpu_throttle_initial to 99', lockedBy: CONVERGE,
  }),
  toggle('vmm', 'xbzrle', {
    label: 'xbzrle', help: 'Send what changed in a page instead of the page. Useless on ciphertext.', default: false,
    lockedBy: usedWhen('multifd', [false], 'Multifd is not compatible with xbzrle.'),
  }),
  quantity('vmm', 'bytes', 'xbzrle-cache-size', {
    label: 'xbzrle-cache-size', help: 'Pages kept to compare with; a power of two.',
    default: 64 * MIB, min: PAGE_BYTES, max: 64 * GIB, qemuExpects: 'a power of two no less than the target page size',
    check: (bytes) => (nearestPowerOfTwo(bytes) === bytes ? undefined : 'is not a power of two'), snap: nearestPowerOfTwo, lockedBy: XBZRLE,
  }),
  toggle('vmm', 'multifd', {
    label: 'multifd', help: 'Send pages over several connections.', default: false, lockedBy: ALWAYS_USED,
  }),
  quantity('vmm', 'count', 'multifd-channels', {
    label: 'multifd-channels', help: 'Connections beside the main one.',
    default: 2, min: 1, max: 255, unit: 'channels', slider: { max: 64 }, qemuExpects: 'a value between 1 and 255', lockedBy: MULTIFD,
  }),
  choice('vmm', 'zero-page-detection', {
    label: 'zero-page-detection', help: 'Who looks for pages of zeros.', default: 'multifd',
    choices: words({ none: 'Nobody: zero pages travel whole.', legacy: 'The migration thread.', multifd: 'The multifd threads; without multifd as legacy.' }),
    lockedBy: SINCE_8,
  }),
  toggle('vmm', 'postcopy-ram', {
    label: 'postcopy-ram', help: 'Allow migrate-start-postcopy.', default: false,
    lockedBy: (scenario) =>
      scenario.qemu === '10.2' ? undefined : usedWhen('multifd', [false], 'Postcopy is not yet compatible with multifd.')(scenario),
  }),
  quantity('vmm', 'bandwidth', 'max-postcopy-bandwidth', {
    label: 'max-postcopy-bandwidth', help: 'Cap of the background pages in post-copy; 0: none.',
    default: 0, min: 0, max: MAX_RATE, bareUnit: 'B/s', slider: { min: MIB, max: 64 * GIB }, qemuExpects: SIZE_EXPECTED,
    lockedBy: usedWhen('postcopy-ram', [true], 'postcopy-ram is off.'),
  }),
  toggle('vmm', 'return-path', {
    label: 'return-path', help: 'Wait until the destination says that it has everything.', default: false, lockedBy: ALWAYS_USED,
  }),
];
