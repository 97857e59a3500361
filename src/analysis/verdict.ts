import type { SimNs } from '../base/units';
import type { EngineConfig } from '../engine/config';
import type { RunEvent } from '../engine/record/runEvent';
import type { RunResult } from '../engine/record/runResult';
import type { SeriesSet } from '../engine/record/series';
import { aloneSentences } from './aloneSentences';
import { momentVerdict, type Verdict } from './momentVerdict';

/** `momentVerdict` with the sentences for every run. */
export function verdictAt(
  config: EngineConfig, result: RunResult | undefined, series: SeriesSet, events: readonly RunEvent[], atNs: SimNs,
): Verdict {
  return momentVerdict(aloneSentences, config, result, series, events, atNs);
}
