import { GIB, KIB, MIB, NS_PER_MS, NS_PER_SECOND } from '../../base/units';
import type { Field } from './field';
import { ALWAYS_USED } from './lock';
import { quantity } from './makeField';

/** Bytes per second of 1 Mbit/s. */
const MBIT = 125_000;

export const NETWORK_FIELDS: readonly Field[] = [
  quantity('network', 'bandwidth', 'bandwidth', {
    label: 'Bandwidth', help: 'What the wire carries, headers included.',
    default: 10_000 * MBIT, min: 8000, max: 1_000_000 * MBIT, slider: { min: 10 * MBIT, max: 400_000 * MBIT }, lockedBy: ALWAYS_USED,
  }),
  quantity('network', 'duration', 'latency', {
    label: 'Latency', help: 'One way, host to host.',
    default: 0.1 * NS_PER_MS, min: 0, max: 10 * NS_PER_SECOND, slider: { min: 10_000, max: NS_PER_SECOND }, lockedBy: ALWAYS_USED,
  }),
  quantity('network', 'percent', 'link-payload', {
    label: 'Payload', help: 'Share of the wire that is migration data; the rest is Ethernet, IP and TCP headers.',
    default: 95, min: 1, max: 100, step: 0.001, lockedBy: ALWAYS_USED,
  }),
  quantity('network', 'bytes', 'link-queue', {
    label: 'Link queue', help: 'What sockets and wire hold before a write blocks.',
    default: 2.5 * MIB, min: 64 * KIB, max: GIB, lockedBy: ALWAYS_USED,
  }),
];
