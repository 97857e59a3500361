import { invariant } from '../../../base/assert';
import type { PageCount, SimNs } from '../../../base/units';
import { PAGE_BYTES } from '../../../base/units';
import type { EngineConfig } from '../../config';
import { regionNs } from '../../host/kvm/sendCommands';
import { cancelPlan } from '../../sev/cancelPlan';
import { mayEnterVcpu } from '../../sev/guestState';
import type { EventLog } from '../../record/eventLog';
import type { HostName } from '../../record/runEvent';
import type { Violation } from '../../record/runResult';
import { PathWatch, type SavedPathWatch } from '../../verify/pathWatch';
import { CommandLog, firmwareStateOf } from './commandLog';
import { newPathBusy, NO_SESSION, type PathBusy, type PathServer, type PrivatePath } from './privatePath';
import { RoleAccounts, type RoleAccountsState } from './roleAccounts';
import { SevPair, type SevPairState } from './sevPair';
import { SESSION_HEAD_BYTES, SevSession, type SessionStep } from './sevSession';

/** Record of one encrypted page in AMD's QEMU series: 8 + 4 + 4 + 52 + 4 + 4096. Source: confidential-migration.md 1.10. */
export const PSP_RECORD_BYTES = 4168;

interface PspState {
  /** RECEIVE_UPDATE_DATA that no event tells of yet: pages, from, until. */
  received: { pages: PageCount; fromNs: SimNs; untilNs: SimNs };
}

const NOTHING_RECEIVED = { pages: 0, fromNs: 0, untilNs: 0 } as const;

/** SEND_* and RECEIVE_*: one command per page through the one mailbox of each host, in turn with the other guests' commands. */
export class PspPath implements PrivatePath {
  readonly kind = 'psp';
  readonly recordBytes = PSP_RECORD_BYTES;
  readonly headBytes = SESSION_HEAD_BYTES;
  receiveLagNs: SimNs;
  /** In RUPDATE no vCPU may be entered, after RECEIVE_FINISH no page comes in. */
  readonly allowsPostcopy = false;
  readonly syncNs = 0;
  readonly mirrorState = undefined;
  readonly busy: PathBusy = newPathBusy();
  readonly pair: SevPair;
  readonly watch: PathWatch;
  protected readonly session: SevSession;
  protected readonly log: CommandLog;
  private readonly latencyNs: SimNs;
  private readonly state: PspState = { received: { ...NOTHING_RECEIVED } };
  private readonly accounts = new RoleAccounts();
  private readonly config: EngineConfig;

  constructor(config: EngineConfig, events: EventLog, pair: SevPair = new SevPair(config)) {
    this.config = config;
    this.pair = pair;
    this.watch = new PathWatch({ sealedPages: () => pair.source.watch.sealedPages, unfinishedPages: () => 0, hasGuestKey: () => true, reaches: () => true }, 0);
    this.log = new CommandLog(events);
    this.latencyNs = config.network.latencyNs;
    this.session = new SevSession(pair, this.log, this.latencyNs, config.hosts.pspRegionBytes);
    pair.createDestinationBeforehand(() => undefined);
    this.receiveLagNs = this.lagNs();
  }

  get launchError(): string | undefined {
    return this.pair.launchError;
  }

  get isSourceSent(): boolean {
    return firmwareStateOf(this.pair.sourceVm) === 'SENT';
  }

  reset(): void {
    Object.assign(this.busy, NO_SESSION);
    this.pair.beginWatch();
    this.watch.begin();
  }

  takeOver(atNs: SimNs): void {
    const { pair, accounts } = this;
    const { source, destination } = pair;
    pair.takeOver();
    pair.createDestinationBeforehand(() => undefined);
    accounts.change(
      atNs, (server) => mailboxOf({ source, destination }, server)?.busyNs(atNs) ?? 0, (server) => mailboxOf(pair, server)?.busyNs(atNs) ?? 0,
      { source: pair.source.mailbox, destination: pair.destination.mailbox },
    );
    this.receiveLagNs = this.lagNs();
    this.noteBusy();
  }

  begin(atNs: SimNs): SimNs {
    const ready: SessionStep = this.pair.destinationVm === undefined ? this.session.createDestination(atNs) : { ok: true, value: atNs };
    if (!ready.ok) return this.fail(ready.error.text, ready.error.atNs);
    const started = this.session.start(ready.value);
    if (!started.ok) return this.fail(started.error.text, started.error.atNs);
    this.busy.begun = true;
    this.busy.destinationFreeNs = started.value.destinationNs;
    this.noteBusy();
    return started.value.sourceNs;
  }

  encrypt(pages: PageCount, atNs: SimNs): SimNs {
    const doneNs = this.session.send(pages, atNs);
    if (this.session.failure !== undefined) return this.fail(this.session.failure, doneNs);
    this.busy.sourcePages += pages;
    if (!this.log.extend('SEND_UPDATE_DATA', pages, doneNs)) {
      this.tellReceived();
      this.log.bulk('source', 'SEND_UPDATE_DATA', pages, atNs, doneNs, this.session.updateDetails('source'));
    }
    return doneNs;
  }

  endSection(atNs: SimNs): SimNs {
    this.noteBusy();
    return atNs;
  }

  receive(pages: PageCount, atNs: SimNs): SimNs {
    const { received } = this.state;
    if (received.pages === 0) received.fromNs = Math.max(this.busy.destinationFreeNs, atNs);
    const doneNs = this.session.receive(atNs);
    if (this.session.failure !== undefined) return this.fail(this.session.failure, doneNs + this.latencyNs);
    received.pages += pages;
    received.untilNs = doneNs;
    this.busy.destinationFreeNs = doneNs;
    return doneNs;
  }

  finishReceive(atNs: SimNs): SimNs {
    const beganNs = this.busy.begun ? atNs : Math.max(this.begin(atNs), this.busy.destinationFreeNs);
    if (this.busy.failure !== '') return beganNs;
    this.tellReceived();
    const vmsa: SessionStep = this.pair.sourceVm.isEs ? this.session.sendVmsa(beganNs) : { ok: true, value: beganNs };
    const finished = vmsa.ok ? this.session.receiveFinish(vmsa.value) : vmsa;
    this.noteBusy();
    if (!finished.ok) return this.fail(finished.error.text, finished.error.atNs);
    const { destinationVm, destination } = this.pair;
    const context = destination.firmware.context(destinationVm?.handle ?? 0);
    invariant(context !== undefined && mayEnterVcpu(context.state), 'the destination runs a guest that firmware does not let run');
    return finished.value;
  }

  finishSend(atNs: SimNs): SimNs {
    const finished = this.session.sendFinish(atNs);
    const doneNs = finished.ok ? finished.value : finished.error.atNs;
    this.session.destroy('source', doneNs);
    this.noteBusy();
    return doneNs;
  }

  cancel(atNs: SimNs): SimNs {
    this.tellReceived();
    const plan = cancelPlan(firmwareStateOf(this.pair.sourceVm) === 'SUPDATE' ? 'pre-copy' : 'before-start');
    const doneNs = plan.source.includes('SEND_CANCEL') ? this.session.cancelSend(atNs) : atNs;
    this.session.destroy('destination', atNs + this.latencyNs);
    this.noteBusy();
    return doneNs;
  }

  /** KVM pins a page for the time of its command: no slot is needed. */
  plug(): void {
    // nothing to do
  }

  unplug(): void {
    // nothing to do
  }

  markOwnPages(): PageCount {
    return 0;
  }

  busyNs(server: PathServer, nowNs: SimNs): SimNs {
    return this.accounts.busyNs(server, mailboxOf(this.pair, server)?.busyNs(nowNs) ?? 0);
  }

  roleBusyNs(server: PathServer, nowNs: SimNs): SimNs {
    return this.busyNs(server, nowNs) - this.accounts.state.beforeNs[server];
  }

  figures(nowNs: SimNs): Readonly<Record<string, number>> {
    const { source, destination } = this.pair;
    const { sinceNs, commands } = this.accounts.state;
    const utilisation = (server: PathServer): number => (nowNs === sinceNs ? 0 : (100 * this.roleBusyNs(server, nowNs)) / (nowNs - sinceNs));
    return {
      'psp-source-commands': source.mailbox.commands - commands.source,
      'psp-destination-commands': destination.mailbox.commands - commands.destination,
      'psp-source-utilisation-percent': utilisation('psp-source'),
      'psp-destination-utilisation-percent': utilisation('psp-destination'),
    };
  }

  violations(): readonly Violation[] {
    return [...this.pair.violations(), ...this.watch.violations];
  }

  capture(): { readonly pair: SevPairState; readonly received: PspState['received']; readonly watch: SavedPathWatch; readonly accounts: RoleAccountsState } {
    return { pair: this.pair.capture(), received: { ...this.state.received }, watch: this.watch.capture(), accounts: this.accounts.capture() };
  }

  restore(saved: ReturnType<PspPath['capture']>): void {
    this.pair.restore(saved.pair);
    this.accounts.restore(saved.accounts);
    this.receiveLagNs = this.lagNs();
    Object.assign(this.state.received, saved.received);
    this.watch.restore(saved.watch);
  }

  private tellReceived(): void {
    const { received } = this.state;
    if (received.pages === 0) return;
    this.log.bulk('destination', 'RECEIVE_UPDATE_DATA', received.pages, received.fromNs, received.untilNs, this.session.updateDetails('destination'));
    Object.assign(received, NOTHING_RECEIVED);
  }

  /** Service for this guest alone, by the mailboxes' own accounts. */
  private noteBusy(): void {
    this.busy.source = this.pair.source.mailbox.ownBusyNs;
    this.busy.destination = this.pair.destination.mailbox.ownBusyNs;
  }

  /** What the link's queue holds, in the destination's time. */
  protected lagNs(): SimNs {
    const { network, hosts } = this.config;
    return Math.round((network.queueBytes / PSP_RECORD_BYTES) * this.receivePageNs(hosts.pspRegionBytes));
  }

  /** Mean time between two pages of a row at the destination. */
  private receivePageNs(regionBytes: number): number {
    const { mailbox, costs } = this.pair.destination;
    const region = { uaddr: regionBytes, len: regionBytes };
    return mailbox.cycleNs(regionNs(costs.RECEIVE_UPDATE_DATA.ns, { hdr: region, guest: region, trans: region })) / (regionBytes / PAGE_BYTES);
  }

  protected fail(text: string, atNs: SimNs): SimNs {
    this.busy.failure = text;
    return atNs;
  }
}

function mailboxOf({ source, destination }: Pick<SevPair, HostName>, server: PathServer): SevPair['source']['mailbox'] | undefined {
  if (server === 'psp-source') return source.mailbox;
  return server === 'psp-destination' ? destination.mailbox : undefined;
}
