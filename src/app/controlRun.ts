import { canonicalScript } from '../scenario/script';
import type { Scenario } from '../scenario/scenario';
import { toConfig } from '../scenario/toConfig';
import type { AppStore } from '../store/createAppStore';
import type { EngineWorkerHandle } from '../worker/engineWorkerHandle';
import { computeApart, MOST_MEMORY_APART } from './computeApart';

const RUN_ID = 1;

/**
 * Computes, in a worker that lives for that alone, the same run without its faults: what a fault changes is only known beside it. Begins
 * when a run with faults is done; another scenario ends it.
 */
export class ControlRun {
  private worker: EngineWorkerHandle | undefined;

  constructor(
    private readonly store: AppStore,
    private readonly startWorker: () => EngineWorkerHandle,
  ) {}

  /** Follows the store from now on. */
  follow(): () => void {
    return this.store.subscribe(
      ({ result, shownScenario }) => (result !== undefined && shownScenario?.script.some(({ action }) => action === 'fault') === true ? shownScenario : undefined),
      (scenario) => this.want(scenario),
      { fireImmediately: true },
    );
  }

  private want(scenario: Scenario | undefined): void {
    this.worker?.terminate();
    this.worker = undefined;
    this.store.setState({ controlNs: undefined });
    if (scenario === undefined || this.store.getState().control?.scenario === scenario) return;
    if (scenario.memory > MOST_MEMORY_APART) this.store.setState({ control: { scenario } });
    else void this.compute(scenario);
  }

  private async compute(scenario: Scenario): Promise<void> {
    const worker = this.startWorker();
    this.worker = worker;
    const end = (run?: NonNullable<ReturnType<AppStore['getState']>['control']>['run']): void => {
      if (this.worker !== worker) return;
      this.worker = undefined;
      worker.terminate();
      this.store.setState({ control: { scenario, ...(run === undefined ? {} : { run }) }, controlNs: undefined });
    };
    worker.onDeath(() => end());
    const script = canonicalScript(scenario.script.filter(({ action }) => action !== 'fault'));
    end(await computeApart(worker, {
      runId: RUN_ID, config: toConfig({ ...scenario, script }), isWanted: () => this.worker === worker,
      onProgress: (controlNs) => this.store.setState({ controlNs }),
    }));
  }
}
