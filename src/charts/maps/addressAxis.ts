import type { Bytes } from '../../base/units';
import { tilePages } from './mapGeometry';
import type { MapLayout } from './mapLayout';
import type { PageOrder } from './pageOrder';

/** A label beside the map: its text, and how far down it stands as a share of the map's rows. */
export interface AxisTick {
  readonly text: string;
  readonly place: number;
}

export interface AddressTicks {
  readonly unit: string;
  readonly ticks: readonly AxisTick[];
}

const UNITS = [['GiB', 2 ** 30], ['MiB', 2 ** 20], ['KiB', 1024]] as const;
const PARTS = 4;

function numberText(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/**
 * Addresses beside the rows of a map: start, end and quarters in row order; start and end alone in Hilbert order, where
 * nobody can read an address. Below 4 MiB they count from the viewport's start, with a plus sign.
 */
export function addressTicks(layout: MapLayout, order: PageOrder, pageBytes: Bytes): AddressTicks {
  const first = tilePages(layout, layout.firstTile).firstPage;
  const last = tilePages(layout, layout.firstTile + layout.tileCount - 1);
  const start = first * pageBytes;
  const span = (last.firstPage + last.pages) * pageBytes - start;
  const [unit, size] = UNITS.find(([, bytes]) => span >= 4 * bytes || bytes === 1024) ?? UNITS[2];
  const relative = size === 1024;
  const text = (place: number): string => {
    const value = (place * span + (relative ? 0 : start)) / size;
    return relative ? `+${numberText(value)}` : numberText(value);
  };
  const parts = layout.order === 'rows' && layout.rows >= 2 * PARTS ? PARTS : 1;
  // The last row may be part filled, and a curve ends where it ends.
  const filled = layout.order === 'rows'
    ? layout.tileCount / layout.columns / layout.rows
    : (Math.floor(order.cellOf(layout.tileCount - 1) / layout.columns) + 1) / layout.rows;
  const ticks = Array.from({ length: parts + 1 }, (_, i) => ({ text: text(i / parts), place: (i / parts) * filled }));
  return { unit, ticks };
}
