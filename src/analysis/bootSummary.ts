import { GIB, PAGE_BYTES, type PageCount } from '../base/units';
import type { EngineConfig } from '../engine/config';
import { bootCost } from '../engine/host/memory/bootCosts';
import type { RunResult } from '../engine/record/runResult';
import { bootFit, predictBoot, type BootPrediction } from './bootFit';
import type { LinearFit } from './leastSquares';
import { memlockAdvice, memlockRefuses, type MemlockAdvice } from './memlock';

/** One size of guest memory: what was measured, if it was, and what the model says. Seconds. */
export interface BootSummaryRow {
  readonly gb: number;
  readonly measured: { readonly launch: number; readonly demand: number } | undefined;
  readonly model: BootPrediction;
  /** The scenario's own size. */
  readonly own: boolean;
}

/** A mode of pinning: the regression of its points, and the line that the engine's model draws. Seconds over GB. */
export interface BootLine extends Pick<LinearFit, 'intercept' | 'slope' | 'slopeError' | 'rSquared'> {
  readonly pageNs: number;
  readonly model: { readonly intercept: number; readonly slope: number };
}

/** What the boot view shows: the thread's table, the model over it, this scenario in both, and the limit it needs. */
export interface BootSummary {
  readonly gb: number;
  readonly pinning: 'launch' | 'demand';
  /** Nothing of this guest is encrypted, so nothing is pinned: it boots as one with demand pinning does [choice of the model]. */
  readonly plain: boolean;
  readonly rows: readonly BootSummaryRow[];
  readonly launch: BootLine;
  readonly demand: BootLine;
  readonly demandOverRoot: { readonly intercept: number; readonly slope: number };
  readonly slopeShare: number;
  /** Seconds by which the model may miss a point. */
  readonly tolerance: number;
  /** This run's own boot; undefined while it is computed, and where the guest does not start. */
  readonly run: { readonly seconds: number; readonly pinnedPages: PageCount; readonly touchedPages: PageCount } | undefined;
  readonly refused: boolean;
  readonly memlock: MemlockAdvice | undefined;
}

/** What a model may miss of a measured point. */
const TOLERANCE_SECONDS = 0.15;
/** A size that was not measured, for the view of a guest that was. */
const BEYOND_GB = 512;

/** Sums up the boot of a scenario; undefined where its script does not boot, or migrates too: then the migration is its story. */
export function bootSummary(config: EngineConfig, result: RunResult | undefined): BootSummary | undefined {
  const { guest, hosts, script } = config;
  if (!script.some(({ action }) => action === 'boot') || script.some(({ action }) => action === 'migrate')) return undefined;
  const fit = bootFit();
  const gb = (guest.pages * guest.pageBytes) / GIB;
  const boot = result?.boot;
  return {
    gb,
    pinning: guest.kind === 'none' ? 'demand' : hosts.pinning,
    plain: guest.kind === 'none',
    rows: rowsOf(gb),
    launch: { ...fit.launch, pageNs: fit.launchPageNs, model: modelLine('launch') },
    demand: { ...fit.demand, pageNs: fit.demandPageNs, model: modelLine('demand') },
    demandOverRoot: fit.demandOverRoot,
    slopeShare: fit.slopeShare,
    tolerance: TOLERANCE_SECONDS,
    run: boot === undefined ? undefined : { seconds: boot.timeNs / 1e9, pinnedPages: boot.pinnedPages, touchedPages: boot.touchedPages },
    refused: memlockRefuses(config),
    memlock: memlockAdvice(config),
  };
}

function modelLine(pinning: 'launch' | 'demand'): BootLine['model'] {
  const { fixedNs, totalNs } = bootCost(GIB / PAGE_BYTES, pinning);
  return { intercept: fixedNs / 1e9, slope: (totalNs - fixedNs) / 1e9 };
}

/** The measured sizes and one more: the scenario's own, or one beyond all. In order of size. */
function rowsOf(own: number): readonly BootSummaryRow[] {
  const measured = bootFit().rows.map(({ gb, launch, demand }) => ({ gb, measured: { launch, demand } }));
  const isMeasured = measured.some(({ gb }) => gb === own);
  const rows = [...measured, { gb: isMeasured ? BEYOND_GB : own, measured: undefined }];
  return rows.sort((a, b) => a.gb - b.gb).map((row) => ({ ...row, model: predictBoot(row.gb * GIB), own: row.gb === own }));
}
