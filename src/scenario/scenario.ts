import type { Bytes, BytesPerSecond, PageCount, SimNs } from '../base/units';

/** One timed action of a script; times count from the start of the run. */
export interface ScriptAction {
  readonly atNs: SimNs;
  readonly action: ActionName;
  /** What follows the second colon: `hotplug:<size>`, `remap:<size>@<gpa>`, `reboot:kexec`, `set:<parameter>=<value>`, `fault:F-nn[:<target>]`. */
  readonly argument?: string;
}

export const ACTIONS = [
  'boot', 'migrate', 'migrate-start-postcopy', 'migrate_cancel', 'set', 'reboot', 'hotplug', 'hotunplug', 'remap', 'compact', 'move-enc-context', 'esm', 'fault',
] as const;
export type ActionName = (typeof ACTIONS)[number];

/** `unlimited` and `auto` are values of their own, never a magic number. */
export type Limit = Bytes | 'unlimited';

/**
 * A whole scenario, every field present, in base units: bytes, pages, nanoseconds, bytes per second,
 * percent as 0..100. Keys are the field names of the link (design.md section 4). The field table in
 * `fields.ts` holds default, bounds, unit, label and help of each key but `script`.
 */
export interface Scenario {
  readonly guest: 'none' | 'sev' | 'sev-es' | 'sev-snp' | 'pef';
  readonly memory: Bytes;
  readonly vcpus: number;
  readonly policy: readonly PolicyFlag[];
  readonly 'status-interface': 'none' | 'rfc-v1' | 'v10-list' | 'v13-msr' | 'merged';
  readonly 'firmware-announces': boolean;
  readonly zero: number;
  readonly shared: Bytes;

  readonly workload: 'idle' | 'uniform' | 'hotset' | 'sequential' | 'zipf' | 'burst';
  readonly writes: number;
  readonly 'working-set': Bytes;
  readonly 'hot-set': Bytes;
  readonly 'hot-share': number;
  readonly 'zipf-exponent': number;
  readonly conversions: number;
  readonly 'burst-on': SimNs;
  readonly 'burst-off': SimNs;
  readonly seed: number;

  readonly 'psp-page-time': SimNs;
  readonly 'psp-region': Bytes;
  readonly 'psp-load': number;
  readonly pinning: 'launch' | 'demand';
  readonly 'memlock-limit': Limit;
  readonly compaction: PageCount;
  readonly asids: number;
  readonly 'secure-memory': Limit;

  readonly mechanism: 'plain' | 'psp' | 'mirror-rfc' | 'mirror-ring' | 'mailbox';
  readonly 'helper-vcpus': number;
  readonly 'ring-depth': number;
  readonly 'helper-page-time': SimNs;
  readonly 'helper-image': Bytes;
  readonly 'esm-pages': 'all' | 'needed';
  readonly 'needed-pages': Bytes;
  readonly 'paged-out': Bytes;
  readonly 'gfn-states': 'on' | 'off' | 'counter-proposal';

  readonly bandwidth: BytesPerSecond;
  readonly latency: SimNs;
  readonly 'link-payload': number;
  readonly 'link-queue': Bytes;

  readonly qemu: '7.2' | '10.0' | '10.2';
  readonly accel: 'kvm' | 'tcg';
  readonly 'max-bandwidth': BytesPerSecond;
  readonly 'avail-switchover-bandwidth': BytesPerSecond;
  readonly 'downtime-limit': SimNs;
  readonly 'auto-converge': boolean;
  readonly 'throttle-trigger-threshold': number;
  readonly 'cpu-throttle-initial': number;
  readonly 'cpu-throttle-increment': number;
  readonly 'cpu-throttle-tailslow': boolean;
  readonly 'max-cpu-throttle': number;
  readonly xbzrle: boolean;
  readonly 'xbzrle-cache-size': Bytes;
  readonly multifd: boolean;
  readonly 'multifd-channels': number;
  readonly 'zero-page-detection': 'none' | 'legacy' | 'multifd';
  readonly 'postcopy-ram': boolean;
  readonly 'max-postcopy-bandwidth': BytesPerSecond;
  readonly 'return-path': boolean;

  readonly script: readonly ScriptAction[];
  readonly until: SimNs | 'auto';
}

export type PolicyFlag = 'nodbg' | 'noks' | 'es' | 'nosend' | 'domain' | 'sev';
export type FieldName = Exclude<keyof Scenario, 'script'>;
export type FieldValue = Scenario[FieldName];
