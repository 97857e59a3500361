import { formatBytes } from '../../base/format';
import { GIB, MIB, NS_PER_MS, NS_PER_SECOND } from '../../base/units';
import type { EngineConfig } from '../../engine/config';
import type { Scenario } from '../../scenario/scenario';
import { canonicalScript, effectiveScript, printAction } from '../../scenario/script';
import { capacityOf, pathOf } from '../capacity';
import { distinctWrites } from '../distinctWrites';

/** `setting`: of QEMU; `host`: of the hosts, the helper or the network; `condition`: what must be so for it. */
export type ChangeKind = 'setting' | 'host' | 'condition';

/** A change that may help, not tried yet. */
export interface Candidate {
  readonly kind: ChangeKind;
  /** Why it may help, or what it costs: one clause. */
  readonly remark: string;
  /** In the link's grammar (`auto-converge=on`); tried in this order until one helps. */
  readonly differences: readonly string[];
  /** Tried only if no setting before it helped. */
  readonly isLastResort?: boolean;
}

/** What the candidates are chosen from, besides the scenario. */
export interface CandidateBasis {
  readonly scenario: Scenario;
  readonly config: EngineConfig;
  /** `expected-downtime` at the end of a run that did not converge, in ms. */
  readonly expectedMs: number | undefined;
  /** The longest downtime that is wanted, in ms. */
  readonly wantedMs: number | undefined;
}

/** Limits that people set, in ms, up to the highest that QEMU takes. */
const LIMITS_MS: readonly number[] = [500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000, 1_000_000, 2_000_000];
/** Links that are sold, in Gbit/s. */
const LINKS_GBIT: readonly number[] = [1, 10, 25, 40, 100, 200, 400];
const MOST_HELPERS = 64;
const MOST_CACHE = 64 * GIB;
/** Of a rate: to a millionth of it. */
const HALVINGS = 20;
/** How many values of one change are tried before it is given up. */
const TRIES = 3;

/** What is tried for a run that does not converge, or whose downtime is too long: what binds first, then what is cheap. */
export function candidatesFor(basis: CandidateBasis): readonly Candidate[] {
  const { stage } = capacityOf(basis.config).binding;
  return [
    ...(stage === 'max-bandwidth' ? [liftCap()] : []),
    ...limits(basis),
    ...throttle(basis),
    ...(pathOf(basis.config.mechanism) === 'plain' ? [...xbzrle(basis), ...postcopy(basis)] : []),
    ...throttleAndLimit(basis),
    ...(stage.startsWith('helper') ? moreHelpers(basis) : []),
    ...(stage.startsWith('psp') || stage.startsWith('helper') ? otherExporter(basis) : []),
    ...(stage === 'link' ? fasterLinks(basis) : []),
    ...fewerWrites(basis),
  ].map((candidate) => withWantedLimit(candidate, basis));
}

function liftCap(): Candidate {
  return { kind: 'setting', remark: 'the cap binds, not the link', differences: ['max-bandwidth=0'] };
}

/** Around what QEMU itself expects: a longer limit shortens every pass too, so less than that may do. */
function limits({ scenario, expectedMs, wantedMs }: CandidateBasis): readonly Candidate[] {
  const nowMs = scenario['downtime-limit'] / NS_PER_MS;
  const remark = 'how long the guest may stand still at the end';
  if (wantedMs !== undefined) return [{ kind: 'setting', remark, differences: wantedLimits(wantedMs).map(limitText) }];
  const longer = LIMITS_MS.filter((ms) => ms > nowMs);
  const first = expectedMs === undefined ? 0 : Math.max(0, longer.findIndex((ms) => ms >= expectedMs) - 1);
  const isBeyond = expectedMs !== undefined && longer.every((ms) => ms < expectedMs);
  const differences = isBeyond ? [] : longer.slice(first, first + TRIES).map(limitText);
  return differences.length === 0 ? [] : [{ kind: 'setting', remark, differences }];
}

/** The limit is what QEMU aims at; stopping and device state come on top. */
function wantedLimits(wantedMs: number): readonly number[] {
  return [wantedMs, Math.floor(wantedMs * 0.8), Math.floor(wantedMs * 0.5)];
}

function throttle({ scenario }: CandidateBasis): readonly Candidate[] {
  const remark = 'the guest is slowed while it writes faster than its pages leave';
  if (!scenario['auto-converge']) return [{ kind: 'setting', remark, differences: ['auto-converge=on'] }];
  return scenario['max-cpu-throttle'] < 99 ? [{ kind: 'setting', remark, differences: ['max-cpu-throttle=99'] }] : [];
}

function throttleAndLimit({ scenario, wantedMs }: CandidateBasis): readonly Candidate[] {
  if (scenario['auto-converge'] || wantedMs !== undefined) return [];
  const longer = LIMITS_MS.filter((ms) => ms * NS_PER_MS > scenario['downtime-limit']).slice(0, TRIES);
  return [{ kind: 'setting', remark: 'a slowed guest and a longer stop together', differences: longer.map((ms) => `auto-converge=on&${limitText(ms)}`), isLastResort: true }];
}

/** A cache as large as what the guest writes: a smaller one forgets a page before it comes again. */
function xbzrle({ scenario, config }: CandidateBasis): readonly Candidate[] {
  const cache = powerOfTwoFrom(config.workload.workingSetPages * config.guest.pageBytes);
  if (scenario.xbzrle || scenario.workload === 'idle' || cache > MOST_CACHE) return [];
  const size = cache >= GIB ? `${cache / GIB}GiB` : `${cache / MIB}MiB`;
  return [{
    kind: 'setting', remark: `what changed in a page is sent, not the page; ${formatBytes(cache)} of memory on host A`,
    differences: [`xbzrle=on&xbzrle-cache-size=${size}${scenario.multifd ? '&multifd=off' : ''}`],
  }];
}

function powerOfTwoFrom(bytes: number): number {
  let power = 64 * MIB;
  while (power < bytes) power *= 2;
  return power;
}

/** After the first pass, so that most pages are there when the guest is. A chain of moves has no one time for it. */
function postcopy({ scenario, config }: CandidateBasis): readonly Candidate[] {
  const script = effectiveScript(scenario.script);
  const migrates = script.filter(({ action }) => action === 'migrate');
  const [migrate] = migrates;
  if (migrate === undefined || migrates.length > 1 || script.some(({ action }) => action === 'migrate-start-postcopy')) return [];
  const atNs = Math.ceil((migrate.atNs + capacityOf(config).passNs) / NS_PER_SECOND) * NS_PER_SECOND;
  const actions = canonicalScript([...script, { atNs, action: 'migrate-start-postcopy' }]).map((action) => `at=${printAction(action)}`);
  return [{
    kind: 'setting', remark: 'the guest runs on host B before all its pages are there; if the link breaks then, it is lost',
    differences: [['postcopy-ram=on', ...(scenario.multifd && scenario.qemu !== '10.2' ? ['multifd=off'] : []), ...actions].join('&')],
  }];
}

/** As many as make something else bind. */
function moreHelpers({ config }: CandidateBasis): readonly Candidate[] {
  const { vcpus } = config.helper;
  const enough = (count: number): boolean => !capacityOf({ ...config, helper: { ...config.helper, vcpus: count } }).binding.stage.startsWith('helper');
  let count = vcpus + 1;
  while (count < MOST_HELPERS && !enough(count)) count += 1;
  return vcpus >= MOST_HELPERS ? [] : [{ kind: 'host', remark: 'the helper binds; each of its vCPUs costs one on both hosts', differences: [`helper-vcpus=${count}`] }];
}

function otherExporter({ scenario, config }: CandidateBasis): readonly Candidate[] {
  const alone: readonly Candidate[] = pathOf(config.mechanism) === 'psp' && scenario['psp-load'] > 0
    ? [{ kind: 'condition', remark: 'no other guest in the mailbox of the firmware', differences: ['psp-load=0'] }]
    : [];
  if (config.mechanism === 'mirror-ring') return alone;
  return [...alone, { kind: 'host', remark: 'a mirror VM reads the pages instead; no code of the ring was posted', differences: ['mechanism=mirror-ring'] }];
}

function fasterLinks({ config }: CandidateBasis): readonly Candidate[] {
  const gbit = (config.network.bandwidth * 8) / 1e9;
  const faster = LINKS_GBIT.filter((each) => each > gbit).slice(0, 2);
  return faster.length === 0 ? [] : [{ kind: 'host', remark: 'a faster link: this one binds', differences: faster.map((each) => `bandwidth=${each}Gbit/s`) }];
}

/** Below what the slowest stage sends: of a rate that the guest may have, 80 % and half. */
function fewerWrites({ scenario, config }: CandidateBasis): readonly Candidate[] {
  if (scenario.workload === 'idle' || scenario.writes === 0) return [];
  const most = mostWrites(config, scenario.writes);
  const writes = [0.8, 0.5].map((share) => twoDigits(most * share)).filter((each) => each > 0);
  return writes.length === 0 ? [] : [{ kind: 'condition', remark: 'no setting: move it at a time when it writes no more than this', differences: writes.map((each) => `writes=${each}`) }];
}

/** Page writes per second whose distinct pages of one stop's length the binding stage sends in that time; at most `writes`. */
function mostWrites(config: EngineConfig, writes: number): number {
  const spanNs = Math.max(1, config.vmm.parameters.downtimeLimitMs) * NS_PER_MS;
  const sent = (capacityOf(config).binding.pagesPerSecond * spanNs) / NS_PER_SECOND;
  let [low, high] = [0, writes];
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middle = (low + high) / 2;
    if (distinctWrites({ ...config.workload, writesPerSecond: middle }, spanNs) <= sent) low = middle;
    else high = middle;
  }
  return low;
}

/** Rounded down to two digits. */
function twoDigits(value: number): number {
  let unit = 1;
  while (value / unit >= 100) unit *= 10;
  return Math.floor(value / unit) * unit;
}

/** Whatever else changes, the limit must not allow more than is wanted. */
function withWantedLimit(candidate: Candidate, { scenario, wantedMs }: CandidateBasis): Candidate {
  if (wantedMs === undefined || scenario['downtime-limit'] <= wantedMs * NS_PER_MS) return candidate;
  const limit = limitText(Math.floor(wantedMs * 0.8));
  return { ...candidate, differences: candidate.differences.map((each) => (each.includes('downtime-limit=') ? each : `${each}&${limit}`)) };
}

function limitText(ms: number): string {
  return `downtime-limit=${ms > 0 && ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`}`;
}
