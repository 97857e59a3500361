import { capacityOf } from '../analysis/capacity';
import { hasLife } from '../analysis/hasLife';
import type { LifeRows } from '../analysis/lifeRows';
import { hasMigration, momentVerdict } from '../analysis/momentVerdict';
import type { LateCode } from '../base/lateCode';
import type { SimNs } from '../base/units';
import { serversOf } from '../charts/timeline/servers';
import type { TimelineInput } from '../charts/timeline/timelineInput';
import type { EngineConfig } from '../engine/config';
import type { RunEvent } from '../engine/record/runEvent';
import type { RunResult } from '../engine/record/runResult';
import type { SeriesSet } from '../engine/record/series';
import { toConfig } from '../scenario/toConfig';
import { labOf } from '../views/labs/labOf';
import type { Readings } from '../views/laboratory';
import { lateAnalysis } from './lateAnalysis';
import { memoLast } from './memoLast';

/** What the views show that follows from the run by calculation: what binds, what the timeline draws. */
export function createReadings(): Readings {
  const configOf = memoLast(toConfig);
  const verdict = memoLast(momentVerdict);
  const verdictAlone = createLateReading(lateAnalysis.verdictAt);
  const life = createLateReading(lateAnalysis.lifeRows);
  const timeline = memoLast(timelineInput);
  const blocked = createLateReading(lateAnalysis.explainBlocked);
  const boot = createLateReading(lateAnalysis.bootSummary);
  const secureSwitch = createLateReading(lateAnalysis.secureSwitchSummary);
  return {
    verdict(state, atNs) {
      const { shownScenario, series, result, events } = state;
      if (shownScenario === undefined || series === undefined) return undefined;
      const config = configOf(shownScenario);
      return hasMigration(config) ? verdict(undefined, config, result, series, events, atNs) : verdictAlone(config, result, series, events, atNs);
    },
    timeline(state) {
      const { shownScenario, series, events, computedNs, result, wallMs } = state;
      if (shownScenario === undefined) return undefined;
      const config = configOf(shownScenario);
      return timeline(config, series, events, computedNs, result, wallMs, hasLife(config) ? life(config, events) : undefined);
    },
    blocked({ shownScenario, result }) {
      const refused = result?.outcome === 'blocked' ? result.migrations.find((migration) => migration.blockedReasons.length > 0) : undefined;
      return shownScenario === undefined || refused === undefined ? undefined : blocked(configOf(shownScenario), refused);
    },
    boot({ shownScenario, result }) {
      return shownScenario === undefined || labOf(shownScenario) !== 'boot' ? undefined : boot(configOf(shownScenario), result);
    },
    secureSwitch({ shownScenario, result, events }) {
      return shownScenario === undefined || labOf(shownScenario) !== 'switch' ? undefined : secureSwitch(configOf(shownScenario), result, events);
    },
  };
}

/** Undefined until its code is there; asks for it. */
function createLateReading<A extends readonly unknown[], R>(code: LateCode<(...args: A) => R>): (...args: A) => R | undefined {
  const reading = memoLast((compute: (...args: A) => R, ...args: A) => compute(...args));
  return (...args) => {
    const compute = code.current();
    if (compute === undefined) void code.fetch().catch(reportError);
    return compute === undefined ? undefined : reading(compute, ...args);
  };
}

function timelineInput(
  config: EngineConfig, series: SeriesSet | undefined, events: readonly RunEvent[], computedNs: SimNs, result: RunResult | undefined, wallMs: number,
  life: LifeRows | undefined,
): TimelineInput {
  const refusedNs = result?.outcome === 'blocked' ? result.migrations.find((migration) => migration.blockedReasons.length > 0)?.startNs : undefined;
  return {
    series, events, computedNs,
    endNs: result?.endNs ?? computedNs,
    done: result !== undefined,
    servers: serversOf(config.mechanism),
    autoConverge: config.vmm.parameters.autoConverge,
    pageBytes: config.guest.pageBytes,
    cost: `${(wallMs / 1000).toFixed(wallMs < 100 ? 2 : 1)} s`,
    ...life,
    ...(hasMigration(config) ? { capacity: capacityOf(config).binding.pagesPerSecond } : { still: true }),
    ...(refusedNs === undefined ? {} : { refusedNs }),
  };
}
