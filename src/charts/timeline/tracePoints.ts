import type { Columns } from './columns';

export type Point = readonly [number, number];

/**
 * The outline of a reduced series: per pixel column it visits both extremes and ends at the column's value, so that a
 * spike of one bucket stays as high as it was. A gap (NaN) begins a new segment.
 * @param toY maps a value to a pixel
 */
export function tracePoints(columns: Columns, plotX: number, toY: (value: number) => number): readonly (readonly Point[])[] {
  const segments: Point[][] = [];
  let segment: Point[] | undefined;
  for (let index = 0; index < columns.value.length; index += 1) {
    const value = columns.value[index] ?? Number.NaN;
    if (Number.isNaN(value)) {
      segment = undefined;
      continue;
    }
    if (segment === undefined) {
      segment = [];
      segments.push(segment);
    }
    pushColumn(segment, plotX + index + 0.5, [columns.min[index] ?? value, columns.max[index] ?? value, value], toY);
  }
  return segments;
}

function pushColumn(segment: Point[], x: number, [min, max, value]: readonly [number, number, number], toY: (value: number) => number): void {
  const [low, high, end] = [toY(min), toY(max), toY(value)];
  const before = segment[segment.length - 1]?.[1] ?? low;
  const nearFirst = Math.abs(before - low) <= Math.abs(before - high) ? [low, high] : [high, low];
  for (const y of [...nearFirst, end]) {
    const last = segment[segment.length - 1];
    if (last === undefined || last[0] !== x || last[1] !== y) segment.push([x, y]);
  }
}
