import type { PageCount, SimNs } from '../../base/units';
import type { HostName } from '../record/runEvent';

/** Counts of one side's helper, checkpointed with the run. */
export interface HelperChannelState {
  /** Pages in the open batch. */
  open: PageCount;
  /** Pages that the host has put in, and that the helper has taken. */
  issued: PageCount;
  pages: PageCount;
  /** KVM_RUN as a doorbell, one for each batch. */
  doorbells: number;
  /** Returns of KVM_RUN, of all vCPUs. */
  exits: number;
  /** Of these, the ones with no room left for results: back-pressure. */
  fullExits: number;
  /** Time in which the helper worked, ns. */
  workNs: SimNs;
}

export function newHelperChannelState(): HelperChannelState {
  return { open: 0, issued: 0, pages: 0, doorbells: 0, exits: 0, fullExits: 0, workNs: 0 };
}

/** What the host calls for pages, and the names of its arguments. */
export interface PageCall {
  readonly name: string;
  readonly args: string;
}

/** How pages get in and out of the helper of one host. It has no clock: it says how long things take. */
export interface HelperChannel {
  readonly state: HelperChannelState;
  /** Helper and host poll: a core each, for as long as the helper runs, whether there is work or not. */
  readonly spins: boolean;
  /** Commands of the channel's own protocol before the first page and after the last, if it has any. */
  readonly bracket?: { readonly begin: string; readonly end: string };
  /** How pages are asked for at either host. */
  readonly calls: Readonly<Record<HostName, PageCall>>;
  /** Time until `pages` more pages are taken in. */
  take(pages: PageCount): SimNs;
  /** No more pages come for now: time until the open batch is done; 0 without one. */
  flush(): SimNs;
}
