import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Simulation } from '../../src/engine/simulation';
import { decodeLinkStrict } from '../../src/scenario/linkCodec';
import { toConfig } from '../../src/scenario/toConfig';
import { FIRMWARE_PAGES } from '../../src/engine/vmm/firmwareBlocks';
import { evaluateText } from '../docs/numericConstants';

const doc = readFileSync(new URL('../../docs/model/worked-example.md', import.meta.url), 'utf8');

interface Window {
  readonly openedMs: number;
  readonly burstEndsNs: number;
  readonly flushedBytes: number;
  readonly pagesLeft: number;
  readonly wokenNs: number;
}

/** What was seen of the run from outside, piece by piece. */
interface Observed {
  readonly simulation: Simulation;
  readonly windows: readonly Window[];
  readonly lastWindow: { readonly pagesPerSecond: number; readonly mbps: number; readonly threshold: number };
  readonly lastPagesFromNs: number;
  readonly lastPagesUntilNs: number;
}

function observe(): Observed {
  const link = doc.split('\n').find((line) => line.startsWith('#v=1&'));
  const decoded = decodeLinkStrict(link!);
  if (!decoded.ok) throw new Error(`${decoded.error.field}: ${decoded.error.given}`);
  const windows: Window[] = [];
  let burst: Omit<Window, 'wokenNs'> | undefined;
  let lastWindow = { pagesPerSecond: 0, mbps: 0, threshold: 0 };
  let lastPagesFromNs = 0;
  let lastPagesUntilNs = 0;
  let phase = '';
  const simulation: Simulation = new Simulation(toConfig(decoded.value.scenario), undefined, ({ thread, stream }) => {
    const { counters, state } = thread;
    if (state.phase === phase) return;
    phase = state.phase;
    if (phase === 'rate') {
      burst = {
        openedMs: counters.windowStartMs, burstEndsNs: state.nowNs, flushedBytes: stream.state.flushedBytes, pagesLeft: counters.dirtyPages,
      };
    } else if (phase === 'turn' && burst !== undefined) {
      windows.push({ ...burst, wokenNs: state.nowNs });
      burst = undefined;
      lastWindow = { pagesPerSecond: counters.pagesPerSecond, mbps: counters.mbps, threshold: counters.thresholdSize };
    } else if (phase === 'last-pages') lastPagesFromNs = state.nowNs;
    else if (phase === 'device-state') lastPagesUntilNs = state.nowNs;
  });
  while (!simulation.advance(Infinity, 1e9));
  return { simulation, windows, lastWindow, lastPagesFromNs, lastPagesUntilNs };
}

/** The document's quantities, from the engine alone. */
function quantitiesOf({ simulation, windows, lastWindow, lastPagesFromNs, lastPagesUntilNs }: Observed): Readonly<Record<string, number>> {
  const { thread, planes, stream, link } = simulation;
  const { counters, state } = thread;
  const [first, second] = windows;
  const last = windows.at(-1)!;
  const sent = thread.sender.state;
  return {
    'ram-pages': planes.pages,
    'firmware-pages': FIRMWARE_PAGES,
    'firmware-normal': sent.sentPlain - planes.pages,
    'all-pages': planes.pages + FIRMWARE_PAGES,
    total: (planes.pages + FIRMWARE_PAGES) * 4096,
    limit: thread.rateLimitMax,
    'flush-bytes': (second!.flushedBytes - first!.flushedBytes - 18) / ((first!.pagesLeft - second!.pagesLeft) / 32),
    flushes: (first!.pagesLeft - second!.pagesLeft) / 32,
    'window-pages': first!.pagesLeft - second!.pagesLeft,
    'window-bytes': second!.flushedBytes - first!.flushedBytes,
    'first-bytes': first!.flushedBytes,
    'burst-ns': second!.burstEndsNs - first!.wokenNs,
    'pages-per-second': lastWindow.pagesPerSecond,
    mbps: lastWindow.mbps,
    threshold: lastWindow.threshold,
    windows: windows.length,
    'pages-at-stop': last.pagesLeft,
    'dirty-sync-count': counters.dirtySyncCount,
    'stop-ns': state.stopNs,
    'last-ram-pages': last.pagesLeft - FIRMWARE_PAGES,
    'last-pages-ns': lastPagesUntilNs - lastPagesFromNs,
    'done-ns': state.nowNs,
    'total-time': counters.totalTimeMs,
    downtime: counters.downtimeMs,
    'setup-time': counters.setupTimeMs,
    'precopy-bytes': counters.precopyBytes,
    names: counters.downtimeBytes - (counters.normal - (planes.pages - last.pagesLeft + FIRMWARE_PAGES)) * 4104 - counters.duplicate * 9,
    'downtime-bytes': counters.downtimeBytes,
    framing: stream.state.flushedBytes - counters.precopyBytes - counters.downtimeBytes,
    transferred: stream.state.flushedBytes,
    'final-mbps': counters.mbps,
    normal: counters.normal,
    duplicate: counters.duplicate,
    'link-done-ns': link.state.freeNs,
    'resume-ns': state.resumeNs,
    'pause-ns': state.resumeNs - state.stopNs,
  };
}

interface Row {
  readonly name: string;
  readonly value: number;
  /** Value of the working in code font. */
  readonly worked: number | undefined;
}

const rows: readonly Row[] = doc.split('\n').flatMap((line) => {
  const [, name, value, working] = /^\| `([a-z-]+)` \| ([\d.,]+) \| [^|]+ \| `([^`]+)`.*\|$/.exec(line) ?? [];
  return name === undefined ? [] : [{ name, value: Number(value!.replaceAll(',', '')), worked: evaluateText(working!) }];
});

describe('docs/model/worked-example.md', () => {
  const observed = observe();

  it('has the numbers that the engine gives, each of them', () => {
    expect(Object.fromEntries(rows.map(({ name, value }) => [name, value]))).toEqual(quantitiesOf(observed));
  });

  it('shows a working that gives the number', () => {
    for (const { name, value, worked } of rows) expect({ name, worked: worked?.toPrecision(15) }).toEqual({ name, worked: value.toPrecision(15) });
  });

  it('follows the engine window by window', () => {
    const table = doc.split('\n').flatMap((line) => (/^\| \d+ \| [\d., |]+$/.test(line) ? [line.split('|').slice(1, -1).map((cell) => Number(cell.replaceAll(',', '')))] : []));
    expect(table).toEqual(observed.windows.map((window, i) => [
      i + 1, window.openedMs, window.burstEndsNs / 1e6, window.openedMs + 100 - Math.floor(window.burstEndsNs / 1e6), window.wokenNs / 1e6,
      window.flushedBytes, window.pagesLeft,
    ]));
  });
});
