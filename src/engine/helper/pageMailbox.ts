import type { PageCount, SimNs } from '../../base/units';
import { newHelperChannelState, type HelperChannel, type HelperChannelState, type PageCall } from './helperChannel';
import { MAILBOX_PAGE_NS } from './helperCosts';

/**
 * IBM's helper: two shared pages, one guest page in flight, both sides spin (no HLT, no interrupt). The host writes command and
 * address and sets `go`; the helper works, clears `go` and sets `done`, on which the host spins. INIT goes before the first
 * page, RESET at completion. Source: Murik and Feldman-Fitzthum, "Confidential guest-assisted live migration", RFC v2,
 * Aug 2021; confidential-migration.md 4.5.
 */
export class PageMailbox implements HelperChannel {
  readonly spins = true;
  readonly calls: Readonly<Record<'source' | 'destination', PageCall>> = {
    source: { name: 'SAVE_PAGE', args: 'gpa, prefetch 0' }, destination: { name: 'RESTORE_PAGE', args: 'gpa, prefetch 0' },
  };
  readonly bracket = { begin: 'INIT', end: 'RESET' } as const;
  readonly state: HelperChannelState = newHelperChannelState();
  private readonly pageNs: SimNs;

  /** @param pageNs the helper's own work on one page */
  constructor(pageNs: SimNs) {
    this.pageNs = pageNs;
  }

  take(pages: PageCount): SimNs {
    this.state.issued += pages;
    this.state.pages += pages;
    this.state.workNs += pages * this.pageNs;
    return pages * (this.pageNs + 2 * MAILBOX_PAGE_NS.handOff + MAILBOX_PAGE_NS.host);
  }

  flush(): SimNs {
    return 0;
  }
}
