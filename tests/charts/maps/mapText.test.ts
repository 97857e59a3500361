import { describe, expect, it } from 'vitest';
import { addressTicks } from '../../../src/charts/maps/addressAxis';
import { layoutLens, lensCellAt, lensSize } from '../../../src/charts/maps/lensDrawing';
import { mapLegend } from '../../../src/charts/maps/mapLegend';
import { layoutMap } from '../../../src/charts/maps/mapLayout';
import type { MapLayout } from '../../../src/charts/maps/mapLayout';
import { createPageOrder } from '../../../src/charts/maps/pageOrder';
import { mapSummary } from '../../../src/charts/maps/mapSummary';
import { lensInvitation, scaleText } from '../../../src/charts/maps/mapText';
import { lensText, notPluggedText, tileText } from '../../../src/charts/maps/tileText';
import { minimapPage, minimapSpan } from '../../../src/charts/maps/minimapDrawing';
import { stateWords } from '../../../src/charts/maps/stateWords';
import { tileClasses } from '../../../src/charts/maps/tileClasses';
import { tileTable } from '../../../src/charts/maps/tileTable';
import { createPlanes } from '../../../src/engine/memory/pagePlanes';
import type { Frame } from '../../../src/engine/record/frame';
import { buildFrame } from '../../../src/engine/record/frameBuilder';
import { MAP_MODES } from '../../../src/engine/record/mapMode';

const GUEST = 192 * 262144;
const BOX = { width: 384, height: 256 };
const plain = (text: string): string => text.replaceAll('\u202f', ' ');
const ticksOf = (layout: MapLayout) => addressTicks(layout, createPageOrder(layout), 4096);
const rows = (pages = 0, firstPage = 0) => layoutMap(GUEST, { firstPage, pages }, 'rows', BOX, 1);

/** 1 GiB: the first quarter sent once, every fourth of its pages stale. */
function frame(mode: Frame['mode'] = 'state', lensPage?: number): Frame {
  const planes = createPlanes(262144, { imported: false, zero: false, status: true, pinned: true });
  planes.sent0.fill(-1, 0, 2048);
  planes.stale.fill(0x11111111);
  planes.privateTruth!.fill(-1, 1);
  planes.privateBelief!.fill(-1, 1);
  const context = { atNs: 0, scanPage: 65536, sendingFromPage: 0, sendingToPage: 0, migrationBegan: true, critical: new Int32Array(0), integrityChecked: false };
  return buildFrame(planes, context, { atNs: 0, mode, tilePages: 512, firstTile: 0, tileCount: 512, ...(lensPage === undefined ? {} : { lensPage }) });
}

describe('scaleText', () => {
  it('says what a pixel is', () => {
    expect(scaleText(rows(), 4096)).toBe('1 px = 1 tile = 512 pages = 2 MiB');
    expect(scaleText(rows(16384), 4096)).toBe('3 × 2 px = 1 page = 4 KiB');
    expect(plain(scaleText(layoutMap(1024 * 262144, { firstPage: 0, pages: 0 }, 'rows', BOX, 1), 4096))).toBe('1 px = 1 tile = 4 096 pages = 16 MiB');
    expect(scaleText(layoutMap(1_638_400, { firstPage: 0, pages: 0 }, 'rows', { width: 400, height: 256 }, 1), 65536)).toBe('1 px = 1 tile = 16 pages = 1 MiB');
  });
});

describe('lensInvitation', () => {
  it.each([[512, 'its 512 pages'], [8, 'the 512 pages around it'], [2048, 'the first 512 of its 2\u202f048 pages']])('says how a tile of %i pages and the lens go together', (tilePages, words) => {
    expect(lensInvitation({ tilePages } as MapLayout)).toBe(`Choose a tile to see ${words}.`);
  });
});

describe('addressTicks', () => {
  it('labels quarters of 192 GiB', () => {
    expect(ticksOf(rows())).toEqual({ unit: 'GiB', ticks: [['0', 0], ['48', 0.25], ['96', 0.5], ['144', 0.75], ['192', 1]].map(([text, place]) => ({ text, place })) });
  });

  it('labels start and end alone in Hilbert order', () => {
    const layout = layoutMap(GUEST, { firstPage: 0, pages: 0 }, 'hilbert', BOX, 1);
    expect(ticksOf(layout).ticks).toEqual([{ text: '0', place: 0 }, { text: '192', place: 129 / 256 }]);
  });

  it('counts from the start of the view where addresses are too long', () => {
    expect(ticksOf(rows(1572864, 6291456)).ticks[0]!.text).toBe('24');
    expect(ticksOf(rows(16384, 6467072))).toMatchObject({ unit: 'MiB', ticks: [{ text: '25262' }, {}, {}, {}, {}] });
    expect(ticksOf(rows(512, 6467072))).toMatchObject({ unit: 'KiB', ticks: [{ text: '+0' }, { text: '+512' }, {}, {}, { text: '+2048' }] });
  });
});

describe('tileClasses', () => {
  const least = (mode: Frame['mode'], pages: number): number[] => tileClasses(mode, pages).map((known) => known.least);

  it('scales the thresholds and joins those that fall together', () => {
    expect(least('state', 512)).toEqual([1, 16, 128, 384]);
    expect(least('state', 64)).toEqual([1, 2, 16, 48]);
    expect(least('state', 16)).toEqual([1, 4, 12]);
    expect(least('state', 1)).toEqual([1]);
    expect(least('status', 512)).toEqual([1, 64, 512]);
    expect(least('sent', 512)).toEqual([]);
  });

  it('agrees with the codes that a frame holds', () => {
    const { source } = frame();
    expect(source.tiles[0]).toBe(4);
    expect(plain(stateWords('state', 'source', source.tiles[0]!, 512))).toBe('to send again, 128 to 383 of 512');
  });
});

describe('texts of a tile', () => {
  it('name number, address and state', () => {
    const tile = { tile: 12631, firstPage: 6467072, pages: 512 };
    expect(plain(tileText('state', 'source', tile, 3, 4096))).toBe('pages 6 467 072 to 6 467 583 · GPA 0x62ae00000 · to send again, 16 to 127 of 512');
    expect(plain(lensText('state', 'destination', 6467268, 0x45, 4096))).toBe('page 6 467 268 · GPA 0x62aec4000 · stale, shared');
    expect(plain(tileText('integrity', 'destination', tile, 11, 4096))).toMatch(/lost, at least 1 of 512$/);
  });

  it('says of memory to come that it is not plugged in', () => {
    expect(notPluggedText({ tile: 3, firstPage: 1536, pages: 512 }, 4096)).toBe('pages 1\u202f536 to 2\u202f047 · GPA 0x600000 · not plugged in yet');
  });

  it('has words for every code of every legend', () => {
    for (const mode of MAP_MODES) {
      for (const host of ['source', 'destination'] as const) {
        for (const code of mapLegend(mode, host).flatMap((line) => line.codes)) {
          expect(stateWords(mode, host, code, 512)).not.toBe('');
          expect(stateWords(mode, host, code, 1)).not.toMatch(/ of /);
        }
      }
    }
  });
});

describe('mapSummary', () => {
  it('says what the map shows in the guest and in the lens', () => {
    expect(plain(mapSummary(frame('state', 512), ['source', 'destination'], '1:01.3', 512, 4096))).toBe(
      'Pages at 1:01.3. Source: 49.2 k sent, unchanged, 16.4 k to send again, 197 k not sent yet, 0 being sent. '
      + 'Destination: 49.2 k current, 16.4 k stale, 197 k never received, 0 violations. '
      + 'Chosen, from page 512, 2 MiB, on: 128 of 512 to send again, 384 of 512 sent, unchanged.',
    );
  });
});

describe('tileTable', () => {
  it.each(MAP_MODES)('counts each tile once: %s', (mode) => {
    for (const host of ['source', 'destination'] as const) {
      const table = tileTable(frame(mode), host, 4096);
      expect(table.rows).toHaveLength(1);
      expect(table.rows.flatMap((row) => row.tiles).reduce((sum, tiles) => sum + tiles, 0)).toBe(512);
    }
  });

  it('adds the pages of the whole guest, which the legend has too', () => {
    expect(tileTable(frame(), 'source', 4096).pages).toEqual([49152, 16384, 196608, 0]);
  });

  it('counts per GiB', () => {
    const half = { ...frame(), firstTile: 256 };
    expect(tileTable(half, 'source', 4096).rows.map((row) => row.from)).toEqual(['0 GiB', '1 GiB']);
  });
});

describe('lens', () => {
  it('is 384 x 56 at 384 pixels, and finds the page under a point', () => {
    const layout = layoutLens(384, 1);
    expect(lensSize(layout)).toEqual({ width: 384, height: 56 });
    expect(lensCellAt(layout, 0, 0)).toBe(0);
    expect(lensCellAt(layout, 383, 55)).toBe(511);
    expect(lensCellAt(layout, 12.5, 7.5)).toBe(66);
    expect(lensCellAt(layout, 384, 0)).toBeUndefined();
  });

  it('keeps its proportions on a finer display', () => {
    expect(lensSize(layoutLens(384, 2))).toEqual({ width: 384, height: 56 });
  });
});

describe('minimap', () => {
  it('keeps a viewport of one page visible and inside', () => {
    expect(minimapSpan(256, GUEST, GUEST - 1, 1, 3)).toEqual([253, 3]);
    expect(minimapSpan(256, GUEST, 0, GUEST / 2, 3)).toEqual([0, 128]);
    expect([minimapPage(256, GUEST, -5), minimapPage(256, GUEST, 128), minimapPage(256, GUEST, 999)]).toEqual([0, GUEST / 2, GUEST - 1]);
  });
});
