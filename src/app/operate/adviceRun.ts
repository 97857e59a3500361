import { type Advice, advise, type Change, type Probe } from '../../analysis/advice/advise';
import { adviceSentence, outcomeText } from '../../analysis/advice/adviceText';
import { runFacts, type RunFacts } from '../../analysis/advice/runFacts';
import { formatDuration } from '../../base/formatTime';
import type { SimNs } from '../../base/units';
import { toConfig } from '../../scenario/toConfig';
import type { AppStoreState } from '../../store/appActions';
import type { AdviceLine, AdviceNews } from '../../views/operate/adviceFacts';
import type { EngineWorkerHandle } from '../../worker/engineWorkerHandle';
import { computeApart, MOST_MEMORY_APART } from '../computeApart';

/** Runs what an advice asks for, one after the other, in a worker that lives for that alone. The run that is shown goes on. */
export class AdviceRun {
  private worker: EngineWorkerHandle | undefined;
  private runId = 0;

  constructor(
    private readonly startWorker: () => EngineWorkerHandle,
    private readonly onNews: (news: AdviceNews) => void,
  ) {}

  /** Begins for the scenario at hand, whose own run must be done; `stop` ends it. */
  start({ scenario, preset, shownScenario, result, events }: AppStoreState, downtimeMs: number | undefined): void {
    if (result === undefined || shownScenario !== scenario) this.end('The run itself is not computed to its end yet.');
    else if (scenario.memory > MOST_MEMORY_APART) this.end('A second run of a guest above 256 GiB may not fit into memory here; the command line has it: `sealift advise`.');
    else void this.drive(advise({ scenario, preset, ...(downtimeMs === undefined ? {} : { downtimeMs }) }, runFacts(result, events)));
  }

  stop(): void {
    this.worker?.terminate();
    this.worker = undefined;
  }

  private async drive(advice: Generator<Probe, Advice, RunFacts>): Promise<void> {
    const worker = this.startWorker();
    this.worker = worker;
    worker.onDeath(() => this.fail(worker));
    let step = advice.next();
    while (step.done !== true) {
      const facts = await this.compute(worker, step.value);
      if (this.worker !== worker) return;
      if (facts === undefined) {
        this.fail(worker);
        return;
      }
      step = advice.next(facts);
    }
    this.stop();
    this.onNews({ ...linesOf(step.value), current: undefined, sentence: adviceSentence(step.value) });
  }

  /** The end of one run; undefined when the engine failed, or nobody waits any more. */
  private async compute(worker: EngineWorkerHandle, probe: Probe): Promise<RunFacts | undefined> {
    this.runId += 1;
    const run = await computeApart(worker, {
      runId: this.runId, config: toConfig(probe.scenario), isWanted: () => this.worker === worker, onProgress: (computedNs) => this.tell(probe, computedNs),
    });
    return run === undefined ? undefined : runFacts(run.result, run.events);
  }

  private tell(probe: Probe, computedNs: SimNs): void {
    const { number, atMost, difference } = probe;
    this.onNews({ ...linesOf(probe), current: { number, atMost, difference, computed: formatDuration(computedNs) }, sentence: undefined });
  }

  private fail(worker: EngineWorkerHandle): void {
    if (this.worker === worker) this.end('The engine stopped; the run that is shown is as it was.');
  }

  private end(sentence: string): void {
    this.stop();
    this.onNews({ helps: [], fails: [], current: undefined, sentence });
  }
}

function linesOf({ helps, fails }: { readonly helps: readonly Change[]; readonly fails: readonly Change[] }): Pick<AdviceNews, 'helps' | 'fails'> {
  return { helps: helps.map(lineOf), fails: fails.map(lineOf) };
}

function lineOf(change: Change): AdviceLine {
  return { difference: change.difference, remark: change.remark, outcome: outcomeText(change) };
}
