import { GIB, PAGE_BYTES, type Bytes } from '../base/units';
import { bootCost } from '../engine/host/memory/bootCosts';
import { BOOT_TABLE, type BootPoint } from './bootTable';
import { leastSquares, type LinearFit } from './leastSquares';

/** A row of the table with what follows from it. */
export interface BootRow extends BootPoint {
  /** Seconds and percent that pinning on demand saves, and launch over demand. */
  readonly saved: number;
  readonly savedPercent: number;
  readonly ratio: number;
}

export interface BootFit {
  readonly rows: readonly BootRow[];
  /** Seconds over GB. */
  readonly launch: LinearFit;
  readonly demand: LinearFit;
  readonly saved: LinearFit;
  /** Demand over the square root of GB: as good a fit; five points cannot decide. */
  readonly demandOverRoot: LinearFit;
  /** Share of launch's slope that demand keeps. */
  readonly slopeShare: number;
  /** Where the two lines meet: below 0 there is no size at which launch wins. */
  readonly crossingGb: number;
  /** Nanoseconds per page of 4 KiB, GB taken as GiB. */
  readonly launchPageNs: number;
  readonly demandPageNs: number;
  readonly savedPageNs: number;
}

/** Seconds to boot one size, by the model that the engine runs. */
export interface BootPrediction {
  readonly launch: number;
  readonly demand: number;
  readonly saved: number;
  readonly ratio: number;
  /** Outside what was measured: a straight line drawn on. */
  readonly extrapolated: boolean;
}

/** Least squares over the thread's five points. Source of the printed values: confidential-migration.md 5.4 (INV-34). */
export function bootFit(): BootFit {
  const rows = BOOT_TABLE.map(withSaving);
  const sizes = rows.map(({ gb }) => gb);
  const launch = leastSquares(sizes, rows.map((row) => row.launch));
  const demand = leastSquares(sizes, rows.map((row) => row.demand));
  return {
    rows, launch, demand,
    saved: leastSquares(sizes, rows.map((row) => row.saved)),
    demandOverRoot: leastSquares(sizes.map(Math.sqrt), rows.map((row) => row.demand)),
    slopeShare: demand.slope / launch.slope,
    crossingGb: (demand.intercept - launch.intercept) / (launch.slope - demand.slope),
    launchPageNs: pageNs(launch.slope),
    demandPageNs: pageNs(demand.slope),
    savedPageNs: pageNs(launch.slope - demand.slope),
  };
}

/** What the engine's model says of a size, and whether that size lies within the measured ones. */
export function predictBoot(memory: Bytes): BootPrediction {
  const pages = memory / PAGE_BYTES;
  const launch = bootCost(pages, 'launch').totalNs / 1e9;
  const demand = bootCost(pages, 'demand').totalNs / 1e9;
  const gb = memory / GIB;
  const extrapolated = gb < BOOT_TABLE[0]!.gb || gb > BOOT_TABLE.at(-1)!.gb;
  return { launch, demand, saved: launch - demand, ratio: launch / demand, extrapolated };
}

function withSaving(point: BootPoint): BootRow {
  const saved = point.launch - point.demand;
  return { ...point, saved, savedPercent: (100 * saved) / point.launch, ratio: point.launch / point.demand };
}

function pageNs(secondsPerGb: number): number {
  return (secondsPerGb * 1e9) / (GIB / PAGE_BYTES);
}
