import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeView, encodeView } from '../../src/app/viewLink';
import { MAP_MODES } from '../../src/engine/record/mapMode';
import type { ViewState } from '../../src/store/appState';
import { DEFAULT_VIEW } from '../../src/store/viewSlice';

const PAGES = 2 ** 22;

const view: fc.Arbitrary<ViewState> = fc
  .record({
    mode: fc.constantFrom(...MAP_MODES),
    order: fc.constantFrom('rows', 'hilbert'),
    panel: fc.constantFrom('maps', 'time', 'protocol', 'events', 'page', 'scenario'),
    page: fc.option(fc.nat(PAGES - 1), { nil: undefined }),
    zoom: fc.option(fc.tuple(fc.nat(PAGES / 2), fc.integer({ min: 1, max: PAGES / 2 })), { nil: undefined }),
  })
  .map(({ zoom, ...rest }) => ({ ...rest, firstPage: zoom?.[0] ?? 0, pages: zoom?.[1] ?? 0 }));

describe('the second layer of a link', () => {
  it('gives back what was written', () => {
    fc.assert(
      fc.property(view, fc.integer({ min: 1, max: 2 ** 50 }), (written, atNs) => {
        expect(decodeView(encodeView(written, atNs), PAGES)).toEqual({ view: written, atNs });
      }),
    );
  });

  it('is empty for a first visit', () => {
    expect(encodeView(DEFAULT_VIEW, undefined)).toEqual({});
    expect(encodeView(DEFAULT_VIEW, 0)).toEqual({});
  });

  it('drops each part that makes no sense, and only that', () => {
    const parts = { t: 'soon', mode: 'constructor', order: 'spiral', panel: 'attic', gfn: `0x${PAGES.toString(16)}`, first: '0x10', pages: String(PAGES) };
    expect(decodeView(parts, PAGES)).toEqual({ view: DEFAULT_VIEW, atNs: undefined });
    expect(decodeView({ ...parts, gfn: '0x2a' }, PAGES).view.page).toBe(0x2a);
  });

  it('survives any text', () => {
    fc.assert(fc.property(fc.dictionary(fc.string(), fc.string()), (parts) => {
      const { view: read, atNs } = decodeView(parts, PAGES);
      return MAP_MODES.includes(read.mode ?? 'state') && (atNs === undefined || Number.isSafeInteger(atNs));
    }));
  });
});
