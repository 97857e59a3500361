// A small pre-copy in closed form, recorded as the engine records: what the charts are tested against.
import type { RunEvent } from '../../../src/engine/record/runEvent';
import type { SeriesColumn, SeriesId, SeriesSet } from '../../../src/engine/record/series';
import { SERIES_IDS } from '../../../src/engine/record/series';

const SECOND = 1e9;

export interface RecordedRun {
  readonly series: SeriesSet;
  readonly events: readonly RunEvent[];
  readonly endNs: number;
  readonly stopNs: number;
  readonly resumeNs: number;
}

/** A series of `length` buckets from a function of the bucket's ends; min and max from both. */
export function seriesOf(length: number, stepNs: number, at: Partial<Record<SeriesId, (ns: number) => number>>): SeriesSet {
  const column = (value: (ns: number) => number): SeriesColumn => {
    const min = new Float64Array(length);
    const max = new Float64Array(length);
    const last = new Float64Array(length);
    for (let bucket = 0; bucket < length; bucket += 1) {
      const [from, to] = [value(bucket * stepNs), value((bucket + 1) * stepNs)];
      min[bucket] = Math.min(from, to);
      max[bucket] = Math.max(from, to);
      last[bucket] = to;
    }
    return { min, max, last };
  };
  const columns = Object.fromEntries(SERIES_IDS.map((id) => [id, column(at[id] ?? (() => 0))])) as Record<SeriesId, SeriesColumn>;
  return { stepNs, length, columns };
}

interface Pass {
  readonly fromNs: number;
  readonly toNs: number;
  readonly pages: number;
  readonly left: number;
}

function passes(startNs: number, pages: number, rate: number, dirty: number, threshold: number): readonly Pass[] {
  const result: Pass[] = [];
  let fromNs = startNs;
  let remaining = pages;
  while (result.length < 40) {
    const left = Math.min(threshold, remaining);
    const toNs = fromNs + ((remaining - left) / rate) * SECOND;
    result.push({ fromNs, toNs, pages: remaining, left });
    const again = Math.min(left + (dirty * (toNs - fromNs)) / SECOND, pages);
    fromNs = toNs;
    remaining = again;
    if (again <= threshold * 1.02) break;
  }
  return result;
}

/**
 * 48 Mi pages by the helper at 694 k/s, 1.3 M writes/s that dirty 267 k pages/s, a throttle in the end.
 * @param buckets how finely it is recorded
 */
export function recordedRun(buckets = 2048): RecordedRun {
  const [rate, dirty, threshold, pages] = [694e3, 267e3, 208e3, 48 * 1024 * 1024];
  const setupNs = 10 * SECOND;
  const startNs = 12.66 * SECOND;
  const all = passes(startNs, pages, rate, dirty, threshold);
  const stopNs = all.at(-1)?.toNs ?? startNs;
  const resumeNs = stopNs + 0.622 * SECOND;
  const endNs = resumeNs + 4 * SECOND;
  const at = (ns: number): Pass | undefined => all.find((pass) => ns >= pass.fromNs && ns < pass.toNs);
  const running = (ns: number): number => (ns - Math.max(0, Math.min(ns, resumeNs) - stopNs)) / SECOND;
  const sending = (ns: number): number => Math.max(0, Math.min(ns, resumeNs) - startNs) / SECOND;
  const booting = (ns: number): number => Math.max(0, Math.min(ns, startNs) - setupNs);
  const remaining = (ns: number): number => {
    if (ns < setupNs || ns >= resumeNs) return 0;
    const pass = at(ns);
    if (pass === undefined) return ns < startNs ? pages : threshold * Math.max(0, 1 - (ns - stopNs) / (resumeNs - stopNs));
    return pass.pages - (rate * (ns - pass.fromNs)) / SECOND;
  };
  const series = seriesOf(buckets, endNs / buckets, {
    remaining,
    threshold: (ns) => (ns >= startNs && ns < resumeNs ? threshold * (1 + 0.03 * Math.sin(ns / 3e8)) : 0),
    'dirty-pages-rate': (ns) => (ns >= (all[0]?.toNs ?? 0) && ns < resumeNs ? dirty : 0),
    'cpu-throttle-percentage': (ns) => (ns > 100 * SECOND && ns < stopNs ? Math.min(20 + 10 * Math.floor((ns - 100 * SECOND) / (10 * SECOND)), 99) : 0),
    'guest-writes': (ns) => 1.3e6 * running(ns) + 2e4 * Math.sin(ns / 7e8),
    'sent-helper': (ns) => rate * sending(ns) * 0.985,
    'sent-plain': (ns) => rate * sending(ns) * 0.015,
    'sent-psp': (ns) => (booting(ns) / SECOND) * 400,
    'link-bytes': (ns) => rate * sending(ns) * 4132,
    'psp-source-busy': booting,
    'psp-destination-busy': (ns) => booting(ns) * 0.93,
    'helper-source-busy': (ns) => sending(ns) * SECOND,
    'link-busy': (ns) => sending(ns) * SECOND * 0.92,
  });
  return { series, events: eventsOf(all, { setupNs, startNs, stopNs, resumeNs, dirty }), endNs, stopNs, resumeNs };
}

function eventsOf(all: readonly Pass[], times: Record<'setupNs' | 'startNs' | 'stopNs' | 'resumeNs' | 'dirty', number>): readonly RunEvent[] {
  const { setupNs, startNs, stopNs, resumeNs } = times;
  const source = { host: 'source' } as const;
  const destination = { host: 'destination' } as const;
  return [
    { atNs: setupNs, kind: 'action', ...source, name: 'migrate' },
    { atNs: setupNs, kind: 'qmp', ...source, name: 'MIGRATION', value: 'setup' },
    { atNs: setupNs, kind: 'qmp', ...source, name: 'MIGRATION_PASS', value: '1' },
    { atNs: setupNs + 1e6, kind: 'command', ...source, name: 'GUEST_STATUS', value: 'RUNNING', ret: 0 },
    { atNs: setupNs + 2e6, kind: 'command', ...source, name: 'SEND_START', value: 'len 0', ret: -5, fwError: 4 },
    { atNs: setupNs + 52e6, kind: 'command', ...source, name: 'SEND_START', ret: 0, state: 'SUPDATE' },
    { atNs: setupNs + 103e6, kind: 'command', ...destination, name: 'RECEIVE_START', ret: 0, state: 'RUPDATE' },
    { atNs: setupNs + 110e6, kind: 'command', ...source, name: 'SEND_UPDATE_DATA', ret: 0, count: 1024, untilNs: startNs },
    { atNs: startNs, kind: 'command', ...destination, name: 'RECEIVE_UPDATE_DATA', ret: 0, count: 1024 },
    { atNs: startNs, kind: 'qmp', ...source, name: 'MIGRATION', value: 'active' },
    ...all.slice(1).map((pass, index) => ({ atNs: pass.fromNs, kind: 'qmp' as const, ...source, name: 'MIGRATION_PASS', value: String(index + 2) })),
    { atNs: stopNs, kind: 'qmp', ...source, name: 'STOP' },
    { atNs: stopNs + 1e6, kind: 'qmp', ...source, name: 'MIGRATION', value: 'device' },
    { atNs: resumeNs - 10e6, kind: 'command', ...source, name: 'SEND_FINISH', ret: 0, state: 'SENT' },
    { atNs: resumeNs, kind: 'qmp', ...destination, name: 'RESUME' },
    { atNs: resumeNs + 1e6, kind: 'qmp', ...source, name: 'MIGRATION', value: 'completed' },
  ];
}
