import { describe, expect, it } from 'vitest';
import { countDomain, countScale } from '../../../src/charts/timeline/countScale';
import { gfnCountAt } from '../../../src/charts/timeline/gfnStates';
import type { TimelineInput } from '../../../src/charts/timeline/timelineInput';
import { buildScene } from '../../../src/charts/timeline/timelineScene';
import { timelineSummary } from '../../../src/charts/timeline/timelineSummary';
import { timelineTable } from '../../../src/charts/timeline/timelineTable';
import { seriesOf } from './recordedRun';

const SECOND = 1e9;
const plain = (text: string) => text.replace(/[\u00a0\u2009\u202f]/g, ' ');
const boot: TimelineInput = {
  series: seriesOf(100, SECOND / 10, { pinned: (ns) => Math.min(1_000_000, ns / 5000) }),
  events: [], computedNs: 10 * SECOND, endNs: 10 * SECOND, done: true, servers: ['link'], autoConverge: false, pageBytes: 4096,
  life: [{ kind: 'pinning', fromNs: 0 }, { kind: 'booting', fromNs: 5 * SECOND }], still: true, pinnablePages: 1_000_000,
};
const gfns = [
  { atNs: 0, secure: 0, pagedOut: 0, shared: 0, normal: 1000 },
  { atNs: 5 * SECOND, secure: 450, pagedOut: 0, shared: 50, normal: 500 },
  { atNs: 8 * SECOND, secure: 900, pagedOut: 0, shared: 100, normal: 0 },
];
const sceneOf = (input: TimelineInput) => buildScene(input, { window: { fromNs: 0, toNs: input.endNs }, width: 800, rowScale: 1, utilisation: true });

describe('timeline of a life without migration', () => {
  it('has a row for pins and none for a transfer', () => {
    expect(sceneOf(boot).frame.rows.map(({ id }) => id)).toEqual(['phase', 'pinned', 'dirtying']);
    const { pinnablePages: _, ...rest } = boot;
    expect(sceneOf({ ...rest, gfns }).frame.rows.map(({ id }) => id)).toEqual(['phase', 'gfn', 'dirtying']);
  });

  it('keeps the rows of a transfer when the guest moves too', () => {
    const rows = sceneOf({ ...boot, still: false }).frame.rows.map(({ id }) => id);
    expect(rows).toEqual(['phase', 'pinned', 'rate', 'remaining', 'dirtying', 'busy']);
  });

  it('says and lists the same', () => {
    expect(plain(timelineSummary(sceneOf(boot), 2 * SECOND))).toBe('Timeline at 0:02.0 of 0:10.0: pinning. 420 000 of 1 000 000 pages pinned, 0 pages a second written.');
    const table = timelineTable(sceneOf(boot), 5);
    expect(table.columns.map(({ name }) => name)).toEqual(['time', 'phase', 'pinned', 'guest writes']);
    expect(table.rows.map((row) => plain(row[2] ?? ''))).toEqual(['420 000', '820 000', '1 000 000', '1 000 000', '1 000 000']);
    const { pinnablePages: _, ...rest } = boot;
    expect(timelineTable(sceneOf({ ...rest, gfns }), 5).rows.map((row) => row.slice(2, 6))).toEqual([
      ['0', '1000', '0', '0'].map((text) => text.replace('1000', '1\u202f000')), ['0', '1\u202f000', '0', '0'], ['450', '500', '50', '0'], ['900', '0', '100', '0'], ['900', '0', '100', '0'],
    ]);
  });

  it('reads the frames of the sample that holds, and keeps the ends', () => {
    expect([-1, 0, 4.99, 5, 7, 8, 99].map((second) => gfnCountAt(gfns, 'normal', second * SECOND))).toEqual([1000, 1000, 1000, 500, 500, 0, 0]);
    expect(gfnCountAt([], 'normal', 5)).toBe(0);
  });

  it('draws counts on whole decades, and nothing on the base line', () => {
    const row = { id: 'pinned', y: 10, height: 100 } as const;
    const domain = countDomain(50_331_648);
    expect(domain).toEqual({ floor: 1000, top: 1e8 });
    const toY = countScale(row, domain);
    expect([0, 1000, 1e8, 1e9].map(toY)).toEqual([110, 110, 10, 10]);
  });
});
