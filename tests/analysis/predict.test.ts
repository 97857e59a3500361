import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { compare, summarise } from '../../src/analysis/comparison';
import { predict, simulateTrace } from '../../src/analysis/predict';
import { quantile } from '../../src/analysis/quantile';
import { traceConfig } from '../../src/analysis/traceConfig';
import { readTrace, type Trace } from '../../src/interop/trace';

const folder = new URL('../fixtures/qemu-traces/', import.meta.url);

function traceOf(id: string): Trace {
  const trace = readTrace(gunzipSync(readFileSync(new URL(`${id}.json.gz`, folder))).toString('utf8'));
  if (!trace.ok) throw new Error(trace.error);
  return trace.value;
}

const all = readdirSync(folder).filter((name) => name.endsWith('.gz')).map((name) => traceOf(name.replace('.json.gz', '')));
const PLAIN = new Set(['idle', 'zero-heavy', 'sequential', 'uniform', 'hotset', 'burst', 'edge', 'link', 'switchover-bandwidth', 'reconfigure']);
const SEEDS = [1, 2, 3, 4, 5];

describe('predict', () => {
  const comparisons = all.map((trace) => compare(trace, predict(trace, SEEDS)));
  const of = (kinds: (kind: string) => boolean) => summarise(comparisons.filter(({ kind }) => kinds(kind)));

  it('foresees how every recorded migration ends', () => {
    expect(of(() => true)).toMatchObject({ rightStatus: 51, measuredRuns: 51 });
  });

  it('is right about plain pre-copy off the edge: total-time within 0.5 % in the median, 1.5 % at the 90th percentile', () => {
    const { metrics } = of((kind) => PLAIN.has(kind) && kind !== 'edge');
    expect(metrics['total-time']?.median).toBeLessThan(0.005);
    expect(metrics['total-time']?.p90).toBeLessThan(0.015);
    expect(metrics.transferred?.median).toBeLessThan(0.002);
    expect(metrics['dirty-sync-count']?.p90).toBe(0);
  });

  it('is right about xbzrle, multifd and post-copy: total-time within 1 % in the median', () => {
    const { metrics } = of((kind) => ['xbzrle', 'multifd', 'postcopy'].includes(kind));
    expect(metrics['total-time']?.median).toBeLessThan(0.01);
  });

  it.each(['idle-01', 'idle-03b', 'zero-heavy-02', 'q10-idle-01', 'q10-idle-03', 'q10-zero-heavy-01'])(
    'counts the bytes of %s, whose guest writes nothing, exactly', (id) => {
      const trace = traceOf(id);
      expect(predict(trace, SEEDS).predicted.transferred).toBe(trace.final?.ram?.transferred);
    },
  );

  it('gives the lowest and highest of its seeds, and the median', () => {
    const trace = traceOf('edge-10');
    const counts = SEEDS.map((seed) => simulateTrace(trace, seed)['dirty-sync-count'] ?? 0);
    const { predicted, spread, statuses } = predict(trace, SEEDS);
    expect(spread['dirty-sync-count']).toEqual({ min: Math.min(...counts), max: Math.max(...counts) });
    expect(predicted['dirty-sync-count']).toBe(quantile(counts, 0.5));
    expect(statuses).toEqual({ completed: SEEDS.length });
  });

  it('knows no figures of a migration that was cancelled or failed: QEMU prints none', () => {
    for (const id of ['cancel-01', 'failure-01', 'nonconverging-01']) {
      const { predicted } = predict(traceOf(id), [1]);
      expect(predicted).toMatchObject({ status: id === 'failure-01' ? 'failed' : 'cancelled', transferred: undefined, 'total-time': undefined });
    }
  });
});

describe('traceConfig', () => {
  it('takes a sweep where the guest had got to, and what it had written', () => {
    const { workload, guest } = traceConfig(traceOf('zero-heavy-04'), 1);
    expect(workload).toMatchObject({ kind: 'sequential', startWrites: 4901, firstPage: 1024, workingSetPages: 10_000 });
    expect(guest.composition.filled).toContainEqual({ first: 1024, pages: 4901, filled: 1, outOf: 1 });
    expect(guest.composition.filled).toContainEqual({ first: 1024, pages: 131_072 - 1024, filled: 1, outOf: 10 });
  });

  it('begins a burst guest in the phase that its wakes tell', () => {
    const { workload } = traceConfig(traceOf('burst-02'), 1);
    expect(workload).toMatchObject({ kind: 'burst', writesPerSecond: 30_000, burstOnNs: 1e9, burstOffNs: 2e9 });
    expect(workload.burstPhaseNs).toBeCloseTo((2448 / 996) * 1e9, -1);
  });

  it('takes the rate before the migration where the migration throttles the guest', () => {
    const before = traceOf('auto-converge-08').guest.workload.achieved_page_writes_per_s ?? 0;
    expect(traceConfig(traceOf('auto-converge-08'), 1).workload.writesPerSecond).toBeCloseTo(before * 0.9915, 6);
    expect(traceConfig(traceOf('uniform-02'), 1).workload.writesPerSecond).toBe(9998.1);
  });

  it('reads version, parameters, link and script', () => {
    expect(traceConfig(traceOf('link-04'), 1)).toMatchObject({
      network: { bandwidth: 104_857_600 }, vmm: { qemu: '7.2', parameters: { downtimeLimitMs: 100, returnPath: true, maxBandwidth: 1_048_576_000 } },
    });
    expect(traceConfig(traceOf('reconfigure-01'), 1).script.map(({ action }) => action)).toEqual(['migrate', 'set']);
    expect(traceConfig(traceOf('q10-postcopy-02'), 1)).toMatchObject({ vmm: { qemu: '10.0', parameters: { postcopyRam: true } } });
  });
});

describe('quantile', () => {
  it('is one of the values, the lower between two', () => {
    expect(quantile([3, 1, 2], 0.5)).toBe(2);
    expect(quantile([4, 1, 3, 2], 0.5)).toBe(2);
    expect(quantile([5, 1, 2, 3, 4, 6, 7, 8, 9, 10], 0.9)).toBe(9);
    expect(quantile([], 0.5)).toBeUndefined();
  });
});
