import { createRef } from 'react';
import { describe, expect, it, vi } from 'vitest';
import { page as browser, userEvent } from 'vitest/browser';
import { PALETTE } from '../../../src/charts/palette';
import type { PageMapsHandle, PageMapsProps } from '../../../src/views/maps/pageMapsProps';
import { axeViolations, renderThemed } from '../timeline/themed';
import type { Theme } from '../timeline/themed';
import type { HarnessProps } from './mapHarness';
import { FrameBench, MapHarness, sampleContext, samplePlanes } from './mapHarness';

const WIDTH = 832;
const GUEST = 4194304;
const TILE = 64;
const COLUMNS = 384;
/** A limit for what hangs: a busy machine is no failure. */
const LONG_MS = 20_000;

function bench(): FrameBench {
  return new FrameBench(samplePlanes());
}

function mapCanvas(host: 'source' | 'destination'): HTMLCanvasElement {
  return document.querySelector<HTMLCanvasElement>(`canvas[data-host=${host}]`)!;
}

function surface(host: 'Source' | 'Destination') {
  return browser.getByRole('slider', { name: `${host}: chosen page` });
}

function pixel(canvas: HTMLCanvasElement, x: number, y: number): string {
  const copy = document.createElement('canvas');
  copy.width = canvas.width;
  copy.height = canvas.height;
  const context = copy.getContext('2d')!;
  context.drawImage(canvas, 0, 0);
  return `#${[...context.getImageData(x, y, 1, 1).data.slice(0, 3)].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

function legend(host: 'Source' | 'Destination'): Record<string, number> {
  const section = [...document.querySelectorAll('section.page-map')].find((map) => map.getAttribute('aria-label') === host)!;
  return Object.fromEntries([...section.querySelectorAll('dl > div')].map((line) => [
    line.querySelector('dt')!.textContent, Number(line.querySelector('dd')!.textContent.replaceAll('\u202f', '')),
  ]));
}

function notes(): string[] {
  return [...document.querySelectorAll('.map-note')].map((note) => note.textContent.replaceAll('\u202f', ' '));
}

/** Renders the maps and waits for their first picture: it is asked for once the room is known. */
async function renderMaps(props: HarnessProps, { theme = 'dark', width = WIDTH }: { readonly theme?: Theme; readonly width?: number } = {}) {
  const rendered = await renderThemed(theme, width, <MapHarness theme={theme} {...props} />);
  await vi.waitFor(() => expect(props.bench.newest).toBeDefined(), LONG_MS);
  return rendered;
}

/** The middle of a pixel: the runner's frame may lie at fractions of one. */
const at = (x: number, y: number) => ({ position: { x: x + 0.5, y: y + 0.5 } });

describe('what is drawn', () => {
  it('asks for the tiles that fit, and draws both maps from the picture', async () => {
    const frames = bench();
    await renderMaps({ bench: frames });
    expect(frames.requests).toEqual([{ mode: 'state', tilePages: TILE, firstTile: 0, tileCount: 65536 }]);
    const last = mapCanvas('source').height - 1;
    expect([mapCanvas('source').width, mapCanvas('source').height]).toEqual([384, 171]);
    expect(pixel(mapCanvas('source'), 10, last - 1)).toBe(PALETTE.dark.notsent);
    expect(pixel(mapCanvas('destination'), 10, last - 1)).toBe(PALETTE.dark.absent);
    const sending = Math.floor(2_600_000 / TILE);
    for (const host of ['source', 'destination'] as const) {
      expect(pixel(mapCanvas(host), sending % COLUMNS, Math.floor(sending / COLUMNS))).toBe(PALETTE.dark.sending);
    }
  });

  it('shows counts that add up to the pages of the guest, on both maps, at every picture', async () => {
    const frames = bench();
    await renderMaps({ bench: frames });
    const source = legend('Source');
    expect(source['sent, unchanged']! + source['to send again']! + source['not sent yet']!).toBe(GUEST);
    expect(source['being sent']).toBe(2_621_440 - 2_590_000);
    frames.planes.sent0.fill(-1);
    frames.context = { ...sampleContext, critical: Int32Array.of(77, 11, 78, 11) };
    frames.publish();
    const destination = legend('Destination');
    expect(destination['never received']).toBe(0);
    expect(destination['violations']).toBe(2);
    expect(destination['current']! + destination['stale']!).toBe(GUEST);
  });

  it('draws a picture without rendering anything', async () => {
    const frames = bench();
    await renderMaps({ bench: frames });
    const changes = vi.fn<(records: readonly MutationRecord[]) => void>();
    const observer = new MutationObserver(changes);
    observer.observe(document.querySelector('.page-maps')!, { subtree: true, childList: true, attributes: true, attributeFilter: ['class', 'style', 'aria-valuetext'] });
    const before = pixel(mapCanvas('source'), 10, 169);
    frames.planes.sent0.fill(-1);
    frames.publish();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(pixel(mapCanvas('source'), 10, 169)).not.toBe(before);
    const elements = changes.mock.calls.flatMap(([records]) => records).filter((record) => record.type === 'attributes');
    expect(elements).toEqual([]);
    observer.disconnect();
  });

  it('takes the colours of the theme', async () => {
    await renderMaps({ bench: bench() }, { theme: 'light' });
    expect(pixel(mapCanvas('source'), 10, 169)).toBe(PALETTE.light.notsent);
  });

  it('says what a pixel is and which classes there are', async () => {
    await renderMaps({ bench: bench() });
    await expect.element(browser.getByText('1 px = 1 tile = 64 pages = 256 KiB')).toBeVisible();
    expect(document.querySelector('.map-key')!.textContent).toBe('to send again, pages per tile1+2+16+48+');
  });
});

describe('modes and order', () => {
  it('changes the mode by tab, with arrows too, and the legend with it', async () => {
    const frames = bench();
    await renderMaps({ bench: frames });
    await browser.getByRole('tab', { name: 'Times sent' }).click();
    expect(frames.requests.at(-1)!.mode).toBe('sent');
    expect(legend('Source')).toMatchObject({ never: GUEST - 2_621_440, once: 2_621_440 });
    await userEvent.keyboard('{ArrowRight}');
    expect(frames.requests.at(-1)!.mode).toBe('age');
    await expect.element(browser.getByRole('tab', { name: 'Age' })).toHaveFocus();
    expect(legend('Source')).toMatchObject({ '< 15 s': 2_621_440, never: GUEST - 2_621_440 });
  });

  it('draws the same tiles along a Hilbert curve, without asking for others', async () => {
    const frames = bench();
    await renderMaps({ bench: frames });
    await browser.getByRole('button', { name: 'Hilbert' }).click();
    expect([mapCanvas('source').width, mapCanvas('source').height]).toEqual([384, 192]);
    expect(pixel(mapCanvas('source'), 0, 0)).toBe(PALETTE.dark.r3);
    expect(pixel(mapCanvas('source'), 10, 100)).toBe(PALETTE.dark.notsent);
    expect(new Set(frames.requests.map((request) => JSON.stringify(request))).size).toBe(1);
  });
});

describe('memory that is plugged in later', () => {
  it('has its place from the start, empty, and its name says so', async () => {
    const frames = bench();
    await renderMaps({ bench: frames, guestPages: GUEST * 2 });
    const half = mapCanvas('source').height / 2;
    expect(frames.newest?.source.tiles.length).toBe(GUEST / TILE / 2);
    expect(pixel(mapCanvas('source'), 10, half - 3)).toBe(PALETTE.dark.notsent);
    expect(pixel(mapCanvas('source'), 10, half + 3)).toBe('#000000');
    await surface('Source').hover(at(10, half + 3));
    await vi.waitFor(() => expect(notes().join()).toMatch(/not plugged in yet$/), LONG_MS);
  });
});

describe('pointer', () => {
  it('chooses a tile by click: the lens shows its pages on both hosts', async () => {
    const frames = bench();
    const onChoose = vi.fn<PageMapsProps['onChoose']>();
    await renderMaps({ bench: frames, onChoose });
    await expect.element(browser.getByText('Choose a tile to see the 512 pages around it.')).toBeVisible();
    await surface('Destination').click(at(100, 50));
    const page = (50 * COLUMNS + 100) * TILE;
    expect(onChoose).toHaveBeenCalledWith(page);
    expect(frames.requests.at(-1)).toMatchObject({ lensPage: Math.floor(page / 512) * 512 });
    const lenses = document.querySelectorAll<HTMLCanvasElement>('canvas.map-lens');
    expect([...lenses].map((lens) => [lens.width, lens.height])).toEqual([[384, 128], [384, 128]]);
    expect(document.querySelectorAll('.map-chosen')).toHaveLength(2);
  });

  it('chooses a page in the lens', async () => {
    const onChoose = vi.fn<PageMapsProps['onChoose']>();
    await renderMaps({ bench: bench(), chosenPage: 1024, onChoose });
    await browser.getByRole('img', { name: 'Source lens: the pages of the chosen tile, one by one' }).click(at(13, 8));
    expect(onChoose).toHaveBeenCalledWith(1024 + 33);
  });

  it('names the tile under the pointer on both maps', async () => {
    const onHover = vi.fn<PageMapsProps['onHover']>();
    await renderMaps({ bench: bench(), onHover });
    await surface('Source').hover(at(5, 169));
    expect(onHover).toHaveBeenLastCalledWith((169 * COLUMNS + 5) * TILE);
    await expect.poll(notes).toEqual([
      'pages 4 153 664 to 4 153 727 · GPA 0x3f6140000 · not sent yet',
      'pages 4 153 664 to 4 153 727 · GPA 0x3f6140000 · never received',
    ]);
    await userEvent.unhover(surface('Source'));
    expect(onHover).toHaveBeenLastCalledWith(undefined);
    await expect.poll(notes).toEqual([]);
  });

  it('names a page of the lens and that it is shared', async () => {
    await renderMaps({ bench: bench(), chosenPage: 512 });
    await browser.getByRole('img', { name: 'Destination lens: the pages of the chosen tile, one by one' }).hover(at(3, 3));
    await expect.poll(notes).toEqual(['page 512 · GPA 0x200000 · to send again, shared', 'page 512 · GPA 0x200000 · stale, shared']);
  });

  it('zooms at the pointer with ctrl and the wheel, pans by dragging, fits by double click', async () => {
    const frames = bench();
    const onViewport = vi.fn<PageMapsProps['onViewport']>();
    await renderMaps({ bench: frames, onViewport });
    const element = surface('Source').element();
    const bounds = element.getBoundingClientRect();
    const where = { clientX: bounds.left + 192, clientY: bounds.top + 85, bubbles: true, cancelable: true };
    element.dispatchEvent(new WheelEvent('wheel', { ...where, deltaY: -100 }));
    expect(onViewport).not.toHaveBeenCalled();
    const wheel = new WheelEvent('wheel', { ...where, deltaY: -100, ctrlKey: true });
    element.dispatchEvent(wheel);
    expect(wheel.defaultPrevented).toBe(true);
    await vi.waitFor(() => expect(frames.requests.at(-1)!.tilePages).toBe(16), LONG_MS);
    const view = onViewport.mock.lastCall![0];
    expect(view.pages).toBe(1572864);
    const under = (85 * COLUMNS + 192) * TILE;
    expect((under - view.firstPage) / view.pages).toBeCloseTo(85.5 / 171, 1);

    await expect.element(browser.getByRole('img', { name: /^The maps show 6 GiB of 16 GiB/ })).toBeVisible();
    const drag = (type: string, dy: number): void => {
      element.dispatchEvent(new PointerEvent(type, { ...where, clientY: where.clientY + dy, pointerId: 1, button: 0, buttons: 1 }));
    };
    vi.spyOn(element, 'setPointerCapture').mockImplementation(() => undefined);
    drag('pointerdown', 0);
    drag('pointermove', 40);
    drag('pointerup', 40);
    const panned = onViewport.mock.lastCall![0];
    const step = 16384;
    expect(view.firstPage - panned.firstPage).toBe(Math.ceil((40 * COLUMNS * 16) / step) * step);

    await surface('Source').dblClick(at(30, 30));
    expect(onViewport).toHaveBeenLastCalledWith({ firstPage: 0, pages: 0 });
  });

  it('moves the view by the minimap', async () => {
    const onViewport = vi.fn<PageMapsProps['onViewport']>();
    await renderMaps({ bench: bench(), viewport: { firstPage: 0, pages: 16384 }, onViewport });
    await browser.getByRole('img', { name: /^The maps show 64 MiB of 16 GiB, from 0 B on/ }).click(at(3, 128));
    const { firstPage, pages } = onViewport.mock.lastCall![0];
    expect(pages).toBe(16384);
    expect(firstPage + pages / 2).toBeGreaterThan(GUEST * 0.48);
    expect(firstPage + pages / 2).toBeLessThan(GUEST * 0.52);
  });
});

describe('keyboard', () => {
  async function focused(chosenPage: number | undefined, viewport = { firstPage: 0, pages: 0 }) {
    const onChoose = vi.fn<PageMapsProps['onChoose']>();
    const onViewport = vi.fn<PageMapsProps['onViewport']>();
    const frames = bench();
    await renderMaps({ bench: frames, chosenPage, viewport, onChoose, onViewport });
    (surface('Source').element() as HTMLElement).focus();
    return { onChoose, onViewport, frames };
  }

  it.each([
    ['{ArrowRight}', TILE], ['{ArrowLeft}', -TILE], ['{ArrowDown}', COLUMNS * TILE], ['{ArrowUp}', -COLUMNS * TILE],
    ['{Shift>}{ArrowRight}{/Shift}', 1], ['{Shift>}{ArrowUp}{/Shift}', -32],
  ])('%s moves by %i pages', async (keys, by) => {
    const page = 500 * COLUMNS;
    const { onChoose } = await focused(page);
    await userEvent.keyboard(keys);
    expect(onChoose).toHaveBeenLastCalledWith(page + by);
  });

  it('begins at the first tile, and names what is chosen', async () => {
    const { onChoose } = await focused(undefined);
    await userEvent.keyboard('{ArrowRight}');
    expect(onChoose).toHaveBeenLastCalledWith(0);
    expect(surface('Source').element().getAttribute('aria-valuetext')).toBe('page 0, GPA 0x0');
    await vi.waitFor(() => expect(notes()[0]).toBe('page 0 · GPA 0x0 · to send again'), LONG_MS);
  });

  it('zooms in with Enter down to one page, which stays in view, and drops the choice with Escape', async () => {
    const { onViewport, onChoose, frames } = await focused(1_000_001);
    for (let i = 0; i < 5; i++) await userEvent.keyboard('{Enter}');
    expect(onViewport).toHaveBeenLastCalledWith({ firstPage: 1_000_001, pages: 1 });
    expect(frames.requests.at(-1)).toMatchObject({ tilePages: 1, firstTile: 1_000_001, tileCount: 1 });
    await userEvent.keyboard('{ArrowRight}');
    expect(onViewport).toHaveBeenLastCalledWith({ firstPage: 1_000_002, pages: 1 });
    await userEvent.keyboard('{Escape}');
    expect(onChoose).toHaveBeenLastCalledWith(undefined);
    await expect.element(browser.getByText('Choose a tile to see the 512 pages around it.')).toBeVisible();
  });

  it('zooms, pans and fits by the keys of the timeline while the map has the focus', async () => {
    const { onViewport } = await focused(2_000_000);
    await userEvent.keyboard('w');
    expect(onViewport.mock.lastCall![0].pages).toBe(1572864);
    const { firstPage } = onViewport.mock.lastCall![0];
    await userEvent.keyboard('d');
    expect(onViewport.mock.lastCall![0].firstPage).toBeGreaterThan(firstPage);
    await userEvent.keyboard('a');
    expect(onViewport.mock.lastCall![0].firstPage).toBe(firstPage);
    await userEvent.keyboard('ww');
    expect(onViewport.mock.lastCall![0].pages).toBe(512);
    await userEvent.keyboard('s0');
    expect(onViewport).toHaveBeenLastCalledWith({ firstPage: 0, pages: 0 });
  });

  it('leaves other keys to the page', async () => {
    await focused(0);
    const heard = vi.fn<(event: KeyboardEvent) => void>();
    window.addEventListener('keydown', heard);
    await userEvent.keyboard('m{ArrowRight}');
    window.removeEventListener('keydown', heard);
    expect(heard.mock.calls.map(([event]) => event.key)).toEqual(['m']);
  });
});

describe('from outside', () => {
  it('zooms, pans, fits and steps by the handle', async () => {
    const handle = createRef<PageMapsHandle>();
    const onViewport = vi.fn<PageMapsProps['onViewport']>();
    const onChoose = vi.fn<PageMapsProps['onChoose']>();
    await renderMaps({ bench: bench(), handle, chosenPage: GUEST / 2, onViewport, onChoose });
    handle.current!.zoom(1);
    await vi.waitFor(() => expect(onViewport).toHaveBeenLastCalledWith({ firstPage: 1310720, pages: 1572864 }), LONG_MS);
    await expect.poll(() => document.querySelector('.map-minimap')).not.toBeNull();
    handle.current!.pan(-0.25);
    expect(onViewport).toHaveBeenLastCalledWith({ firstPage: 1310720 - 393216, pages: 1572864 });
    handle.current!.stepPage(-1, 0);
    expect(onChoose).toHaveBeenLastCalledWith(GUEST / 2 - 1);
    handle.current!.fit();
    expect(onViewport).toHaveBeenLastCalledWith({ firstPage: 0, pages: 0 });
  });
});

describe('for everyone', () => {
  it('says each map in a sentence while paused, and nothing while playing', async () => {
    const silent = await renderMaps({ bench: bench(), playing: true });
    await new Promise((resolve) => setTimeout(resolve, 1200));
    expect([...document.querySelectorAll('[aria-live]')].map((region) => region.textContent)).toEqual(['']);
    await silent.unmount();
    await renderMaps({ bench: bench(), time: '1:01.3', chosenPage: 512 });
    await vi.waitFor(() => {
      const spoken = [...document.querySelectorAll('[aria-live]')].map((region) => region.textContent.replaceAll('\u202f', ' '));
      expect(spoken).toEqual([expect.stringMatching(/^Pages at 1:01.3. Source: .* sent, unchanged, .* to send again, 1.57 M not sent yet, 31.4 k being sent. Destination: .* current, .* Chosen, from page 512, 2 MiB, on: .* of 512 to send again/)]);
      const described = [...document.querySelectorAll('canvas[role=img][aria-describedby]')].map((canvas) => document.getElementById(canvas.getAttribute('aria-describedby')!)?.textContent);
      expect(described.map((text) => text?.slice(0, 5))).toEqual(['Pages', 'Pages']);
    }, LONG_MS);
  });

  it('shows the same as tables, counted per GiB', async () => {
    await renderMaps({ bench: bench() });
    await browser.getByRole('button', { name: 'Page maps: show as table' }).click();
    const tables = document.getElementsByTagName('table');
    await vi.waitFor(() => expect(tables).toHaveLength(2), LONG_MS);
    expect(tables[0]!.querySelectorAll('tbody tr')).toHaveLength(16);
    const numbers = [...tables[0]!.querySelectorAll('tbody td')].map((cell) => Number(cell.textContent.replaceAll('\u202f', '')));
    expect(numbers.reduce((sum, tiles) => sum + tiles, 0)).toBe(65536);
    expect(await axeViolations(document.querySelector('main')!)).toEqual([]);
  });

  it.each(['dark', 'light'] as const)('breaks no rule of axe: %s', async (theme) => {
    await renderMaps({ bench: bench(), chosenPage: 512, viewport: { firstPage: 0, pages: 16384 }, hoverPage: 600 }, { theme });
    expect(await axeViolations(document.querySelector('main')!)).toEqual([]);
  });

  it('shows one map at a time on a phone, the other at a tap', async () => {
    const frames = bench();
    await renderMaps({ bench: frames, narrow: true }, { width: 384 });
    expect(document.querySelectorAll('section.page-map')).toHaveLength(1);
    expect(mapCanvas('destination')).not.toBeNull();
    await browser.getByRole('button', { name: 'Source' }).click();
    expect(pixel(mapCanvas('source'), 10, 169)).toBe(PALETTE.dark.notsent);
    await browser.getByRole('combobox', { name: 'Map mode' }).selectOptions('Pinned');
    expect(frames.requests.at(-1)!.mode).toBe('pinned');
    expect(legend('Source')).toMatchObject({ pinned: GUEST });
    expect(await axeViolations(document.querySelector('main')!)).toEqual([]);
  });

  it('falls to larger tiles where there is less room', async () => {
    const frames = bench();
    await renderMaps({ bench: frames }, { width: 500 });
    expect(frames.requests.at(-1)).toMatchObject({ tilePages: 128, tileCount: 32768 });
    expect(mapCanvas('source').width).toBe(224);
  });
});
