import type { PageCount } from '../../../base/units';
import { clearRange, setRange } from '../../memory/bitRange';
import type { Plane } from '../../memory/pagePlanes';
import type { GfnRange } from './gfnRange';

/** Writes what a store believes as a plane (bit 1 = private); ranges beyond the guest's RAM (MMIO, flash) fall away. */
export function writePrivatePlane(plane: Plane, pages: PageCount, shared: readonly GfnRange[]): void {
  plane.fill(0);
  setRange(plane, 0, pages);
  for (const range of shared) clearRange(plane, Math.min(range.start, pages), Math.min(range.end, pages));
}
