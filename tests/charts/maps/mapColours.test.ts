import { lab } from 'd3';
import { describe, expect, it } from 'vitest';
import { mapColours } from '../../../src/charts/maps/mapColours';
import { NO_TILE, paletteTable } from '../../../src/charts/maps/paletteTable';
import { legendColours, mapLegend } from '../../../src/charts/maps/mapLegend';
import { mixColours, parseColour } from '../../../src/charts/mixColours';
import { PALETTE, sequentialColours } from '../../../src/charts/palette';
import { CRITICAL_CODE, MAP_MODES, STATE_CODE } from '../../../src/engine/record/mapMode';

const THEMES = ['dark', 'light'] as const;
const HOSTS = ['source', 'destination'] as const;
const lightness = (css: string): number => lab(css).l;

describe('palette', () => {
  it.each(THEMES)('orders the states by lightness, most urgent farthest from the background: %s', (theme) => {
    const { absent, notsent, current, r1, r2, r3, dirty } = PALETTE[theme];
    const ramp = [absent, notsent, current, r1, r2, r3, dirty].map(lightness);
    const sorted = [...ramp].sort((a, b) => (theme === 'dark' ? a - b : b - a));
    expect(ramp).toEqual(sorted);
  });

  it('mixes the sequential scale evenly in OKLab', () => {
    expect(sequentialColours('dark')).toEqual(['#232a33', '#464f5b', '#687382', '#8d99ab', '#b3c1d7', '#d7e6ff']);
    expect(sequentialColours('light')).toEqual(['#e4e8ed', '#b3c0d0', '#889cb6', '#5f799c', '#375882', '#123a6b']);
  });

  it('gives back both ends of a mix', () => {
    const [a, b] = [parseColour('#2d6ca8'), parseColour('#e3d37a')];
    expect(mixColours(a, b, 0)).toEqual(a);
    expect(mixColours(a, b, 1)).toEqual(b);
  });
});

describe('paletteTable', () => {
  it.each(THEMES)('colours the codes of every mode, critical ones as an alarm, the rest not at all: %s', (theme) => {
    for (const mode of MAP_MODES) {
      for (const host of HOSTS) {
        const table = paletteTable(mode, theme, host);
        const alpha = (code: number): number => table[4 * code + 3]!;
        expect(table).toHaveLength(1024);
        for (const code of mapColours(mode, theme, host).keys()) expect(alpha(code)).toBe(255);
        expect([7, 16, 100, NO_TILE].map(alpha)).toEqual([0, 0, 0, 0]);
        expect([...table.slice(4 * CRITICAL_CODE.lost, 4 * CRITICAL_CODE.lost + 3)]).toEqual([...parseColour(PALETTE[theme].alarm)]);
      }
    }
  });

  it('shows what was never sent as not sent on the source and as absent on the destination', () => {
    expect(mapColours('state', 'dark', 'source').get(STATE_CODE.notSent)).toBe('#3a4450');
    expect(mapColours('state', 'dark', 'destination').get(STATE_CODE.notSent)).toBe('#171c22');
  });
});

describe('mapLegend', () => {
  it('names every colour of every map once', () => {
    for (const mode of MAP_MODES) {
      for (const host of HOSTS) {
        const legend = mapLegend(mode, host);
        const power = mapLegend(mode, host, true).map(({ label }) => label);
        expect(power.includes('two owners')).toBe(host === 'source' && (mode === 'gfn' || mode === 'integrity'));
        const codes = legend.flatMap((line) => line.codes);
        expect(new Set(codes).size).toBe(codes.length);
        for (const line of legend) expect(legendColours(line, mode, 'dark', host)).toHaveLength(line.codes.length);
      }
    }
  });
});
