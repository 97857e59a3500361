import type { SimNs } from '../base/units';
import { PAGE_BYTES } from '../base/units';
import { formatBytes, formatCount } from '../base/format';
import { formatDuration, formatMoment } from '../base/formatTime';
import type { EngineConfig } from '../engine/config';
import type { RunEvent } from '../engine/record/runEvent';
import type { RunResult } from '../engine/record/runResult';
import { bootCost } from '../engine/host/memory/bootCosts';
import type { SeriesSet } from '../engine/record/series';
import { bootFit } from './bootFit';
import { type LifePhase, lifePhaseAt, lifePhases } from './lifePhases';
import { seriesAt } from './moment';

/** What sentences about a guest's own life draw on. */
export interface LifeScene {
  readonly config: EngineConfig;
  readonly result: RunResult | undefined;
  readonly series: SeriesSet;
  readonly events: readonly RunEvent[];
  readonly atNs: SimNs;
}

/** The sentence of a boot at a moment; undefined for a script without one. */
export function bootTitle(scene: LifeScene): string | undefined {
  const { config, atNs } = scene;
  if (!config.script.some(({ action }) => action === 'boot')) return undefined;
  const phases = lifePhases(config, scene.events);
  const phase = lifePhaseAt(phases, atNs);
  switch (phase?.kind) {
    case 'pinning':
      return `The host pins every page before the guest runs: ${pinnedText(scene)} so far.`;
    case 'booting':
      return bootingTitle(scene, phases, phase);
    case 'running':
      return doneTitle(config);
    default:
      return offTitle(config);
  }
}

/** The working under it: the fit, and what of it is inferred. */
export function bootWorking(): string {
  const fit = bootFit();
  const perPage = `Per 4 KiB page: ${fit.launchPageNs.toFixed(1)} ns at launch, ${fit.demandPageNs.toFixed(1)} ns on demand.`;
  const lines = `Both columns of the thread are straight lines (R\u00b2 ${fit.launch.rSquared.toFixed(5)} and ${fit.demand.rSquared.toFixed(3)}).`;
  const claim = `Its cover letter says O(n) to constant; its table keeps ${(100 * fit.slopeShare).toFixed(1)} % of the slope.`;
  return `${lines} ${perPage} ${claim} What a boot touches is inferred, not measured.`;
}

function offTitle(config: EngineConfig): string {
  const first = config.script.find(({ action }) => action === 'boot');
  return `The guest is off; it boots at ${formatMoment(first?.atNs ?? 0)}.`;
}

function bootingTitle(scene: LifeScene, phases: readonly LifePhase[], phase: LifePhase): string {
  const again = phases.some(({ kind, fromNs }) => kind === 'running' && fromNs <= phase.fromNs) ? 'boots again' : 'boots';
  if (scene.config.guest.kind === 'none') return `The guest ${again}. Nothing of it is pinned.`;
  return `The guest ${again}: ${pinnedText(scene)} pinned so far.`;
}

/** Both ways, whichever this run takes: the difference is the story. */
function doneTitle({ guest, hosts }: EngineConfig): string {
  const pages = (guest.pages * guest.pageBytes) / PAGE_BYTES;
  const launch = bootCost(pages, 'launch').totalNs;
  const demand = bootCost(pages, 'demand').totalNs;
  const memory = formatBytes(guest.pages * guest.pageBytes);
  if (guest.kind === 'none') return `Boot takes ${formatDuration(demand)}: without encryption nothing of the ${memory} has to be pinned.`;
  return hosts.pinning === 'launch'
    ? `Pinning all ${memory} costs ${formatDuration(launch - demand)} of a ${formatDuration(launch)} boot. On demand it would be ${formatDuration(demand)}.`
    : `On demand, ${memory} boot in ${formatDuration(demand)}: ${formatDuration(launch - demand)} less than with every page pinned at launch.`;
}

function pinnedText({ config, series, atNs }: LifeScene): string {
  return `${formatCount(seriesAt(series, 'pinned', atNs) ?? 0)} of ${formatCount(config.guest.pages)} pages`;
}
