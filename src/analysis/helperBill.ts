import type { PageCount, SimNs } from '../base/units';
import { NS_PER_SECOND } from '../base/units';
import type { EngineConfig } from '../engine/config';
import { RING_BATCH_NS } from '../engine/helper/helperCosts';
import type { SeriesSet } from '../engine/record/series';
import { helperDesignOf } from '../engine/vmm/paths/helperDesign';
import { capacityOf } from './capacity';
import { DESIGNS, type DesignId } from './designUse';
import { seriesAt } from './moment';

/** What a helper's work takes from the source's CPUs. */
export interface HelperBill {
  readonly design: DesignId;
  /** `run`: the engine's counter at the moment; `model`: closed form for as many pages. */
  readonly by: 'run' | 'model';
  /** CPU time of the source, ns: vCPUs of the helper, and the host's core that polls. */
  readonly cpuNs: SimNs;
  readonly pages: PageCount;
}

/**
 * The source's CPU bill by design for the pages that the run's helper has taken by `atNs`, or for one pass over the guest before the
 * first. A polling design costs two cores for as long as the pages take at the pace of the slowest stage; the posted mirror besides
 * polls from the start of QEMU, which its closed form leaves out. Source: confidential-migration.md 4.7.
 */
export function helperBills(config: EngineConfig, series: SeriesSet, atNs: SimNs): readonly HelperBill[] {
  const sent = seriesAt(series, 'sent-helper', atNs) ?? 0;
  const pages = sent > 0 ? sent : config.guest.pages;
  return DESIGNS.map((design): HelperBill => {
    if (design !== config.mechanism || sent === 0) return { design, by: 'model', cpuNs: modelledCpuNs({ ...config, mechanism: design }, pages), pages };
    return { design, by: 'run', cpuNs: coresOf(config) * (seriesAt(series, 'helper-source-busy', atNs) ?? 0), pages };
  });
}

/** Closed form of `helper-source-cpu-ms` for `pages` in a row, ns; 0 for a mechanism without a helper. */
export function modelledCpuNs(config: EngineConfig, pages: PageCount): SimNs {
  const { ringDepth, vcpus, pageNs } = config.helper;
  if (config.mechanism !== 'mirror-ring') return coresOf(config) * (pages / capacityOf(config).binding.pagesPerSecond) * NS_PER_SECOND;
  const batchNs = Math.ceil(ringDepth / vcpus) * pageNs + RING_BATCH_NS.entry;
  return coresOf(config) * (pages / ringDepth) * batchNs;
}

function coresOf(config: EngineConfig): number {
  return helperDesignOf(config)?.cores ?? 0;
}
