import { MIB, NS_PER_MS, NS_PER_SECOND, PAGE_BYTES } from '../base/units';
import type { EngineAction, EngineConfig, FilledRange, MigrationParameters, NetworkConfig, WorkloadConfig } from '../engine/config';
import type { MachineCosts } from '../engine/vmm/machineCosts';
import { asFraction, drawAt, mix32 } from '../engine/time/random';
import type { Trace, TraceWorkload } from '../interop/trace';

/** Counters and stack of the recorded guest: written on every wake. Source: qemu-traces/README.md. */
const ALWAYS_DIRTY_PAGE = 0x102;
/** Pages that hold data besides the fill, and where [counted, docs/model/measured-constants.md]. */
const LOW_DATA_PAGES = 36;
const HIGH_DATA_PAGES = 27;
const HIGH_DATA_FROM_END = 5530;
const HIGH_DATA_STRIDE = 61;
/** A wire that never binds: the loopback, where the CPU does. */
const LOOPBACK: NetworkConfig = { bandwidth: 12.5e9, latencyNs: 10_000, payloadShare: 1, queueBytes: 2.5 * MIB };
/** TCP with time stamps in Ethernet frames; what socket and token bucket hold [measured]. */
const LIMITED_PAYLOAD_SHARE = 0.955;
const LIMITED_QUEUE_BYTES = 2.5 * MIB;
/**
 * A guest that makes up for little loses work whenever the migration's own bursts hold the core that they share: 0.8 to 0.9 %
 * in three of the four recordings with `catch_up_ms` 2, before any throttle. With 100 ms it loses nothing.
 */
const SHARED_CORE_LOSS = 0.0085;
const SHORT_CATCH_UP_MS = 10;
/**
 * How far the recorded machine scatters about its fitted costs, as factors: a timed wait of 20 to 80 us too long, pages that cost
 * a third more or less as other work shares the core [measured-constants.md].
 */
const TIMER_SLACK_NS = { from: 20e3, to: 80e3 };
const PAGE_COST = { from: 2 / 3, to: 4 / 3 };
const FITTED = { normalPageNs: 1800, zeroPageNs: 200 } as const;
/** Longer than any recording: a recorded QEMU never gives up by itself. */
const UNTIL_NS = 3600 * NS_PER_SECOND;

/**
 * The engine's input for a recorded migration, from what was known before it started. `seed` draws the guest's writes,
 * the fraction of a millisecond at which `migrate` comes (QEMU's clock is cut to whole ms, so that it counts), and the costs
 * of the machine within what was measured.
 */
export function traceConfig(trace: Trace, seed: number): EngineConfig {
  const { guest } = trace;
  const pages = Math.ceil(guest.ram_bytes / PAGE_BYTES / 512) * 512;
  return {
    seed,
    guest: {
      kind: 'none', pages, pageBytes: PAGE_BYTES, vcpus: 1, policy: 0, statusInterface: 'none', firmwareAnnounces: false,
      composition: { zeroShare: 0, sharedPages: 0, filled: filledRanges(trace, pages) },
    },
    workload: workloadOf(trace),
    hosts: {
      pspPageNs: 0, pspRegionBytes: PAGE_BYTES, pspLoad: 0, pinning: 'demand', memlockBytes: Number.MAX_SAFE_INTEGER,
      compactionPagesPerSecond: 0, asids: 0, secureMemoryBytes: 0,
    },
    mechanism: 'plain',
    helper: { vcpus: 1, ringDepth: 1, pageNs: 0, imageBytes: 0 },
    esm: { pages: 'all', neededBytes: 0, pagedOutBytes: 0, gfnStates: 'off' },
    network: networkOf(trace),
    vmm: { qemu: versionOf(trace.qemu), accel: trace.accel, machine: machineOf(trace, seed), parameters: parametersOf(trace) },
    script: scriptOf(trace, drawBetween(seed, 0, { from: 0, to: NS_PER_MS })),
    until: UNTIL_NS,
  };
}

function machineOf({ accel }: Trace, seed: number): Partial<MachineCosts> {
  if (accel !== 'tcg') return {};
  const pageCost = drawBetween(seed, 2, { from: PAGE_COST.from * FITTED.normalPageNs, to: PAGE_COST.to * FITTED.normalPageNs });
  return {
    timerSlackNs: drawBetween(seed, 1, TIMER_SLACK_NS),
    normalPageNs: pageCost,
    zeroPageNs: Math.round((pageCost * FITTED.zeroPageNs) / FITTED.normalPageNs),
  };
}

/** An integer, the same for the same seed and purpose. */
function drawBetween(seed: number, purpose: number, { from, to }: { readonly from: number; readonly to: number }): number {
  return Math.floor(from + asFraction(drawAt(mix32(seed), purpose)) * (to - from));
}

/** The rules that a QEMU version follows here; what lies between changed nothing that a recording shows. */
function versionOf(version: string): '7.2' | '10.0' | '10.2' {
  const [major = 0, minor = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
  if (major < 8) return '7.2';
  return major < 10 || (major === 10 && minor < 1) ? '10.0' : '10.2';
}

/** Which pages are not zero: firmware tables, program, the fill, and what the workload wrote before the start. */
function filledRanges({ guest, guest_samples }: Trace, pages: number): readonly FilledRange[] {
  const { workload } = guest;
  const [filled, outOf] = workload.fill_interleave;
  const high = Math.max(0, pages - HIGH_DATA_FROM_END);
  const ranges: FilledRange[] = [
    { first: 0, pages: LOW_DATA_PAGES - 1, filled: 1, outOf: 1 },
    { first: ALWAYS_DIRTY_PAGE, pages: 1, filled: 1, outOf: 1 },
    { first: high, pages: HIGH_DATA_PAGES * HIGH_DATA_STRIDE, filled: 1, outOf: HIGH_DATA_STRIDE },
    { first: workload.fill_first_page, pages: Math.ceil((workload.filled_pages * outOf) / filled), filled, outOf },
    ...writtenBefore(workload, guest_samples[0]?.writes ?? 0),
  ];
  return ranges.map((range) => ({ ...range, pages: Math.min(range.pages, pages - range.first) })).filter((range) => range.pages > 0);
}

/** Pages that the workload had written before `migrate`: a sweep's exactly, of random ones the expected number, spread evenly. */
function writtenBefore(workload: TraceWorkload, writes: number): readonly FilledRange[] {
  const { pattern, working_set_first_page: first, working_set_pages: set } = workload;
  if (writes === 0 || set === 0 || pattern === 'idle') return [];
  if (pattern === 'sequential') return [{ first, pages: Math.min(writes, set), filled: 1, outOf: 1 }];
  const hot = pattern === 'hotset' ? Math.min(workload.hot_pages ?? 0, set) : 0;
  const hotShare = workload.hot_share ?? 0;
  return [touched(first, hot, writes * hotShare), touched(first + hot, set - hot, hot === 0 ? writes : writes * (1 - hotShare))];
}

function touched(first: number, pages: number, writes: number): FilledRange {
  const share = pages === 0 ? 0 : -Math.expm1(-writes / pages);
  return { first, pages, filled: Math.round(share * 1000), outOf: 1000 };
}

function workloadOf({ guest, guest_samples, capabilities }: Trace): WorkloadConfig {
  const { workload } = guest;
  const sample = guest_samples[0];
  const isBurst = workload.on_ms !== undefined && workload.off_ms !== undefined;
  const burstOnNs = (workload.on_ms ?? 0) * NS_PER_MS;
  const burstOffNs = (workload.off_ms ?? 0) * NS_PER_MS;
  const uptimeNs = sample?.wakes === undefined ? 0 : Math.round((sample.wakes / (workload.wakes_per_s ?? 1000)) * NS_PER_SECOND);
  return {
    kind: isBurst ? 'burst' : workload.pattern,
    writesPerSecond: writesPerSecond(workload, isBurst, capabilities.includes('auto-converge')),
    workingSetPages: workload.working_set_pages,
    firstPage: workload.working_set_first_page,
    hotPages: workload.hot_pages ?? 0,
    hotShare: workload.hot_share ?? 0,
    zipfExponent: 1,
    burstOnNs, burstOffNs,
    burstPhaseNs: isBurst ? uptimeNs % (burstOnNs + burstOffNs) : 0,
    conversionsPerSecond: 0,
    startWrites: (sample?.writes ?? 0) % Math.max(1, workload.working_set_pages),
    alwaysDirtyPage: ALWAYS_DIRTY_PAGE,
    catchUpNs: catchUpNs(workload),
    bytesPerWrite: workload.words_per_write * 4,
  };
}

/** A sleep begins half a wake, in the mean, after the last wake: that much of what it may make up for is no sleep. */
function catchUpNs({ catch_up_ms: catchUpMs, wakes_per_s: wakesPerSecond }: TraceWorkload): number {
  return Math.max(0, Math.round(catchUpMs * NS_PER_MS - NS_PER_SECOND / (wakesPerSecond ?? 1000) / 2));
}

/** Measured while the guest migrates where nothing throttles it; else what it did before, or was told to do. */
function writesPerSecond(workload: TraceWorkload, isBurst: boolean, isThrottled: boolean): number {
  if (isBurst) return workload.target_page_writes_per_s;
  const during = isThrottled ? undefined : workload.achieved_during_migration_page_writes_per_s;
  const lossless = workload.catch_up_ms >= SHORT_CATCH_UP_MS;
  return during ?? (workload.achieved_page_writes_per_s ?? workload.target_page_writes_per_s) * (lossless ? 1 : 1 - SHARED_CORE_LOSS);
}

function networkOf({ link_bytes_per_s: limit }: Trace): NetworkConfig {
  if (limit === undefined || limit === null) return LOOPBACK;
  return { bandwidth: limit, latencyNs: LOOPBACK.latencyNs, payloadShare: LIMITED_PAYLOAD_SHARE, queueBytes: LIMITED_QUEUE_BYTES };
}

function scriptOf({ action, cancelled_by_limit_at_ms: limitMs }: Trace, migrateNs: number): readonly EngineAction[] {
  const script: EngineAction[] = [{ atNs: migrateNs, action: 'migrate' }];
  const atNs = migrateNs + Math.round((action?.at_s ?? 0) * NS_PER_SECOND);
  if (action?.do === 'cancel') script.push({ atNs, action: 'migrate_cancel' });
  if (action?.do === 'start-postcopy') script.push({ atNs, action: 'migrate-start-postcopy' });
  if (action?.do === 'set-parameters') script.push({ atNs, action: 'set', parameters: changedParameters(action.parameters ?? {}) });
  if (typeof limitMs === 'number') script.push({ atNs: migrateNs + Math.round(limitMs * NS_PER_MS), action: 'migrate_cancel' });
  return script.toSorted((a, b) => a.atNs - b.atNs);
}

type Parameters = Trace['parameters'];

/** QAPI's defaults where a trace does not say. Source: QEMU migration/options.c. */
function parametersOf({ effective_parameters, parameters, capabilities }: Trace): MigrationParameters {
  const given: Parameters = { ...effective_parameters, ...parameters };
  const number = (name: string, otherwise: number): number => (typeof given[name] === 'number' ? given[name] : otherwise);
  const has = (name: string): boolean => capabilities.includes(name);
  const detection = given['zero-page-detection'];
  return {
    maxBandwidth: number('max-bandwidth', 128 * MIB),
    availSwitchoverBandwidth: number('avail-switchover-bandwidth', 0),
    downtimeLimitMs: number('downtime-limit', 300),
    autoConverge: has('auto-converge'),
    throttleTriggerThreshold: number('throttle-trigger-threshold', 50),
    cpuThrottleInitial: number('cpu-throttle-initial', 20),
    cpuThrottleIncrement: number('cpu-throttle-increment', 10),
    cpuThrottleTailslow: given['cpu-throttle-tailslow'] === true,
    maxCpuThrottle: number('max-cpu-throttle', 99),
    xbzrle: has('xbzrle'),
    xbzrleCacheSize: number('xbzrle-cache-size', 64 * MIB),
    multifd: has('multifd'),
    multifdChannels: number('multifd-channels', 2),
    zeroPageDetection: detection === 'none' || detection === 'legacy' ? detection : 'multifd',
    postcopyRam: has('postcopy-ram'),
    maxPostcopyBandwidth: number('max-postcopy-bandwidth', 0),
    returnPath: has('return-path'),
  };
}

/** What `migrate-set-parameters` changed midway, under the engine's names. */
function changedParameters(given: Parameters): Partial<MigrationParameters> {
  const names: Readonly<Record<string, keyof MigrationParameters>> = {
    'max-bandwidth': 'maxBandwidth', 'avail-switchover-bandwidth': 'availSwitchoverBandwidth', 'downtime-limit': 'downtimeLimitMs',
    'throttle-trigger-threshold': 'throttleTriggerThreshold', 'cpu-throttle-initial': 'cpuThrottleInitial',
    'cpu-throttle-increment': 'cpuThrottleIncrement', 'cpu-throttle-tailslow': 'cpuThrottleTailslow',
    'max-cpu-throttle': 'maxCpuThrottle', 'xbzrle-cache-size': 'xbzrleCacheSize', 'max-postcopy-bandwidth': 'maxPostcopyBandwidth',
  };
  const changes = Object.entries(given).filter(([name]) => Object.hasOwn(names, name));
  return Object.fromEntries(changes.map(([name, value]) => [names[name], value]));
}
