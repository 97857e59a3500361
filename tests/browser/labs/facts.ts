import type { BootFacts } from '../../../src/views/labs/bootFacts';
import type { SwitchFacts } from '../../../src/views/labs/switchFacts';

const GIB = 2 ** 30;
const model = (launch: number, demand: number, extrapolated = false) => ({ launch, demand, saved: launch - demand, ratio: launch / demand, extrapolated });

/** A guest of 192 GB with pinning on demand, as the analysis sums it up; numbers rounded. */
export const BOOT: BootFacts = {
  gb: 192, pinning: 'demand', plain: false,
  rows: [
    { gb: 4, measured: { launch: 6.16, demand: 5.71 }, model: model(6.208, 5.792), own: false },
    { gb: 64, measured: { launch: 12.17, demand: 6.16 }, model: model(12.056, 6.123), own: false },
    { gb: 192, measured: { launch: 24.56, demand: 6.8 }, model: model(24.534, 6.83), own: true },
    { gb: 512, measured: undefined, model: model(55.727, 8.598, true), own: false },
  ],
  launch: { slope: 0.09748, slopeError: 0.00058, rSquared: 0.999895, pageNs: 371.9, model: { intercept: 5.81763, slope: 0.09748 } },
  demand: { slope: 0.005525, slopeError: 0.0004, rSquared: 0.98425, pageNs: 21.1, model: { intercept: 5.76958, slope: 0.005525 } },
  demandOverRoot: { intercept: 5.5207, slope: 0.08875 }, slopeShare: 0.0567, tolerance: 0.15,
  run: { seconds: 6.83, pinnedPages: 1_048_576, touchedPages: 1_048_576 }, refused: false,
  memlock: {
    lockedBytes: 192 * GIB, limitBytes: 200 * GIB, fits: true, marginBytes: 0.25 * GIB, metadataBytes: 390 * 2 ** 20,
    lines: [
      { id: 'libvirt', place: 'domain XML', text: "<memtune><hard_limit unit='KiB'>201588736</hard_limit></memtune>" },
      { id: 'systemd', place: 'unit, [Service]', text: 'LimitMEMLOCK=206426865664' },
      { id: 'limits.conf', place: '/etc/security/limits.conf', text: 'qemu - memlock 201588736' },
    ],
  },
};

const SECOND = 1e9;
const states = (secure: number, normal: number, shared = 1024, pagedOut = 128) => ({ secure, normal, shared, pagedOut });

/** 100 GiB, the necessary GFNs, the old hypervisor, and a reset that shows it. */
export const SWITCH: SwitchFacts = {
  pages: 1_638_400, pageBytes: 65_536,
  modes: [
    { id: 'A', esmPages: 'all', gfnStates: 'off', own: false, by: 'model', outcome: 'secure', timeNs: 420 * SECOND, pagedIn: 1_638_400, converted: 0, states: states(1_637_248, 0), leftNormal: 0, link: 'esm-pages=all&gfn-states=off' },
    { id: 'D', esmPages: 'needed', gfnStates: 'counter-proposal', own: false, by: 'model', outcome: 'aborted', timeNs: 420 * SECOND, pagedIn: 1_638_528, converted: 0, states: states(1_637_376, 0, 1024, 0), leftNormal: 0, link: 'esm-pages=needed&gfn-states=counter-proposal' },
    { id: 'B', esmPages: 'needed', gfnStates: 'off', own: true, by: 'run', outcome: 'secure', timeNs: 2.13 * SECOND, pagedIn: 8192, converted: 0, states: states(8064, 1_629_184), leftNormal: 1_629_184, link: 'esm-pages=needed&gfn-states=off' },
    { id: 'C', esmPages: 'needed', gfnStates: 'on', own: false, by: 'model', outcome: 'secure', timeNs: 3.76 * SECOND, pagedIn: 8192, converted: 1_629_184, states: states(1_637_248, 0), leftNormal: 0, link: 'esm-pages=needed&gfn-states=on' },
  ],
  phases: [
    { kind: 'running', fromNs: 0 }, { kind: 'transient', fromNs: 0.5 * SECOND }, { kind: 'secure', fromNs: 2.63 * SECOND }, { kind: 'running', fromNs: 5.5 * SECOND },
  ],
  curve: [
    { atNs: 0, ...states(0, 1_638_400, 0, 0) }, { atNs: 0.5 * SECOND, ...states(4, 1_638_396, 0, 0) }, { atNs: 0.6 * SECOND, ...states(8, 1_638_392, 0, 0) },
    { atNs: 2.63 * SECOND, ...states(8064, 1_629_184) }, { atNs: 5.5 * SECOND, ...states(0, 1_638_400, 0, 0) },
  ],
  resets: [{ atNs: 5.508 * SECOND, ret: 0, dropped: 8065, kept: 1_630_335, twoOwners: 37_968 }],
  plugs: [{ atNs: 6 * SECOND, pages: 32_768, refused: 32_768, normal: 32_768 }],
  violations: [{ invariant: 'INV-27', count: 37_968, text: 'two owners at the reset' }],
  done: true,
};
