import type { PageCount, SimNs } from '../../base/units';
import type { HelperChannel, HelperChannelState, PageCall } from './helperChannel';
import { RFC_EXIT_NS } from './helperCosts';
import { PageMailbox } from './pageMailbox';

/**
 * The helper on the mirror VM as posted (RFC v1, 16 Aug 2021): a polled mailbox, and a run loop in QEMU that handles IO and
 * MMIO exits. How often a helper would leave for QEMU was never posted: one exit a page [estimate].
 * Source: thread 003; confidential-migration.md 4.3.
 */
export class PostedMirror implements HelperChannel {
  readonly spins = true;
  readonly calls: Readonly<Record<'source' | 'destination', PageCall>> = {
    source: { name: 'SAVE_PAGE', args: 'gpa; one exit to QEMU each' }, destination: { name: 'RESTORE_PAGE', args: 'gpa; one exit to QEMU each' },
  };
  private readonly mailbox: PageMailbox;

  /** @param pageNs the helper's own work on one page */
  constructor(pageNs: SimNs) {
    this.mailbox = new PageMailbox(pageNs);
  }

  get state(): HelperChannelState {
    return this.mailbox.state;
  }

  take(pages: PageCount): SimNs {
    this.state.exits += pages;
    this.state.doorbells += pages;
    return this.mailbox.take(pages) + pages * (RFC_EXIT_NS.entry + RFC_EXIT_NS.host);
  }

  flush(): SimNs {
    return this.mailbox.flush();
  }
}
