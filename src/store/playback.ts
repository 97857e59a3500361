import type { SimNs } from '../base/units';
import type { PlaySpeed } from './appState';

/** Wall time in which `fit` shows the whole run. */
const FIT_SECONDS = 20;
const NS_PER_MS = 1e6;

/** Simulated ns per wall ms at a speed, for a run whose known part ends at `knownNs`. */
function rateNsPerMs(speed: PlaySpeed, knownNs: SimNs): number {
  return speed === 'fit' ? knownNs / (FIT_SECONDS * 1000) : speed * NS_PER_MS;
}

/** Where the play head stands after `wallMs` of playing; never past what is known. */
export function advanceCursor(cursorNs: SimNs, wallMs: number, speed: PlaySpeed, knownNs: SimNs): SimNs {
  const next = Math.round(cursorNs + Math.max(0, wallMs) * rateNsPerMs(speed, knownNs));
  return clampCursor(next, knownNs);
}

/** A moment within the known part of the run, an integer. */
export function clampCursor(atNs: SimNs, knownNs: SimNs): SimNs {
  if (!Number.isFinite(atNs)) return 0;
  return Math.min(Math.max(0, Math.round(atNs)), knownNs);
}

/** Share of the known run that lies before the play head, 0..1; 0 for an empty run. */
export function fractionOf(cursorNs: SimNs, knownNs: SimNs): number {
  return knownNs <= 0 ? 0 : Math.min(1, Math.max(0, cursorNs / knownNs));
}

/** The moment at a fraction of the known run. */
export function momentAt(fraction: number, knownNs: SimNs): SimNs {
  return clampCursor(Math.round(fraction * knownNs), knownNs);
}
