import type { Bytes, BytesPerSecond, PageCount, PageIndex, SimNs } from '../base/units';
import type { MachineCosts } from './vmm/machineCosts';

/** Bumped by every change of results; part of the fingerprint (design.md section 3, determinism). */
export const MODEL_VERSION = 1;

export type GuestKind = 'none' | 'sev' | 'sev-es' | 'sev-snp' | 'pef';
export type Mechanism = 'plain' | 'psp' | 'mirror-rfc' | 'mirror-ring' | 'mailbox';
export type StatusInterface = 'none' | 'rfc-v1' | 'v10-list' | 'v13-msr' | 'merged';

export interface GuestConfig {
  readonly kind: GuestKind;
  /** Guest RAM at the start; a multiple of 2 MiB. */
  readonly pages: PageCount;
  /** Size of a page: 4 KiB, and 64 KiB for a POWER guest. */
  readonly pageBytes: Bytes;
  readonly vcpus: number;
  /** SEV policy word. Source: psp-sev.h; bit 0 NODBG, 1 NOKS, 2 ES, 3 NOSEND, 4 DOMAIN, 5 SEV. */
  readonly policy: number;
  readonly statusInterface: StatusInterface;
  readonly firmwareAnnounces: boolean;
  readonly composition: CompositionConfig;
}

/** Which pages hold zeros and which are shared with the host when the run begins. */
export interface CompositionConfig {
  /** Share of the 2 MiB runs that were never touched, 0..1 (`zero`). */
  readonly zeroShare: number;
  /** Shared pages at the start (swiotlb and the like), in one run. */
  readonly sharedPages: PageCount;
  /** Exact ranges of non-zero pages where a recorded guest is known to the page; replaces `zeroShare`. */
  readonly filled?: readonly FilledRange[];
}

/** `filled` of every `outOf` pages in [first, first + pages) are not zero. */
export interface FilledRange {
  readonly first: PageIndex;
  readonly pages: PageCount;
  readonly filled: number;
  readonly outOf: number;
}

export interface WorkloadConfig {
  readonly kind: 'idle' | 'uniform' | 'hotset' | 'sequential' | 'zipf' | 'burst';
  readonly writesPerSecond: number;
  readonly workingSetPages: PageCount;
  /** First page of the working set. */
  readonly firstPage: PageIndex;
  readonly hotPages: PageCount;
  /** Share of the writes that hit the hot set, 0..1. */
  readonly hotShare: number;
  readonly zipfExponent: number;
  readonly burstOnNs: SimNs;
  readonly burstOffNs: SimNs;
  /** How far into its period a burst guest is when the run begins. */
  readonly burstPhaseNs?: SimNs;
  /** Pages per second that change between private and shared. */
  readonly conversionsPerSecond: number;
  /** Where a sequential sweep stands at the start of the run, in writes. */
  readonly startWrites: number;
  /** A page that the guest's own kernel dirties about once a millisecond, if any. */
  readonly alwaysDirtyPage?: PageIndex;
  /**
   * How much stopped time one wake of the guest makes up for: a throttle that stops the CPU for x ms
   * costs x - catchUp of work (qemu-traces/README.md). 0 for a guest that runs flat out.
   */
  readonly catchUpNs: SimNs;
  /** Changed bytes per write; what XBZRLE can save depends on it. */
  readonly bytesPerWrite: Bytes;
}

export interface HostsConfig {
  readonly pspPageNs: SimNs;
  readonly pspRegionBytes: Bytes;
  /** Other guests that keep the mailbox busy. */
  readonly pspLoad: number;
  readonly pinning: 'launch' | 'demand';
  readonly memlockBytes: Bytes;
  readonly compactionPagesPerSecond: number;
  readonly asids: number;
  readonly secureMemoryBytes: Bytes;
}

export interface HelperConfig {
  readonly vcpus: number;
  readonly ringDepth: number;
  readonly pageNs: SimNs;
  readonly imageBytes: Bytes;
}

export interface EsmConfig {
  readonly pages: 'all' | 'needed';
  readonly neededBytes: Bytes;
  /** What the hypervisor pages out again while the guest becomes secure. */
  readonly pagedOutBytes: Bytes;
  readonly gfnStates: 'on' | 'off' | 'counter-proposal';
}

export interface NetworkConfig {
  /** What the wire carries, headers included. */
  readonly bandwidth: BytesPerSecond;
  readonly latencyNs: SimNs;
  /** Payload share of the wire's bytes, 0..1. */
  readonly payloadShare: number;
  /** Bytes that the socket and the wire hold before a write blocks. */
  readonly queueBytes: Bytes;
}

/** QAPI MigrationParameters and capabilities that the engine obeys; names are QAPI's in camelCase. */
export interface MigrationParameters {
  /** Bytes/s; 0 = no cap. */
  readonly maxBandwidth: BytesPerSecond;
  readonly availSwitchoverBandwidth: BytesPerSecond;
  readonly downtimeLimitMs: number;
  readonly autoConverge: boolean;
  readonly throttleTriggerThreshold: number;
  readonly cpuThrottleInitial: number;
  readonly cpuThrottleIncrement: number;
  readonly cpuThrottleTailslow: boolean;
  readonly maxCpuThrottle: number;
  readonly xbzrle: boolean;
  readonly xbzrleCacheSize: Bytes;
  readonly multifd: boolean;
  readonly multifdChannels: number;
  readonly zeroPageDetection: 'none' | 'legacy' | 'multifd';
  readonly postcopyRam: boolean;
  readonly maxPostcopyBandwidth: BytesPerSecond;
  readonly returnPath: boolean;
}

export interface VmmConfig {
  readonly qemu: '7.2' | '10.0' | '10.2';
  readonly accel: 'kvm' | 'tcg';
  /** Costs of the machine where they are known better than from `accel`: a prediction draws them within what was measured. */
  readonly machine?: Partial<MachineCosts>;
  readonly parameters: MigrationParameters;
}

/** An action of the script, its argument already parsed and checked. */
export type EngineAction =
  | { readonly atNs: SimNs; readonly action: 'boot' | 'migrate' | 'migrate-start-postcopy' | 'migrate_cancel' | 'hotunplug' | 'compact' | 'move-enc-context' | 'esm' }
  /** `kexec`: the kernel starts the next one itself, without reset and firmware. */
  | { readonly atNs: SimNs; readonly action: 'reboot'; readonly kexec?: true }
  | { readonly atNs: SimNs; readonly action: 'set'; readonly parameters: Partial<MigrationParameters> }
  | { readonly atNs: SimNs; readonly action: 'hotplug'; readonly bytes: Bytes }
  /** The VMM maps new frames behind `bytes` of guest memory from this guest physical address on. */
  | { readonly atNs: SimNs; readonly action: 'remap'; readonly gpa: Bytes; readonly bytes: Bytes }
  | { readonly atNs: SimNs; readonly action: 'fault'; readonly fault: string; readonly target?: string };

/** Fully validated input of one run, in the engine's units. A run is a pure function of it. */
export interface EngineConfig {
  readonly seed: number;
  readonly guest: GuestConfig;
  readonly workload: WorkloadConfig;
  readonly hosts: HostsConfig;
  readonly mechanism: Mechanism;
  readonly helper: HelperConfig;
  readonly esm: EsmConfig;
  readonly network: NetworkConfig;
  readonly vmm: VmmConfig;
  readonly script: readonly EngineAction[];
  readonly until: SimNs | 'auto';
}
