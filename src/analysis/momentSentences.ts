import type { SimNs } from '../base/units';
import { formatBytes, formatCount, formatRounded } from '../base/format';
import { formatDuration, formatMoment } from '../base/formatTime';
import { hostLetter } from '../base/hostLetter';
import type { EngineConfig } from '../engine/config';
import type { RunEvent } from '../engine/record/runEvent';
import type { Integrity, MigrationResult, QueryMigrate, RunResult } from '../engine/record/runResult';
import type { SeriesSet } from '../engine/record/series';
import { bindingPages } from './bindingPages';
import { type Capacity, capacityOf, pathOf } from './capacity';
import { memlockRefuses } from './memlock';
import { isRefused, type Moment, seriesAt } from './moment';
import { movesBefore } from './movesBefore';
import { guestWriting, STAGE_NAMES } from './stageRows';

/** Everything that a sentence about one moment may draw on. */
export interface Scene {
  readonly config: EngineConfig;
  readonly result: RunResult | undefined;
  readonly series: SeriesSet;
  readonly events: readonly RunEvent[];
  readonly moment: Moment;
  readonly capacity: Capacity;
  readonly atNs: SimNs;
  /** Percent; 0 when nothing throttled the guest in the whole run. */
  readonly strongestThrottle: number;
  /** What is said of a run without `migrate`, and of a boot before one; nothing, where it is not given. */
  readonly alone: AloneSentences | undefined;
}

export interface AloneSentences {
  readonly title: (scene: Scene) => string;
  readonly working: (scene: Scene) => string;
  /** `binds` of the verdict. */
  readonly binds: (scene: Scene) => string;
}

/** The sentence of the moment: what binds while pages are sent, what has happened once it has. */
export function momentTitle(scene: Scene): string {
  const { config, moment, result } = scene;
  const migration = result?.migrations[Math.max(0, moment.migration)];
  if (isMemlockFailure(scene)) return memlockSentence(config);
  if (!config.script.some(({ action }) => action === 'migrate')) return scene.alone?.title(scene) ?? '';
  switch (moment.phase) {
    case 'blocked':
      return `Blocked before the first page: ${migration?.blockedReasons[0] ?? 'refused'}.`;
    case 'failed':
      return `Failed at ${formatMoment(moment.sinceNs)}: ${migration?.errorDesc ?? 'an error of the channel'}.`;
    case 'cancelled':
      return `Cancelled at ${formatMoment(moment.sinceNs)}, ${remainingText(scene)} still to send.`;
    case 'completed':
      return completedSentence(scene, migration);
    case 'stopped':
      return `The guest stands still for ${formatDuration(scene.atNs - moment.sinceNs)} so far, ${remainingText(scene)} left to send.`;
    case 'postcopy':
      return `Post-copy: the guest runs on host ${arrivalHost(scene)}, ${remainingText(scene)} still to come.`;
    case 'before':
      return beforeSentence(scene);
    default:
      return bindingSentence(scene);
  }
}

/** The working under the sentence: the pass, the outcome, and what another mechanism would do. */
export function momentWorking(scene: Scene): string {
  const { config, moment, result } = scene;
  if (isMemlockFailure(scene)) return 'The VM does not start: both modes of pinning account all of memory. `ulimit -l` or a hard_limit of the guest raises the limit.';
  if (!config.script.some(({ action }) => action === 'migrate')) return scene.alone?.working(scene) ?? '';
  const parts = moment.phase === 'active' ? [passSentence(scene)] : [];
  if (result === undefined) return [...parts, 'Whether it converges is not known yet.'].join(' ');
  const outcome = outcomeSentence(scene, result);
  if (outcome !== '') parts.push(outcome);
  if (!['blocked', 'failed', 'cancelled'].includes(moment.phase)) parts.push(...otherMechanism(scene));
  return parts.join(' ');
}

/** Every attempt has failed and no page ever came to the slowest stage, as when firmware refuses SEND_START: nothing binds there. */
export function nothingWentThrough({ result, series, capacity }: Scene): boolean {
  if (result === undefined || result.migrations.length === 0) return false;
  const isWithout = result.migrations.every((migration) => migration.status === 'failed' || isRefused(migration));
  return isWithout && bindingPages(capacity.binding.stage, series, result.endNs) === 0;
}

/** Nothing is sent before the first `migrate`: what the guest does then is said where the script has its boot. */
function beforeSentence(scene: Scene): string {
  const { config, atNs, alone } = scene;
  if (alone !== undefined && config.script.some(({ action }) => action === 'boot')) return alone.title(scene);
  const migrate = config.script.find(({ action, atNs: dueNs }) => action === 'migrate' && dueNs >= atNs);
  if (migrate === undefined || nothingWentThrough(scene)) return bindingSentence(scene);
  return `The migration begins at ${formatMoment(migrate.atNs)}; then ${bindingSentence({ ...scene, result: undefined }).replace(/^So far /, '')}`;
}

function bindingSentence(scene: Scene): string {
  if (nothingWentThrough(scene)) return `Nothing binds: no page comes to ${STAGE_NAMES[scene.capacity.binding.stage].replace(/^The/, 'the')}.`;
  const { capacity, config, moment, result } = scene;
  const name = STAGE_NAMES[capacity.binding.stage];
  const writing = guestWriting(config, moment.throttle);
  const written = writing.pagesPerSecond === 0 ? 'none written' : `${formatRounded(writing.pagesPerSecond)} ${writing.distinct ? 'dirtied' : 'written'}`;
  const head = result === undefined ? `So far ${name.replace(/^The/, 'the')}` : name;
  return `${head} binds: ${formatRounded(capacity.binding.pagesPerSecond)} pages/s sent, ${written}.`;
}

function completedSentence(scene: Scene, migration: MigrationResult | undefined): string {
  if (migration === undefined) return `Completed at ${formatMoment(scene.moment.sinceNs)}, after ${scene.moment.pass} passes.`;
  return `Converged in ${summaryText(migration)}.`;
}

function outcomeSentence(scene: Scene, result: RunResult): string {
  const { moment } = scene;
  const migration = result.migrations[Math.max(0, moment.migration)];
  if (moment.phase === 'completed') {
    const wrong = wrongText(migration?.integrity ?? result.integrity, arrivalHost(scene));
    if (wrong !== '') return wrong;
    return `${STAGE_NAMES[scene.capacity.binding.stage]} bound, at ${formatRounded(scene.capacity.binding.pagesPerSecond)} pages/s.`;
  }
  if (migration === undefined) return '';
  if (isRefused(migration)) {
    return moment.phase === 'blocked'
      ? 'Nothing was sent: a refusal is an answer, not a failure of the guest.'
      : `migrate at ${formatMoment(migration.startNs)} is refused: ${migration.blockedReasons[0] ?? ''}.`;
  }
  return fateSentence(scene, migration, result);
}

/** Where the migration of the moment brings the guest. While the run is computed nobody counts: B, as of most runs. */
function arrivalHost({ result, moment }: Scene): string {
  return hostLetter(1 + movesBefore(result?.migrations ?? [], Math.max(0, moment.migration)));
}

/** What the oracle found, each page once; several rules can be broken by the same one. Empty where all is right. */
function wrongText({ stale, wrongKey, misclassified, lost, violations }: Integrity, host: string): string {
  const wrong = stale + wrongKey + misclassified + lost;
  if (wrong > 0) return `The oracle finds ${formatCount(wrong)} wrong pages on host ${host}.`;
  const broken = [...new Set(violations.map(({ invariant }) => invariant))];
  return broken.length === 0 ? '' : `The oracle finds ${broken.join(', ')} broken.`;
}

function fateSentence(scene: Scene, migration: MigrationResult, result: RunResult): string {
  const ended = ['failed', 'cancelled'].includes(scene.moment.phase);
  switch (migration.status) {
    case 'completed':
      return `It converges${scene.strongestThrottle > 0 ? ` with the throttle (${scene.strongestThrottle} %)` : ''}: ${summaryText(migration)}.`;
    case 'failed':
      return ended ? sentSentence(scene) : `It fails at ${formatMoment(migration.endNs)}: ${migration.errorDesc ?? 'an error of the channel'}.`;
    case 'cancelled':
      return ended ? sentSentence(scene) : `It is cancelled at ${formatMoment(migration.endNs)}.`;
    default:
      return neverSentence(scene, migration, result);
  }
}

/** Of a migration that was cut off within its first pass nothing can be said. */
function neverSentence({ config, capacity }: Scene, migration: MigrationResult, result: RunResult): string {
  const pass = `One pass over ${formatBytes(config.guest.pages * config.guest.pageBytes)} takes ${formatDuration(capacity.passNs)}`;
  const isCut = result.endNs === config.until && result.endNs - migration.startNs < capacity.passNs;
  return result.outcome === 'never-converges' && !isCut ? `${pass}, and it never converges.` : `${pass}; the run ends before it does.`;
}

function sentSentence({ series, atNs }: Scene): string {
  const sent = (['sent-plain', 'sent-zero', 'sent-psp', 'sent-helper'] as const).reduce((sum, id) => sum + (seriesAt(series, id, atNs) ?? 0), 0);
  return `${formatCount(sent)} pages had been sent.`;
}

function passSentence({ moment, series, atNs }: Scene): string {
  const remaining = seriesAt(series, 'remaining', atNs) ?? 0;
  const threshold = seriesAt(series, 'threshold', atNs) ?? 0;
  const allowed = threshold > 0 ? `, ${formatRounded(threshold)} may be left at the stop` : '';
  return `Pass ${Math.max(1, moment.pass)}: ${formatRounded(remaining)} pages remain${allowed}.`;
}

/** What the other exporter would make of the same pass: the question of threads 000 and 003. */
function otherMechanism({ config, capacity }: Scene): string[] {
  const path = pathOf(config.mechanism);
  if (path === 'psp') {
    const helper = capacityOf({ ...config, mechanism: 'mirror-ring', helper: { ...config.helper, vcpus: 1 } });
    return [`One helper vCPU would take ${formatDuration(helper.passNs)} for one pass.`];
  }
  if (path !== 'helper') return [];
  if (capacity.binding.stage === 'link' && config.mechanism === 'mirror-ring') return ['A second helper vCPU would change nothing.'];
  const psp = capacityOf({ ...config, mechanism: 'psp' });
  return [`The PSP alone: ${formatDuration(psp.passNs)} for one pass at ${formatRounded(psp.binding.pagesPerSecond)} pages/s.`];
}

function isMemlockFailure({ config, result }: Scene): boolean {
  return memlockRefuses(config) && (result?.outcome === 'failed' || config.script.some(({ action }) => action === 'boot'));
}

function memlockSentence({ hosts, guest }: EngineConfig): string {
  return `RLIMIT_MEMLOCK binds: ${formatBytes(hosts.memlockBytes)} may be pinned, ${formatBytes(guest.pages * guest.pageBytes)} is needed.`;
}

function remainingText({ series, atNs }: Scene): string {
  const remaining = seriesAt(series, 'remaining', atNs) ?? 0;
  return `${formatRounded(remaining)} ${Math.round(remaining) === 1 ? 'page' : 'pages'}`;
}

/** `109.9 s, 24 passes, 622 ms down`, from `query-migrate`. */
function summaryText({ queryMigrate, startNs, endNs }: MigrationResult): string {
  const total = numberAt(queryMigrate, 'total-time');
  const syncs = numberAt(queryMigrate['ram'], 'dirty-sync-count');
  const downtime = numberAt(queryMigrate, 'downtime');
  const parts = [formatDuration(total === undefined ? endNs - startNs : total * 1e6)];
  if (syncs !== undefined) parts.push(`${syncs} passes`);
  if (downtime !== undefined) parts.push(`${downtime === 0 ? 'less than 1 ms' : formatDuration(downtime * 1e6)} down`);
  return parts.join(', ');
}

function numberAt(from: QueryMigrate[string] | undefined, key: string): number | undefined {
  if (typeof from !== 'object' || Array.isArray(from)) return undefined;
  const value = (from as QueryMigrate)[key];
  return typeof value === 'number' ? value : undefined;
}
