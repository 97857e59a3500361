import type { PageCount, SimNs } from '../../../base/units';
import type { EngineConfig } from '../../config';
import type { FaultPlan } from '../../faults/faultPlan';
import type { EventLog } from '../../record/eventLog';
import type { PlatformIdentity } from '../../sev/platformIdentity';
import { composePolicy, parsePolicy, type PolicyBit } from '../../sev/policyWord';
import { firmwareStateOf } from './commandLog';
import { dropLink, exhaustAsids } from './pathFaults';
import { PspPath } from './pspPath';

/** F-11: the bit of the policy word, whose API version it then asks for, and what of the destination's platform does not meet it. */
const FORBIDDEN: Readonly<Record<string, { readonly bits: PolicyBit; readonly apiOf?: 'source'; readonly peer: Partial<PlatformIdentity> }>> = {
  domain: { bits: 'domain', peer: { oca: 'another owner' } },
  nosend: { bits: 'nosend', peer: {} },
  api: { bits: 'sev', apiOf: 'source', peer: { apiMinor: 0 } },
  sev: { bits: 'sev', peer: { chain: 'malformed' } },
};

/** The firmware's path in a run with faults: F-09 to F-14 and F-16 to F-18, each right handling left to the path itself. */
export class FaultyPspPath extends PspPath {
  private readonly faults: FaultPlan;

  constructor(config: EngineConfig, events: EventLog, faults: FaultPlan) {
    super(config, events);
    this.faults = faults;
  }

  override begin(atNs: SimNs): SimNs {
    const { faults, pair, session } = this;
    if (!faults.isArmed) return super.begin(atNs);
    if (exhaustAsids(faults, pair, atNs)) pair.destinationVm = undefined;
    const policy = faults.find('F-11');
    if (policy !== undefined) this.forbid(policy.target ?? 'domain');
    const certificate = faults.find('F-12');
    if (certificate !== undefined) session.peer = { chain: certificate.target === 'bad-signature' ? 'bad-signature' : 'malformed' };
    session.cancelsAfterQuery = faults.find('F-19')?.target === 'query' && faults.take('F-19') !== undefined;
    const doneNs = super.begin(atNs);
    session.peer = {};
    session.cancelsAfterQuery = false;
    return doneNs;
  }

  override encrypt(pages: PageCount, atNs: SimNs): SimNs {
    const { faults, pair, log } = this;
    if (!faults.isArmed) return super.encrypt(pages, atNs);
    if (faults.take('F-09') !== undefined) this.admitGuest(atNs);
    const stall = faults.take('F-10');
    if (stall !== undefined) (stall.target === 'destination' ? pair.destination : pair.source).mailbox.stallNext();
    const lost = dropLink(faults, log, firmwareStateOf(pair.sourceVm), atNs);
    return lost === undefined ? super.encrypt(pages, atNs) : this.fail(lost, atNs);
  }

  override receive(pages: PageCount, atNs: SimNs): SimNs {
    const { faults, session } = this;
    if (!faults.isArmed || faults.take('F-14') === undefined) return super.receive(pages, atNs);
    session.corruptPage = faults.state.sending;
    const doneNs = super.receive(pages, atNs);
    session.corruptPage = undefined;
    return doneNs;
  }

  override finishReceive(atNs: SimNs): SimNs {
    const { faults, busy, session } = this;
    if (!faults.isArmed || !busy.begun) return super.finishReceive(atNs);
    const early = faults.find('F-18');
    if (early !== undefined && early.target !== 'notifier') session.sendFinish(atNs);
    if (early !== undefined || faults.take('F-17') !== undefined) this.loseDestination();
    return super.finishReceive(atNs);
  }

  /** The notifier of AMD's QEMU series v4 finishes at `failed` as at `completed`. Source: AMDESE/qemu, sev_migration_state_notifier. */
  override cancel(atNs: SimNs): SimNs {
    const finishes = this.busy.failure !== '' && !this.isSourceSent && this.faults.find('F-18')?.target === 'notifier';
    const finished = finishes ? this.session.sendFinish(atNs) : undefined;
    return super.cancel(finished?.ok === true ? finished.value : atNs);
  }

  /** F-11: the guest was launched with a policy that keeps it from this destination. */
  private forbid(target: string): void {
    const { source, sourceVm } = this.pair;
    const { bits, apiOf, peer } = FORBIDDEN[target] ?? FORBIDDEN['domain']!;
    const policy = source.firmware.context(sourceVm.handle)?.policy ?? 0;
    const { flags } = parsePolicy(policy);
    const { apiMajor, apiMinor } = apiOf === 'source' ? source.firmware.identity : parsePolicy(policy);
    source.firmware.replacePolicy(sourceVm.handle, composePolicy({ flags: [...flags.filter((flag) => flag !== bits), bits], apiMajor, apiMinor }));
    this.session.peer = peer;
  }

  /** Another guest of the same hosts begins to migrate. */
  private admitGuest(atNs: SimNs): void {
    this.pair.source.mailbox.join(atNs);
    this.pair.destination.mailbox.join(atNs);
    this.receiveLagNs = this.lagNs();
    this.log.call('source', 'SEND_START', { ret: 0, fwError: 0, endNs: atNs }, { value: 'of another guest', args: `handle ${String(this.pair.sourceVm.handle + 1)}`, states: ['RUNNING', 'SUPDATE'] });
  }

  /** The firmware there forgets the guest: RECEIVE_FINISH has none to finish. */
  private loseDestination(): void {
    const { destination, destinationVm } = this.pair;
    const handle = destinationVm?.handle ?? 0;
    destination.firmware.deactivate(handle);
    destination.firmware.decommission(handle);
  }
}
