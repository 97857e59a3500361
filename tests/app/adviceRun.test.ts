import { describe, expect, it } from 'vitest';
import { AdviceRun } from '../../src/app/operate/adviceRun';
import { openedFrom } from '../../src/app/urlSync';
import { err, ok, type Result } from '../../src/base/result';
import { computeRun } from '../../src/cli/computeRun';
import type { EngineConfig } from '../../src/engine/config';
import { toConfig } from '../../src/scenario/toConfig';
import { createAppStore } from '../../src/store/createAppStore';
import type { AdviceNews } from '../../src/views/operate/adviceFacts';
import type { EngineWorkerHandle } from '../../src/worker/engineWorkerHandle';
import { driven, wantedOf } from '../analysis/advice/drive';

const BUSY = '#v=1&guest=none&memory=64MiB&bandwidth=100Mbit/s&working-set=32MiB&writes=20k';

type Answers = (config: EngineConfig, asked: number) => Result<object, object>;

/** The engine's own answer: a run that is done at the second look. */
const computed: Answers = (config, asked) => {
  const { result } = computeRun(config, 0).recording;
  return ok(asked === 0 ? { done: false, computedNs: 7e9 } : { done: true, computedNs: result?.endNs, result });
};

function bench(link: string, answers: Answers = computed) {
  const { scenario, preset } = openedFrom(link);
  const store = createAppStore({ scenario, preset });
  const { result, events } = computeRun(toConfig(scenario), 0).recording;
  store.setState({ shownScenario: scenario, events, ...(result === undefined ? {} : { result }) });
  const news: AdviceNews[] = [];
  const worker = { ended: 0, started: 0, die: () => {} };
  let [config, asked] = [toConfig(scenario), 0];
  const startWorker = (): EngineWorkerHandle => {
    worker.started += 1;
    return {
      api: {
        load: async (_runId: number, next: EngineConfig) => { [config, asked] = [next, 0]; return answers(config, asked); },
        progress: async () => answers(config, (asked += 1)),
        events: async () => ok(computeRun(config, 0).recording.events),
      } as unknown as EngineWorkerHandle['api'],
      onDeath: (listener) => void (worker.die = listener),
      terminate: () => void (worker.ended += 1),
    };
  };
  return { store, news, worker, run: new AdviceRun(startWorker, (each) => void news.push(each)) };
}

describe('AdviceRun', () => {
  it('finds what the command line finds, one run after the other in one worker, and tells how far it is', async () => {
    const { store, news, worker, run } = bench(BUSY);
    run.start(store.getState(), undefined);
    await expect.poll(() => news.at(-1)?.sentence, { timeout: 20_000 }).toBeDefined();
    const { advice, probes } = driven(wantedOf(BUSY));
    expect(news.at(-1)?.helps.map(({ difference }) => difference)).toEqual(advice.helps.map(({ difference }) => difference));
    expect(news.at(-1)?.fails.map(({ difference }) => difference)).toEqual(advice.fails.map(({ difference }) => difference));
    expect(news.at(-1)?.sentence).toContain('changes that were run let it converge');
    expect(news.slice(0, -1).map(({ current }) => current?.difference)).toEqual(probes.map(({ difference }) => difference));
    expect(news[0]?.current).toMatchObject({ number: 1, computed: '7 s' });
    expect([worker.started, worker.ended]).toEqual([1, 1]);
  });

  it('is ended at once, and says nothing more', async () => {
    const { store, news, worker, run } = bench(BUSY, () => ok({ done: false, computedNs: 1e9 }));
    run.start(store.getState(), undefined);
    await expect.poll(() => news.length).toBeGreaterThan(1);
    run.stop();
    const told = news.length;
    await new Promise((resolve) => setTimeout(resolve, 120));
    expect([worker.ended, news.length]).toEqual([1, told]);
  });

  it('says that its engine stopped, or could not', async () => {
    const died = bench(BUSY, () => ok({ done: false, computedNs: 1e9 }));
    died.run.start(died.store.getState(), undefined);
    died.worker.die();
    expect(died.news.at(-1)?.sentence).toBe('The engine stopped; the run that is shown is as it was.');
    const failed = bench(BUSY, () => err({ code: 'out-of-memory', message: 'no planes' }));
    failed.run.start(failed.store.getState(), undefined);
    await expect.poll(() => failed.news.at(-1)?.sentence).toBe('The engine stopped; the run that is shown is as it was.');
    expect(failed.worker.ended).toBe(1);
  });

  it('begins nothing for a run that is not done, nor for a guest of which two do not fit', () => {
    const early = bench(BUSY);
    early.store.setState({ result: undefined });
    early.run.start(early.store.getState(), undefined);
    const large = bench(BUSY);
    const scenario = { ...large.store.getState().scenario, memory: 512 * 1024 ** 3 };
    large.store.setState({ scenario, shownScenario: scenario });
    large.run.start(large.store.getState(), undefined);
    expect([early.worker.started, large.worker.started]).toEqual([0, 0]);
    expect([early.news[0]?.sentence, large.news[0]?.sentence]).toEqual([
      'The run itself is not computed to its end yet.', 'A second run of a guest above 256 GiB may not fit into memory here; the command line has it: `sealift advise`.',
    ]);
  });
});
