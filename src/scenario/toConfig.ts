import { invariant } from '../base/assert';
import type { Result } from '../base/result';
import { MIB, NS_PER_MS } from '../base/units';
import type { EngineAction, EngineConfig, GuestConfig, HostsConfig, MigrationParameters, WorkloadConfig } from '../engine/config';
import { defaultScenario } from './fields';
import { setField } from './fields/field';
import { pageBytesOf } from './pageBytes';
import { effectiveScript, parseFault, parseHotplug, parseRemap, parseSetting } from './script';
import type { FieldName, Limit, PolicyFlag, Scenario, ScriptAction } from './scenario';

/** Bit of each flag in the SEV policy word. Source: AMD SEV API, guest policy. */
const POLICY_BIT: Readonly<Record<PolicyFlag, number>> = { nodbg: 1, noks: 2, es: 4, nosend: 8, domain: 16, sev: 32 };

/** A write changes one 64-bit word [assumption: XBZRLE's best case is one word, its usual case a few]. */
const BYTES_PER_WRITE = 8;
/** A guest that runs flat out makes up for no stop [assumption]. */
const CATCH_UP_NS = 0;

/**
 * The engine's input for a validated scenario: the one place where units change (bytes to pages, percent to shares,
 * ns to QEMU's ms). Same scenario, same config. A value that validation would have refused is a bug and throws.
 */
export function toConfig(scenario: Scenario): EngineConfig {
  return {
    seed: scenario.seed,
    guest: guestOf(scenario),
    workload: workloadOf(scenario),
    hosts: hostsOf(scenario),
    mechanism: scenario.mechanism,
    helper: {
      vcpus: scenario['helper-vcpus'],
      ringDepth: scenario['ring-depth'],
      pageNs: scenario['helper-page-time'],
      imageBytes: scenario['helper-image'],
    },
    esm: {
      pages: scenario['esm-pages'],
      neededBytes: scenario['needed-pages'],
      pagedOutBytes: scenario['paged-out'],
      gfnStates: scenario['gfn-states'],
    },
    network: {
      bandwidth: scenario.bandwidth,
      latencyNs: scenario.latency,
      payloadShare: scenario['link-payload'] / 100,
      queueBytes: scenario['link-queue'],
    },
    vmm: { qemu: scenario.qemu, accel: scenario.accel, parameters: parametersOf(scenario) },
    script: effectiveScript(scenario.script).map(engineAction),
    until: scenario.until,
  };
}

function guestOf(scenario: Scenario): GuestConfig {
  invariant(scenario.memory % (2 * MIB) === 0, `memory of ${scenario.memory} bytes is not a multiple of 2 MiB`);
  const pageBytes = pageBytesOf(scenario.guest);
  return {
    kind: scenario.guest,
    pages: scenario.memory / pageBytes,
    pageBytes,
    vcpus: scenario.vcpus,
    policy: policyWord(scenario),
    statusInterface: scenario['status-interface'],
    firmwareAnnounces: scenario['firmware-announces'],
    composition: {
      // The ultravisor pages a frame in whether it was touched or not.
      zeroShare: scenario.guest === 'pef' ? 0 : scenario.zero / 100,
      sharedPages: isConfidential(scenario) ? Math.ceil(scenario.shared / pageBytes) : 0,
    },
  };
}

function isConfidential(scenario: Scenario): boolean {
  return scenario.guest !== 'none';
}

/** An SEV-ES guest has the ES flag whatever the list says: LAUNCH_START would refuse it otherwise. */
function policyWord(scenario: Scenario): number {
  const word = scenario.policy.reduce((bits, flag) => bits | POLICY_BIT[flag], 0);
  return scenario.guest === 'sev-es' ? word | POLICY_BIT.es : word;
}

function workloadOf(scenario: Scenario): WorkloadConfig {
  const pageBytes = pageBytesOf(scenario.guest);
  const workingSetPages = Math.ceil(scenario['working-set'] / pageBytes);
  const hotPages = Math.ceil(scenario['hot-set'] / pageBytes);
  return {
    kind: scenario.workload,
    writesPerSecond: scenario.workload === 'idle' ? 0 : scenario.writes,
    workingSetPages,
    firstPage: middleOf(scenario.memory / pageBytes, workingSetPages, (2 * MIB) / pageBytes),
    hotPages,
    hotShare: hotPages === workingSetPages ? 1 : scenario['hot-share'] / 100,
    zipfExponent: scenario['zipf-exponent'],
    burstOnNs: scenario['burst-on'],
    burstOffNs: scenario['burst-off'],
    conversionsPerSecond: isConfidential(scenario) ? scenario.conversions : 0,
    startWrites: 0,
    catchUpNs: CATCH_UP_NS,
    bytesPerWrite: BYTES_PER_WRITE,
  };
}

/** The working set lies in the middle of memory [assumption]: one run, away from both ends, aligned to 2 MiB. */
function middleOf(pages: number, setPages: number, blockPages: number): number {
  return Math.floor((pages - setPages) / 2 / blockPages) * blockPages;
}

function hostsOf(scenario: Scenario): HostsConfig {
  return {
    pspPageNs: scenario['psp-page-time'],
    pspRegionBytes: scenario['psp-region'],
    pspLoad: scenario['psp-load'],
    pinning: scenario.pinning,
    memlockBytes: bytesOfLimit(scenario['memlock-limit']),
    compactionPagesPerSecond: scenario.compaction,
    asids: scenario.asids,
    secureMemoryBytes: bytesOfLimit(scenario['secure-memory']),
  };
}

function bytesOfLimit(limit: Limit): number {
  return limit === 'unlimited' ? Number.MAX_SAFE_INTEGER : limit;
}

function parametersOf(scenario: Scenario): MigrationParameters {
  return {
    maxBandwidth: scenario['max-bandwidth'],
    availSwitchoverBandwidth: scenario['avail-switchover-bandwidth'],
    downtimeLimitMs: Math.round(scenario['downtime-limit'] / NS_PER_MS),
    autoConverge: scenario['auto-converge'],
    throttleTriggerThreshold: scenario['throttle-trigger-threshold'],
    cpuThrottleInitial: scenario['cpu-throttle-initial'],
    cpuThrottleIncrement: scenario['cpu-throttle-increment'],
    cpuThrottleTailslow: scenario['cpu-throttle-tailslow'],
    maxCpuThrottle: scenario['max-cpu-throttle'],
    xbzrle: scenario.xbzrle,
    xbzrleCacheSize: scenario['xbzrle-cache-size'],
    multifd: scenario.multifd,
    multifdChannels: scenario['multifd-channels'],
    zeroPageDetection: scenario['zero-page-detection'],
    postcopyRam: scenario['postcopy-ram'],
    maxPostcopyBandwidth: scenario['max-postcopy-bandwidth'],
    returnPath: scenario['return-path'],
  };
}

function engineAction({ atNs, action, argument }: ScriptAction): EngineAction {
  switch (action) {
    case 'set':
      return { atNs, action, parameters: settingOf(valid(parseSetting(argument ?? ''))) };
    case 'hotplug':
      return { atNs, action, bytes: valid(parseHotplug(argument ?? '')) };
    case 'remap':
      return { atNs, action, ...valid(parseRemap(argument ?? '')) };
    case 'reboot':
      return { atNs, action, ...(argument === 'kexec' ? { kexec: true } : {}) };
    case 'fault':
      return { atNs, action, ...valid(parseFault(argument ?? '')) };
    default:
      return { atNs, action };
  }
}

/** The one parameter that a setting changes, under the engine's name and in its unit. */
function settingOf({ name, value }: { readonly name: FieldName; readonly value: Scenario[FieldName] }): Partial<MigrationParameters> {
  const key = (name === 'downtime-limit' ? 'downtimeLimitMs' : name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())) as keyof MigrationParameters;
  const parameters = parametersOf(setField(defaultScenario, name, value));
  return { [key]: parameters[key] };
}

function valid<T>(result: Result<T, string>): T {
  invariant(result.ok, 'the script was not validated');
  return result.value;
}
