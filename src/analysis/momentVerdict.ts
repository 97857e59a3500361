import { countedOne } from '../base/countedOne';
import type { SimNs } from '../base/units';
import type { EngineConfig } from '../engine/config';
import type { RunEvent } from '../engine/record/runEvent';
import type { RunResult } from '../engine/record/runResult';
import type { SeriesSet } from '../engine/record/series';
import { capacityOf } from './capacity';
import { memlockRefuses } from './memlock';
import { isRefused, momentAt, strongestThrottle } from './moment';
import { type AloneSentences, momentTitle, momentWorking, nothingWentThrough, type Scene } from './momentSentences';
import { BINDS, type StageRow, stageRows } from './stageRows';

export interface Verdict {
  /** psp, destination-psp, helper, link, max-bandwidth, guest, memlock, ultravisor, hypervisor, secure-memory or none. */
  readonly binds: string;
  /** As the result has it; `computing` while there is none. */
  readonly outcome: string;
  /** One sentence with its number, true at the moment asked for. */
  readonly title: string;
  /** One line of working under it. */
  readonly working: string;
  /** Both, for places without typography. */
  readonly text: string;
  /** The run is not computed to its end: the outcome is not known. */
  readonly provisional: boolean;
  readonly stages: readonly StageRow[];
}

/**
 * What binds, in one sentence that is true at `atNs`. Words and style: docs/reading-the-views.md.
 * @param alone sentences of a run without `migrate`; one that has it does without them
 * @param result absent while the run is still being computed; `series` and `events` then end where the computation stands
 */
export function momentVerdict(
  alone: AloneSentences | undefined, config: EngineConfig, result: RunResult | undefined, series: SeriesSet, events: readonly RunEvent[], atNs: SimNs,
): Verdict {
  const capacity = capacityOf(config);
  const moment = momentAt(events, result, atNs);
  const scene: Scene = { config, result, series, events, moment, capacity, atNs, strongestThrottle: strongestThrottle(events), alone };
  const title = countedOne(momentTitle(scene));
  const working = countedOne(momentWorking(scene));
  const binds = bindsOf(scene);
  return {
    binds,
    outcome: result?.outcome ?? 'computing',
    title, working, text: working === '' ? title : `${title} ${working}`,
    provisional: result === undefined,
    stages: hasMigration(config) ? stageRows(config, capacity, moment.throttle, binds !== 'none') : [],
  };
}

/** The script has a `migrate`; without one nothing moves and nothing binds. */
export function hasMigration(config: EngineConfig): boolean {
  return config.script.some(({ action }) => action === 'migrate');
}

function bindsOf(scene: Scene): string {
  const { config, result, capacity, moment, alone } = scene;
  if (memlockRefuses(config)) return 'memlock';
  if (!hasMigration(config)) return alone?.binds(scene) ?? 'none';
  const isNeverBegun = result !== undefined && result.migrations.length > 0 && result.migrations.every(isRefused);
  if (moment.phase === 'blocked' || isNeverBegun) return 'guest';
  return nothingWentThrough(scene) ? 'none' : BINDS[capacity.binding.stage];
}
