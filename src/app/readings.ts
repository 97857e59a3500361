import { capacityOf } from '../analysis/capacity';
import { gfnCurve } from '../analysis/gfnCurve';
import { lifePhases } from '../analysis/lifePhases';
import { hasMigration, verdictAt } from '../analysis/verdict';
import type { LateCode } from '../base/lateCode';
import type { SimNs } from '../base/units';
import { serversOf } from '../charts/timeline/servers';
import type { TimelineInput } from '../charts/timeline/timelineInput';
import type { EngineConfig } from '../engine/config';
import type { RunEvent } from '../engine/record/runEvent';
import type { RunResult } from '../engine/record/runResult';
import type { SeriesSet } from '../engine/record/series';
import { toConfig } from '../scenario/toConfig';
import type { Readings } from '../views/laboratory';
import { lateAnalysis } from './lateAnalysis';
import { memoLast } from './memoLast';

/** What the views show that follows from the run by calculation: what binds, what the timeline draws. */
export function createReadings(): Readings {
  const configOf = memoLast(toConfig);
  const verdict = memoLast(verdictAt);
  const timeline = memoLast(timelineInput);
  const blocked = createLateReading(lateAnalysis.explainBlocked);
  const boot = createLateReading(lateAnalysis.bootSummary);
  const secureSwitch = createLateReading(lateAnalysis.secureSwitchSummary);
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
    boot({ shownScenario, result }) {
      return shownScenario === undefined ? undefined : boot(configOf(shownScenario), result);
    },
    secureSwitch({ shownScenario, result, events }) {
      return shownScenario === undefined ? undefined : secureSwitch(configOf(shownScenario), result, events);
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
    life: lifePhases(config, events),
    ...lifeRows(config, events),
    ...(hasMigration(config) ? { capacity: capacityOf(config).binding.pagesPerSecond } : { still: true }),
    ...(refusedNs === undefined ? {} : { refusedNs }),
  };
}

/** Rows of the guest's own life: its pins where it boots encrypted, its frames where it becomes secure. */
function lifeRows(config: EngineConfig, events: readonly RunEvent[]): Pick<TimelineInput, 'pinnablePages' | 'gfns'> {
  const has = (action: 'boot' | 'esm'): boolean => config.script.some((each) => each.action === action);
  if (config.guest.kind === 'pef') return has('esm') ? { gfns: gfnCurve(config, events) } : {};
  return has('boot') && config.guest.kind !== 'none' ? { pinnablePages: config.guest.pages } : {};
}
