import type { SimNs } from '../base/units';
import type { EngineConfig } from '../engine/config';
import type { RunEvent } from '../engine/record/runEvent';
import type { SeriesSet } from '../engine/record/series';
import { designOf, usableTopics, designUses, type DesignId, type DesignTopic, type DesignUse } from './designUse';
import { helperBills, type HelperBill } from './helperBill';

/** The comparison of the helper designs at one moment of a run. */
export interface DesignSummary {
  readonly own: DesignId;
  /** Points that a run of this design can show. */
  readonly usable: readonly DesignTopic[];
  /** Those that this run has shown. */
  readonly uses: readonly DesignUse[];
  readonly bills: readonly HelperBill[];
}

/** Undefined for a run without a helper. */
export function designSummary(config: EngineConfig, series: SeriesSet, events: readonly RunEvent[], atNs: SimNs): DesignSummary | undefined {
  const own = designOf(config.mechanism);
  if (own === undefined) return undefined;
  return { own, usable: usableTopics(own), uses: designUses(config, series, events, atNs), bills: helperBills(config, series, atNs) };
}
