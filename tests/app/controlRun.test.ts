import { describe, expect, it } from 'vitest';
import { ControlRun } from '../../src/app/controlRun';
import { openedFrom } from '../../src/app/urlSync';
import { ok } from '../../src/base/result';
import { GIB } from '../../src/base/units';
import type { EngineConfig } from '../../src/engine/config';
import type { RunResult } from '../../src/engine/record/runResult';
import { createAppStore } from '../../src/store/createAppStore';
import type { EngineWorkerHandle } from '../../src/worker/engineWorkerHandle';

const RESULT = { outcome: 'converges' } as RunResult;

function bench(link: string) {
  const store = createAppStore({ scenario: openedFrom(link).scenario, preset: '' });
  const workers: { loaded: EngineConfig[]; ended: boolean; die: () => void; finish: () => void }[] = [];
  const startWorker = (): EngineWorkerHandle => {
    let isDone = false;
    const worker = { loaded: [] as EngineConfig[], ended: false, die: () => {}, finish: () => (isDone = true) };
    workers.push(worker);
    const progress = () => ok({ done: isDone, computedNs: isDone ? 9e9 : 7e9, ...(isDone ? { result: RESULT } : {}) });
    return {
      api: {
        load: async (_runId: number, config: EngineConfig) => (worker.loaded.push(config), progress()),
        progress: async () => progress(),
        events: async () => ok([{ atNs: 1, kind: 'qmp', host: 'source', name: 'STOP' }]),
      } as unknown as EngineWorkerHandle['api'],
      onDeath: (listener) => void (worker.die = listener),
      terminate: () => void (worker.ended = true),
    };
  };
  new ControlRun(store, startWorker).follow();
  const done = (): void => store.setState({ result: RESULT, shownScenario: store.getState().scenario });
  return { store, workers, done };
}

describe('ControlRun', () => {
  it('computes the run without its faults once the run with them is done, and ends its worker', async () => {
    const { store, workers, done } = bench('#v=1&at=0s:migrate&at=1s:fault:F-20');
    expect(workers).toHaveLength(0);
    done();
    await expect.poll(() => workers[0]?.loaded.length).toBe(1);
    expect(workers[0]?.loaded[0]?.script.map(({ action }) => action)).toEqual(['migrate']);
    expect(store.getState().control).toBeUndefined();
    await expect.poll(() => store.getState().controlNs).toBe(7e9);
    workers[0]?.finish();
    await expect.poll(() => store.getState().control?.run?.result).toBe(RESULT);
    expect([store.getState().control?.scenario === store.getState().scenario, workers[0]?.ended]).toEqual([true, true]);
    expect(store.getState().controlNs).toBeUndefined();
  });

  it('leaves runs without faults alone, and guests of which two do not fit', () => {
    const plain = bench('#v=1');
    plain.done();
    const large = bench('#v=1&memory=512GiB&at=0s:migrate&at=1s:fault:F-20');
    large.done();
    expect([plain.workers.length, plain.store.getState().control, large.workers.length]).toEqual([0, undefined, 0]);
    expect(large.store.getState().control?.scenario.memory).toBe(512 * GIB);
    expect(large.store.getState().control?.run).toBeUndefined();
  });

  it('gives up for a newer run, and says that there is none when its worker dies', async () => {
    const { store, workers, done } = bench('#v=1&at=0s:migrate&at=1s:fault:F-20');
    done();
    store.setState({ result: undefined });
    expect([workers.length, workers[0]?.ended]).toEqual([1, true]);
    done();
    await expect.poll(() => workers.length).toBe(2);
    workers[1]?.die();
    expect(store.getState().control).toEqual({ scenario: store.getState().scenario });
  });
});
