import { userEvent } from 'vitest/browser';
import { useState } from 'react';
import { describe, expect, it, vi } from 'vitest';
import { serversOf } from '../../../src/charts/timeline/servers';
import type { TimelineInput } from '../../../src/charts/timeline/timelineInput';
import { Timeline } from '../../../src/views/timeline/Timeline';
import { recordedRun } from '../../charts/timeline/recordedRun';
import type { Theme } from './themed';
import { axeViolations, renderThemed } from './themed';

const WIDTH = 832;
const run = recordedRun();
const input: TimelineInput = {
  series: run.series, events: run.events, computedNs: run.endNs, endNs: run.endNs, done: true,
  servers: serversOf('mirror-ring'), autoConverge: true, capacity: 694e3, pageBytes: 4096, cost: '0.6 s',
};

interface HarnessProps {
  readonly given?: Partial<TimelineInput>;
  readonly start?: number;
  readonly theme?: Theme;
  readonly onSeek?: (ns: number) => void;
  readonly onHover?: (ns: number | undefined) => void;
}

function Harness({ given = {}, start = 61.3e9, theme = 'dark', onSeek, onHover }: HarnessProps) {
  const [cursorNs, setCursor] = useState(start);
  const [hoverNs, setHover] = useState<number | undefined>(undefined);
  const [whole] = useState(() => ({ ...input, ...given }));
  return (
    <Timeline
      input={whole} cursorNs={cursorNs} hoverNs={hoverNs} playing={false} theme={theme}
      onHover={(ns) => { onHover?.(ns); setHover(ns); }} onSeek={(ns) => { onSeek?.(ns); setCursor(ns); }}
    />
  );
}

function canvases(): readonly HTMLCanvasElement[] {
  return [...document.querySelectorAll('canvas')];
}

/** The colour of a point of the picture, both canvases over the page's ground; x and y in CSS pixels. */
function colourAt(x: number, y: number): string {
  const copy = document.createElement('canvas');
  const [first] = canvases();
  copy.width = first?.width ?? 0;
  copy.height = first?.height ?? 0;
  const context = copy.getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('no 2d context');
  context.fillStyle = getComputedStyle(document.documentElement).getPropertyValue('--app').trim();
  context.fillRect(0, 0, copy.width, copy.height);
  for (const canvas of canvases()) context.drawImage(canvas, 0, 0);
  const ratio = window.devicePixelRatio;
  const [r = 0, g = 0, b = 0] = context.getImageData(Math.round(x * ratio), Math.round(y * ratio), 1, 1).data;
  return `#${[r, g, b].map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
}

const plotX = (ns: number): number => 120 + (ns / run.endNs) * 620;
/** Heights within rows: the middle of the transfer rate. */
const RATE_Y = 60;

async function drawn(): Promise<void> {
  await expect.poll(() => {
    const [data] = canvases();
    return data !== undefined && data.clientHeight > 100 && data.width === Math.round(data.clientWidth * window.devicePixelRatio);
  }).toBe(true);
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
}

describe('Timeline', () => {
  it('draws the helper\u2019s pages in its colour, and veils what lies ahead of the play head', async () => {
    await renderThemed('dark', WIDTH, <Harness />);
    await drawn();
    expect(colourAt(plotX(40e9), RATE_Y)).toBe('#23998a');
    expect(colourAt(plotX(80e9), RATE_Y)).toBe('#1b6a62');
    expect(Number.parseInt(colourAt(plotX(61.3e9), 200).slice(1, 3), 16)).toBeGreaterThan(0xa0);
  });

  it('draws in the other theme\u2019s colours', async () => {
    await renderThemed('light', WIDTH, <Harness theme="light" />);
    await drawn();
    expect(colourAt(plotX(40e9), RATE_Y)).toBe('#137a6d');
  });

  it('seeks where it is clicked, and follows a drag', async () => {
    const onSeek = vi.fn<(ns: number) => void>();
    const screen = await renderThemed('dark', WIDTH, <Harness onSeek={onSeek} />);
    await drawn();
    const surface = screen.getByRole('slider');
    await surface.click({ position: { x: 310, y: 100 } });
    expect(onSeek.mock.lastCall?.[0]).toBeCloseTo(run.endNs / 2, -9);
    await expect.element(surface).toHaveAttribute('aria-valuenow', String(Math.round((onSeek.mock.lastCall?.[0] ?? 0) / 1e6)));
    const calls = onSeek.mock.calls.length;
    await userEvent.dragAndDrop(surface, surface, { sourcePosition: { x: 310, y: 100 }, targetPosition: { x: 465, y: 100 } });
    expect(onSeek.mock.calls.length).toBeGreaterThan(calls + 1);
    expect(onSeek.mock.lastCall?.[0]).toBeCloseTo(run.endNs * 0.75, -9);
  });

  it('shows the cursor under the pointer and lets it go', async () => {
    const onHover = vi.fn<(ns: number | undefined) => void>();
    const screen = await renderThemed('dark', WIDTH, <Harness onHover={onHover} />);
    await drawn();
    await screen.getByRole('slider').hover({ position: { x: 155, y: 100 } });
    expect(onHover.mock.lastCall?.[0]).toBeCloseTo(run.endNs / 4, -9);
    await userEvent.unhover(screen.getByRole('slider'));
    await expect.poll(() => onHover.mock.lastCall?.[0]).toBeUndefined();
  });

  it('moves the cursor with arrows, goes there with Enter, drops it with Escape', async () => {
    const onSeek = vi.fn<(ns: number) => void>();
    const onHover = vi.fn<(ns: number | undefined) => void>();
    const screen = await renderThemed('dark', WIDTH, <Harness onSeek={onSeek} onHover={onHover} />);
    await drawn();
    (screen.getByRole('slider').element() as HTMLElement).focus();
    await userEvent.keyboard('{Shift>}{ArrowRight}{/Shift}{ArrowRight}{ArrowLeft}');
    const pixelNs = run.endNs / 620;
    expect(onHover.mock.lastCall?.[0]).toBeCloseTo(61.3e9 + 10 * pixelNs, -3);
    expect(onSeek).not.toHaveBeenCalled();
    await userEvent.keyboard('{Enter}');
    expect(onSeek.mock.lastCall?.[0]).toBeCloseTo(61.3e9 + 10 * pixelNs, -3);
    await userEvent.keyboard('{Escape}');
    expect(onHover.mock.lastCall?.[0]).toBeUndefined();
  });

  it('zooms at the play head and offers the way back', async () => {
    const onSeek = vi.fn<(ns: number) => void>();
    const screen = await renderThemed('dark', WIDTH, <Harness onSeek={onSeek} />);
    await drawn();
    const surface = screen.getByRole('slider');
    (surface.element() as HTMLElement).focus();
    await expect.element(screen.getByRole('button', { name: 'fit' })).not.toBeInTheDocument();
    await userEvent.keyboard('wwww');
    await surface.click({ position: { x: 0, y: 100 } });
    expect(onSeek.mock.lastCall?.[0]).toBeGreaterThan(40e9);
    await userEvent.keyboard('aaaaaaaaaaaaaaaaaaaa');
    await surface.click({ position: { x: 0, y: 100 } });
    expect(onSeek.mock.lastCall?.[0]).toBeLessThan(1e6);
    await screen.getByRole('button', { name: 'fit' }).click();
    await surface.click({ position: { x: 310, y: 100 } });
    expect(onSeek.mock.lastCall?.[0]).toBeCloseTo(run.endNs / 2, -9);
  });

  it('never seeks beyond what is computed', async () => {
    const onSeek = vi.fn<(ns: number) => void>();
    const screen = await renderThemed('dark', WIDTH, <Harness given={{ computedNs: 40e9, done: false }} start={20e9} onSeek={onSeek} />);
    await drawn();
    await screen.getByRole('slider').click({ position: { x: 600, y: 100 } });
    expect(onSeek.mock.lastCall?.[0]).toBe(40e9);
    expect(colourAt(plotX(80e9), RATE_Y)).not.toBe('#23998a');
  });

  it('says in words what it shows, and shows its numbers as a table', async () => {
    const screen = await renderThemed('dark', WIDTH, <Harness />);
    await drawn();
    await expect.poll(() => document.querySelector('[aria-live]')?.textContent, { timeout: 4000 }).toMatch(/^Timeline at 1:01\.3 of 2:1\d\.\d: active, pass 1\. 69\d\u202f\d{3} pages a second sent/);
    await screen.getByRole('button', { name: 'table' }).click();
    await expect.poll(() => document.querySelectorAll('tbody tr').length).toBe(24);
    const heads = [...document.querySelectorAll('thead th')].map((head) => head.textContent);
    expect(heads).toContain('remaining pages');
    expect(heads).toContain('source helper % busy');
  });

  it.each(['dark', 'light'] as const)('has no axe violation, %s', async (theme) => {
    const screen = await renderThemed(theme, WIDTH, <Harness theme={theme} />);
    await drawn();
    await screen.getByRole('button', { name: 'table' }).click();
    expect(await axeViolations(screen.container)).toEqual([]);
  });

  it('fits a phone without gutters', async () => {
    await renderThemed('dark', 358, <Harness />);
    await drawn();
    expect(document.querySelector<HTMLElement>('.timeline-surface')?.style.left).toBe('0px');
    expect(colourAt((40e9 / run.endNs) * 358, 70)).toBe('#23998a');
  });
});
