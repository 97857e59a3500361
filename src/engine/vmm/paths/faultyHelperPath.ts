import type { PageCount, PageIndex, SimNs } from '../../../base/units';
import type { EngineConfig } from '../../config';
import type { FaultPlan } from '../../faults/faultPlan';
import type { MirrorExit } from '../../helper/mirrorVm';
import { pageArgs } from '../../host/kvm/regionArgs';
import type { SevVm } from '../../host/kvm/sevVm';
import type { EventLog } from '../../record/eventLog';
import type { HelperDesign } from './helperDesign';
import { HelperPath } from './helperPath';
import type { HelperSide, MirrorSlip } from './helperSide';
import { dropLink, exhaustAsids } from './pathFaults';

/** How long a page may take in the helper. Source: confidential-migration.md 4.5, the mailbox's wall-clock limit. */
const WATCHDOG_NS: SimNs = 100e6;
const EXITS: Readonly<Record<string, MirrorExit>> = { mmio: 'KVM_EXIT_MMIO', shutdown: 'KVM_EXIT_SHUTDOWN', 'internal-error': 'KVM_EXIT_INTERNAL_ERROR' };
const SLIPS: readonly MirrorSlip[] = ['before-context', 'after-vcpu', 'of-mirror'];

/** The helper's path in a run with faults: F-13, F-14, F-16, F-24 to F-28 and F-30. */
export class FaultyHelperPath extends HelperPath {
  private readonly faults: FaultPlan;
  /** Of the pages that the thread is just sending: their descriptors were overwritten, nothing of them comes. 0 between two of its steps. */
  private overwritten: PageCount = 0;

  constructor(config: EngineConfig, events: EventLog, design: HelperDesign, faults: FaultPlan) {
    super(config, events, design);
    this.faults = faults;
  }

  override begin(atNs: SimNs): SimNs {
    const { faults, pair } = this;
    if (faults.isArmed && exhaustAsids(faults, pair, atNs)) pair.destinationVm = undefined;
    const doneNs = super.begin(atNs);
    if (this.busy.begun && faults.take('F-25') !== undefined) this.source.keepOldAsid();
    return doneNs;
  }

  override encrypt(pages: PageCount, atNs: SimNs): SimNs {
    const { faults, log, busy } = this;
    if (!faults.isArmed) return super.encrypt(pages, atNs);
    busy.failure = dropLink(faults, log, 'RUNNING', atNs) ?? this.leaveBadly(atNs) ?? this.faultOnSlot(atNs) ?? '';
    if (busy.failure !== '') return atNs;
    if (faults.has('F-26')) return this.overrun(pages, atNs);
    const bell = faults.take('F-27');
    return bell === undefined ? super.encrypt(pages, atNs) : this.missDoorbell(pages, atNs + WATCHDOG_NS);
  }

  override receive(pages: PageCount, atNs: SimNs): SimNs {
    const { faults, busy, overwritten } = this;
    this.overwritten = 0;
    const doneNs = super.receive(pages - overwritten, atNs);
    if (!faults.isArmed || faults.take('F-14') === undefined) return doneNs;
    busy.failure = `RESTORE_PAGE ret=-2: authentication error, page ${faults.state.sending}`;
    this.log.call('destination', 'RESTORE_PAGE', { ret: -2, fwError: undefined, endNs: doneNs }, { value: `page ${faults.state.sending}`, args: pageArgs('gpa', faults.state.sending), states: ['RUNNING', 'RUNNING'] });
    return doneNs;
  }

  /** F-30: RAM is plugged in, and nobody tells the mirrors. */
  override plug(first: PageIndex, pages: PageCount): void {
    if (!this.faults.isArmed || !this.faults.has('F-30')) super.plug(first, pages);
  }

  protected override raise(side: HelperSide, owner: SevVm | undefined, atNs: SimNs): SimNs {
    const wrong = this.faults.take('F-24');
    if (wrong === undefined || owner === undefined) return super.raise(side, owner, atNs);
    const slip = SLIPS.find((name) => name === wrong.target) ?? 'before-context';
    this.busy.failure = `KVM_CAP_VM_COPY_ENC_CONTEXT_FROM ret=${String(side.raiseWrongly(owner, slip, atNs))}`;
    return atNs;
  }

  /** F-26: the host does not look whether there is room. No vCPU ever sees these descriptors. */
  private overrun(pages: PageCount, atNs: SimNs): SimNs {
    this.source.overrun(pages);
    this.overwritten = pages;
    return atNs;
  }

  /** F-28: why the helper is gone, if it leaves now. */
  private leaveBadly(atNs: SimNs): string | undefined {
    const fault = this.faults.take('F-28');
    if (fault === undefined) return undefined;
    const reason = EXITS[fault.target ?? 'shutdown']!;
    this.source.leave(reason, atNs);
    return `the helper left with ${reason}`;
  }

  /** F-30: a descriptor names a page that no slot of the mirror has. */
  private faultOnSlot(atNs: SimNs): string | undefined {
    const { faults, source } = this;
    const page = faults.state.sending;
    if (!faults.has('F-30') || source.covers(page)) return undefined;
    source.leave('KVM_EXIT_MMIO', atNs, `KVM_EXIT_MMIO, page ${page} in no slot`);
    return `the helper left with KVM_EXIT_MMIO: page ${page} is in no slot of the mirror`;
  }

  /** The ring is looked at again after the HLT exit and rung anew; a mailbox has no bell, and its page fails. */
  private missDoorbell(pages: PageCount, atNs: SimNs): SimNs {
    const isRing = !this.source.channel.spins;
    const value = isRing ? 'work in the ring after KVM_EXIT_HLT: rung again' : 'no answer in 100 ms';
    this.log.call('source', 'watchdog', { ret: isRing ? 0 : -5, fwError: undefined, endNs: atNs }, { value, args: `100 ms, ${pageArgs('gpa', this.faults.state.sending)}`, states: isRing ? ['IDLE', 'RUNNING'] : ['RUNNING', 'RUNNING'] });
    if (isRing) return super.encrypt(pages, atNs);
    this.busy.failure = `SAVE_PAGE ret=-5: the helper did not answer in 100 ms, page ${this.faults.state.sending}`;
    return atNs;
  }
}
