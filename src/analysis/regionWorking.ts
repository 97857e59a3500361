import type { Bytes, SimNs } from '../base/units';
import { formatBytes } from '../base/format';
import { formatDuration } from '../base/formatTime';
import { NS_PER_MS, NS_PER_US } from '../base/units';
import type { EngineConfig } from '../engine/config';
import { MAILBOX_ROUND_TRIP_NS } from '../engine/sev/commandCosts';
import { regionCost, type RegionCost } from '../engine/sev/regionCost';

/** The region that thread 000 asks about: four pages by one SEND_UPDATE_DATA. */
const REGION_BYTES: Bytes = 16 * 1024;

export interface RegionWorking extends RegionCost {
  readonly regionBytes: Bytes;
  /** One command waits once for those of the other guests, four commands four times. */
  readonly waitNs: SimNs;
  /** The same pages by a command each. */
  readonly singlesNs: SimNs;
  /** What KVM answers to a command for such a region: 0 as posted in 2019, -EINVAL as merged. */
  readonly ret: 0 | -22;
  readonly sendsRegions: boolean;
  /** In one line, with this scenario's numbers. */
  readonly text: string;
}

/**
 * The marginal cost of a region of 16 KiB with its working; undefined where no PSP moves pages, or nothing is moved. Source: thread 000, Rutherford and Singh,
 * April 2019; KVM's check svm/sev.c, sev_send_update_data.
 */
export function regionWorking({ mechanism, guest, hosts, script }: EngineConfig): RegionWorking | undefined {
  if (mechanism !== 'psp' || !script.some(({ action }) => action === 'migrate')) return undefined;
  const cost = regionCost(REGION_BYTES, hosts.pspPageNs);
  const waitNs = hosts.pspLoad * hosts.pspPageNs;
  const totalNs = cost.totalNs + waitNs;
  const ret = guest.statusInterface === 'rfc-v1' ? 0 : -22;
  const sums = {
    ...cost, totalNs, regionBytes: REGION_BYTES, waitNs, singlesNs: cost.firmwareNs + cost.blocks * waitNs, ret,
    sendsRegions: hosts.pspRegionBytes === REGION_BYTES,
  } as const;
  return { ...sums, text: `${formula(sums, hosts.pspPageNs)} ${answer(sums)}` };
}

type Sums = Omit<RegionWorking, 'text'>;

function formula({ blocks, waitNs, totalNs, singlesNs, savedNs, regionBytes }: Sums, pageNs: SimNs): string {
  const wait = waitNs > 0 ? ` + ${ms(waitNs)} wait for other guests, once` : '';
  const share = ((1 - totalNs / singlesNs) * 100).toFixed(1);
  return `One region of ${formatBytes(regionBytes)}: ${blocks} blocks \u00d7 ${ms(pageNs)}${wait} \u2212 ${saved(savedNs, blocks)} = ${ms(totalNs)}, ${share} % less than ${ms(singlesNs)} page by page.`;
}

/** More than the work itself a round trip cannot save. */
function saved(savedNs: SimNs, blocks: number): string {
  const trips = blocks - 1;
  return savedNs === trips * MAILBOX_ROUND_TRIP_NS ? `${trips} round trips \u00d7 ${MAILBOX_ROUND_TRIP_NS / NS_PER_US} \u00b5s (estimate)` : `${formatDuration(savedNs)} of round trips (estimate)`;
}

function answer({ ret, sendsRegions }: Sums): string {
  const merged = 'Merged KVM answers \u2212EINVAL to more than a page';
  if (ret === 0) return `${merged}; the posting of 2019 takes it${sendsRegions ? ', and this run sends such regions' : ''}.`;
  return `${merged}${sendsRegions ? ', and so to this run' : ''}.`;
}

/** To the microsecond: the saving is small. */
function ms(ns: SimNs): string {
  return ns < NS_PER_MS ? formatDuration(ns) : `${Number((ns / NS_PER_MS).toFixed(3))} ms`;
}
