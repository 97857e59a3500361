import type { SimNs } from '../base/units';
import type { Simulation } from './simulation';

/**
 * A wait: slices in which nothing can happen to any page are passed in one go, up to the last before the next action or the end. What
 * the guest writes meanwhile is counted; hours of it would be nothing but draws. No bit differs from what slice after slice gives.
 *
 * @param lengthNs of a slice while nobody migrates
 * @param limitNs when the run ends for want of work
 */
export function passQuietSlices(simulation: Simulation, lengthNs: SimNs, limitNs: SimNs): void {
  const { thread, boot, move, ultravisor, faults, guest, memory, config, state } = simulation;
  const isBusy = thread.isActive || boot.state.active || move.isActive || ultravisor !== undefined || faults.isArmed;
  const nextNs = Math.min(config.script[state.nextAction]?.atNs ?? Infinity, limitNs);
  const lastNs = (Math.ceil(nextNs / lengthNs) - 1) * lengthNs;
  if (isBusy || lastNs === Infinity || lastNs <= guest.state.writtenNs || !memory.compactsAlike || !guest.isWithoutEffect) return;
  guest.writeUntil(lastNs);
  if (simulation.place !== 'moved') memory.compactUntil(lastNs);
}
