import { explainBlocked } from '../analysis/blocked';
import { capacityOf } from '../analysis/capacity';
import { hasMigration, verdictAt } from '../analysis/verdict';
import { PAGE_BYTES, type SimNs } from '../base/units';
import { serversOf } from '../charts/timeline/servers';
import type { TimelineInput } from '../charts/timeline/timelineInput';
import type { EngineConfig } from '../engine/config';
import type { RunEvent } from '../engine/record/runEvent';
import type { RunResult } from '../engine/record/runResult';
import type { SeriesSet } from '../engine/record/series';
import { toConfig } from '../scenario/toConfig';
import type { Readings } from '../views/laboratory';
import { memoLast } from './memoLast';

/** What the views show that follows from the run by calculation: what binds, what the timeline draws. */
export function createReadings(): Readings {
  const configOf = memoLast(toConfig);
  const verdict = memoLast(verdictAt);
  const timeline = memoLast(timelineInput);
  const blocked = memoLast(explainBlocked);
  return {
    verdict(state, atNs) {
      const { shownScenario, series, result, events } = state;
      return shownScenario === undefined || series === undefined ? undefined : verdict(configOf(shownScenario), result, series, events, atNs);
    },
    timeline(state) {
      const { shownScenario, series, events, computedNs, result, wallMs } = state;
      return shownScenario === undefined ? undefined : timeline(configOf(shownScenario), series, events, computedNs, result, wallMs);
    },
    blocked({ shownScenario, result }) {
      const refused = result?.outcome === 'blocked' ? result.migrations.find((migration) => migration.blockedReasons.length > 0) : undefined;
      return shownScenario === undefined || refused === undefined ? undefined : blocked(configOf(shownScenario), refused);
    },
  };
}

function timelineInput(
  config: EngineConfig, series: SeriesSet | undefined, events: readonly RunEvent[], computedNs: SimNs, result: RunResult | undefined, wallMs: number,
): TimelineInput {
  const refusedNs = result?.outcome === 'blocked' ? result.migrations.find((migration) => migration.blockedReasons.length > 0)?.startNs : undefined;
  return {
    series, events, computedNs,
    endNs: result?.endNs ?? computedNs,
    done: result !== undefined,
    servers: serversOf(config.mechanism),
    autoConverge: config.vmm.parameters.autoConverge,
    pageBytes: PAGE_BYTES,
    cost: `${(wallMs / 1000).toFixed(wallMs < 100 ? 2 : 1)} s`,
    ...(hasMigration(config) ? { capacity: capacityOf(config).binding.pagesPerSecond } : {}),
    ...(refusedNs === undefined ? {} : { refusedNs }),
  };
}
