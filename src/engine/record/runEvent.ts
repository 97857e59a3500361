import type { SimNs } from '../../base/units';

export type HostName = 'source' | 'destination';

/**
 * One event of a run. `qmp`: MIGRATION, MIGRATION_PASS, STOP, RESUME as QEMU emits them. `command`: a SEV, KVM or
 * ultravisor call with its two return channels. `action`: a line of the script. `guest`: what the guest's kernel
 * announces. `vmm`: a change inside QEMU (cpu-throttle-percentage). `violation`: the oracle.
 */
export interface RunEvent {
  readonly atNs: SimNs;
  readonly kind: 'qmp' | 'command' | 'action' | 'guest' | 'vmm' | 'violation';
  readonly host: HostName;
  readonly name: string;
  /** QMP data, arguments, or what changed: `active`, `2`, `len 0`, `20 %`. */
  readonly value?: string;
  /** errno of a command (0 or negative). */
  readonly ret?: number;
  /** Firmware status or hcall return, a channel of its own. */
  readonly fwError?: number;
  /** Arguments of a command that `value` does not name. They follow from scenario and protocol: no fingerprint holds them. */
  readonly args?: string;
  /** States before and after a command: of the guest in its firmware, of the mirror VM, of the secure VM. Likewise. */
  readonly states?: readonly [before: string, after: string];
  /** Firmware state of the guest after the command, where it changed. */
  readonly state?: string;
  /** A bulk exchange stands for `count` commands until `untilNs`. */
  readonly count?: number;
  readonly untilNs?: SimNs;
}
