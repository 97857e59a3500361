import { capacityOf } from '../analysis/capacity';
import { hasLife } from '../analysis/hasLife';
import type { LifeRows } from '../analysis/lifeRows';
import { hasMigration, momentVerdict } from '../analysis/momentVerdict';
import { refusalOf } from '../analysis/refusalOf';
import type { SimNs } from '../base/units';
import { serversOf } from '../charts/timeline/servers';
import type { TimelineInput } from '../charts/timeline/timelineInput';
import type { EngineConfig } from '../engine/config';
import type { RunEvent } from '../engine/record/runEvent';
import type { RunResult } from '../engine/record/runResult';
import type { SeriesSet } from '../engine/record/series';
import { toConfig } from '../scenario/toConfig';
import { hasDesigns } from '../views/labs/hasDesigns';
import { labOf } from '../views/labs/labOf';
import type { Readings } from '../views/laboratory';
import { lateAnalysis } from './lateAnalysis';
import { memoLast } from './memoLast';

/** The end of a run that is still computed is not known; the timeline shows this many times what is. */
const MORE = 1.15;

/** A fault is not judged before its run is done. */
const NO_EVENTS: readonly RunEvent[] = [];

/** What the views show that follows from the run by calculation: what binds, what the timeline draws. */
export function createReadings(): Readings {
  const configOf = memoLast(toConfig);
  const verdict = memoLast(momentVerdict);
  const verdictAlone = createLateReading((conclusions) => conclusions.verdictAt);
  const life = createLateReading((conclusions) => conclusions.lifeRows);
  const timeline = memoLast(timelineInput);
  const blocked = createLateReading((conclusions) => conclusions.explainBlocked);
  const boot = createLateReading((conclusions) => conclusions.bootSummary);
  const faultMenu = createLateReading((conclusions) => conclusions.faultMenu);
  const faults = createLateReading((conclusions) => conclusions.faultReports);
  const designs = createLateReading((conclusions) => conclusions.designSummary);
  const region = createLateReading((conclusions) => conclusions.regionWorking);
  const settings = createLateReading((conclusions) => conclusions.settingsToPaste);
  const secureSwitch = createLateReading((conclusions) => conclusions.secureSwitchSummary);
  return {
    verdict(state, atNs) {
      const { shownScenario, series, result, events } = state;
      if (shownScenario === undefined || series === undefined) return undefined;
      const config = configOf(shownScenario);
      return hasMigration(config) && !boots(config) ? verdict(undefined, config, result, series, events, atNs) : verdictAlone(config, result, series, events, atNs);
    },
    timeline(state) {
      const { shownScenario, series, events, computedNs, result, wallMs } = state;
      if (shownScenario === undefined) return undefined;
      const config = configOf(shownScenario);
      return timeline(config, series, events, computedNs, result, wallMs, hasLife(config) ? life(config, events) : undefined);
    },
    blocked({ shownScenario, result }) {
      const config = shownScenario === undefined ? undefined : configOf(shownScenario);
      const refused = config === undefined ? undefined : refusalOf(config, result);
      return config === undefined || refused === undefined ? undefined : blocked(config, refused);
    },
    faultMenu: ({ scenario }, time) => faultMenu(scenario, time),
    faults({ shownScenario, result, events, control }) {
      if (shownScenario?.script.some(({ action }) => action === 'fault') !== true) return undefined;
      const beside = control?.scenario === shownScenario ? (control.run ?? 'none') : undefined;
      return faults(configOf(shownScenario), result, result === undefined ? NO_EVENTS : events, beside);
    },
    designs({ shownScenario, series, events }, atNs) {
      return shownScenario === undefined || series === undefined || !hasDesigns(shownScenario) ? undefined : designs(configOf(shownScenario), series, events, atNs);
    },
    region({ shownScenario }) {
      return shownScenario?.mechanism === 'psp' ? region(configOf(shownScenario))?.text : undefined;
    },
    settings: ({ scenario }) => settings(scenario),
    boot({ shownScenario, result }) {
      return shownScenario === undefined || labOf(shownScenario) !== 'boot' ? undefined : boot(configOf(shownScenario), result);
    },
    secureSwitch({ shownScenario, result, events }) {
      return shownScenario === undefined || labOf(shownScenario) !== 'switch' ? undefined : secureSwitch(configOf(shownScenario), result, events);
    },
  };
}

/** What is said of a boot comes late, as all that is said of a life. */
function boots({ script }: EngineConfig): boolean {
  return script.some(({ action }) => action === 'boot');
}

type Conclusions = NonNullable<ReturnType<typeof lateAnalysis.current>>;

/** Undefined until its code is there; asks for it. */
function createLateReading<A extends readonly unknown[], R>(pick: (conclusions: Conclusions) => (...args: A) => R): (...args: A) => R | undefined {
  const reading = memoLast((conclusions: Conclusions, ...args: A) => pick(conclusions)(...args));
  return (...args) => {
    const conclusions = lateAnalysis.current();
    if (conclusions === undefined) void lateAnalysis.fetch().catch(reportError);
    return conclusions === undefined ? undefined : reading(conclusions, ...args);
  };
}

/** Of the timeline while a run is computed: where the scenario says that it ends, else so much more that there is room to say so. */
function likelyEnd({ until }: EngineConfig, computedNs: SimNs): SimNs {
  return until === 'auto' ? Math.round(computedNs * MORE) : Math.max(until, computedNs);
}

function timelineInput(
  config: EngineConfig, series: SeriesSet | undefined, events: readonly RunEvent[], computedNs: SimNs, result: RunResult | undefined, wallMs: number,
  life: LifeRows | undefined,
): TimelineInput {
  const refusal = refusalOf(config, result);
  return {
    series, events, computedNs,
    endNs: result?.endNs ?? likelyEnd(config, computedNs),
    done: result !== undefined,
    servers: serversOf(config.mechanism),
    autoConverge: config.vmm.parameters.autoConverge,
    pageBytes: config.guest.pageBytes,
    cost: `${(wallMs / 1000).toFixed(wallMs < 100 ? 2 : 1)} s`,
    ...life,
    ...(hasMigration(config) ? { capacity: capacityOf(config).binding.pagesPerSecond } : { still: true }),
    ...(refusal === undefined ? {} : refusal.status === 'failed' ? { refusedNs: refusal.endNs, refusedCommand: 'SEND_START' } : { refusedNs: refusal.startNs }),
  };
}
