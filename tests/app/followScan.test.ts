import { describe, expect, it } from 'vitest';
import { createScanFollower } from '../../src/app/followScan';
import { openedFrom } from '../../src/app/urlSync';
import { createAppStore } from '../../src/store/createAppStore';

function bench() {
  const store = createAppStore({ scenario: openedFrom('').scenario, preset: '' });
  const clock = { ms: 0 };
  const follow = createScanFollower(store, () => clock.ms);
  const moves = (ms: number, scanPage: number) => {
    clock.ms = ms;
    follow(scanPage);
    return store.getState().view;
  };
  return { store, moves };
}

describe('createScanFollower', () => {
  it('moves the chosen page with the scan, ten times a second at most, while it is asked to', () => {
    const { store, moves } = bench();
    expect(moves(0, 700).page).toBeUndefined();
    store.getState().followScan(true);
    expect([moves(1, 700), moves(50, 800), moves(101, 900)].map(({ page }) => page)).toEqual([700, 700, 900]);
    expect(store.getState().following).toBe(true);
    store.getState().followScan(false);
    expect(moves(400, 1000).page).toBe(900);
  });

  it('stays where it was between migrations, and keeps the page in a zoomed view', () => {
    const { store, moves } = bench();
    store.getState().followScan(true);
    moves(0, 700);
    expect(moves(200, -1).page).toBe(700);
    store.getState().changeView({ firstPage: 0, pages: 16384 });
    const { page, firstPage, pages } = moves(400, 100_000);
    expect([page, pages, firstPage <= 100_000 && 100_000 < firstPage + pages]).toEqual([100_000, 16384, true]);
  });
});
