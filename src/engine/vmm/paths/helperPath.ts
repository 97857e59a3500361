import { invariant } from '../../../base/assert';
import type { Bytes, PageCount, PageIndex, SimNs } from '../../../base/units';
import type { EngineConfig, VmmConfig } from '../../config';
import { helperPageNs } from '../../helper/helperCosts';
import { finalPages } from '../../guest/finalPages';
import type { SevVm } from '../../host/kvm/sevVm';
import type { PagePlanes } from '../../memory/pagePlanes';
import type { EventLog } from '../../record/eventLog';
import type { HostName } from '../../record/runEvent';
import { firmwareBlocksOf } from '../firmwareBlocks';
import { machineCostsOf } from '../machineCosts';
import type { Violation } from '../../record/runResult';
import { violationsOf } from '../../verify/finding';
import { PathWatch, type SavedPathWatch } from '../../verify/pathWatch';
import { CommandLog, firmwareStateOf } from './commandLog';
import { HelperDelivery, type HelperDeliveryState } from './helperDelivery';
import type { HelperDesign } from './helperDesign';
import { HelperSide, type HelperSideState, type MirrorBlock, type MirrorShape } from './helperSide';
import { newPathBusy, NO_SESSION, type PathBusy, type PathServer, type PrivatePath } from './privatePath';
import { RoleAccounts, type RoleAccountsState } from './roleAccounts';
import { SevPair, type SevPairState } from './sevPair';
import { SevSession } from './sevSession';

/** Mirror VM: create, copy context, map, create vCPUs [estimate]. */
const MIRROR_SETUP_NS = 2e6;
/**
 * Exits to QEMU while the mirror VM as posted boots SEC, PEI and DXE: fw_cfg, PCI configuration, debug port [estimate; that it
 * boots, and needs PIO for it, is in thread 003].
 */
const POSTED_BOOT_EXITS = 10_000;
/** Pages of the mailbox: GPA 0x820000 and the one after it. Source: OVMF sev-mirror2 patches, confidential-migration.md 4.5. */
const MAILBOX_PAGES = { first: 0x820, count: 2 } as const;

interface HelperState {
  readonly delivery: HelperDeliveryState;
  readonly accounts: RoleAccountsState;
  readonly pair: SevPairState;
  readonly source: HelperSideState;
  readonly destination: HelperSideState;
  readonly plugged: readonly MirrorBlock[];
  readonly watch: SavedPathWatch;
}

/** A helper in the guest's trust domain on both hosts, inside a mirror VM that shares the guest's key: one of three designs. */
export class HelperPath implements PrivatePath {
  readonly kind = 'helper';
  readonly recordBytes: Bytes;
  readonly headBytes: Bytes;
  readonly receiveLagNs: SimNs;
  readonly allowsPostcopy: boolean;
  readonly syncNs: SimNs;
  readonly busy: PathBusy = newPathBusy();
  readonly pair: SevPair;
  source: HelperSide;
  destination: HelperSide;
  readonly watch: PathWatch;
  protected readonly design: HelperDesign;
  private readonly session: SevSession;
  protected readonly log: CommandLog;
  private readonly latencyNs: SimNs;
  private readonly delivery: HelperDelivery;
  private readonly shape: MirrorShape;
  private readonly accounts = new RoleAccounts();
  private plugged: readonly MirrorBlock[] = [];

  constructor(config: EngineConfig, events: EventLog, design: HelperDesign, pair: SevPair = new SevPair(config)) {
    const { guest, helper, network, vmm } = config;
    this.design = design;
    this.pair = pair;
    this.log = new CommandLog(events);
    this.latencyNs = network.latencyNs;
    this.session = new SevSession(pair, this.log, network.latencyNs);
    this.source = this.newSide('source');
    this.destination = this.newSide('destination');
    this.delivery = new HelperDelivery(helper.imageBytes, pair, this.session, this.log, network.latencyNs);
    this.watch = new PathWatch({
      sealedPages: () => (this.delivery.state.done ? this.source.channel.state.pages : 0),
      unfinishedPages: () => this.source.channel.state.issued - this.source.channel.state.pages,
      hasGuestKey: () => this.source.hasOwnersKey && this.destination.hasOwnersKey,
      reaches: (page) => this.source.covers(page) && this.destination.covers(page),
    }, design.asPosted ? MAILBOX_PAGES.count : 0);
    this.shape = { blocks: [{ first: 0, pages: guest.pages }, ...firmwareAfter(Number(finalPages(config)), vmm.qemu)], vcpus: design.vcpus, cpuid: design.cpuid };
    this.recordBytes = design.recordBytes;
    this.headBytes = this.delivery.bytes;
    this.receiveLagNs = Math.round((network.queueBytes / design.recordBytes) * helperPageNs(config.mechanism, helper));
    this.allowsPostcopy = design.ownAddressSpace;
    this.syncNs = design.asPosted ? secondLogNs(config) : 0;
    if (design.asPosted && pair.launchError === undefined) this.raiseBeforehand(0);
  }

  get launchError(): string | undefined {
    return this.pair.launchError;
  }

  get isSourceSent(): boolean {
    return firmwareStateOf(this.pair.sourceVm) === 'SENT';
  }

  get mirrorState(): string | undefined {
    return this.source.mirrorState;
  }

  reset(): void {
    Object.assign(this.busy, NO_SESSION);
    this.delivery.reset();
    this.pair.beginWatch();
    this.watch.begin();
    this.source.watch.begin();
    this.destination.watch.begin();
  }

  takeOver(atNs: SimNs): void {
    const { pair, accounts, source, destination } = this;
    const psps = { source: pair.source, destination: pair.destination };
    pair.takeOver();
    this.delivery.prepareDestination();
    this.source = this.newSide('source');
    this.destination = this.newSide('destination');
    accounts.change(atNs, (server) => busyOf(psps, { source, destination }, server, atNs), (server) => busyOf(pair, this, server, atNs), {
      source: pair.source.mailbox, destination: pair.destination.mailbox,
    });
    if (this.design.asPosted) this.raiseBeforehand(atNs);
    this.noteBusy(atNs);
  }

  begin(atNs: SimNs): SimNs {
    const { delivery, busy } = this;
    const nowNs = delivery.step(atNs);
    busy.failure = delivery.state.failure;
    if (busy.failure !== '' || !delivery.state.done) return nowNs;
    const readyNs = this.source.isUp ? nowNs : this.raise(this.source, this.pair.sourceVm, nowNs);
    busy.destinationFreeNs = this.raise(this.destination, this.pair.destinationVm, delivery.state.destinationNs);
    busy.begun = busy.failure === '';
    return readyNs;
  }

  encrypt(pages: PageCount, atNs: SimNs): SimNs {
    this.busy.sourcePages += pages;
    return atNs + this.source.take(pages, atNs);
  }

  endSection(atNs: SimNs): SimNs {
    if (!this.busy.begun) return atNs;
    const doneNs = atNs + this.source.flush(atNs);
    this.busy.destinationFreeNs += this.destination.flush(this.busy.destinationFreeNs);
    this.noteBusy(doneNs);
    return doneNs;
  }

  receive(pages: PageCount, atNs: SimNs): SimNs {
    const startNs = Math.max(this.busy.destinationFreeNs, atNs);
    this.busy.destinationFreeNs = startNs + this.destination.take(pages, startNs);
    return this.busy.destinationFreeNs;
  }

  finishReceive(atNs: SimNs): SimNs {
    let doneNs = atNs;
    while (!this.busy.begun && this.busy.failure === '') doneNs = this.begin(doneNs);
    doneNs = Math.max(doneNs, this.busy.destinationFreeNs);
    if (this.busy.failure === '') this.destination.close(doneNs);
    this.noteBusy(doneNs);
    return doneNs;
  }

  finishSend(atNs: SimNs): SimNs {
    for (const side of [this.source, this.destination]) side.watch.settled(this.watch.state.onWire, side.channel.state);
    this.source.close(atNs);
    this.destination.close(atNs);
    const doneNs = this.delivery.finish(atNs);
    this.session.destroy('source', doneNs);
    this.noteBusy(doneNs);
    return doneNs;
  }

  /** The mirror as posted lives as long as its QEMU; the others go with the migration. */
  cancel(atNs: SimNs): SimNs {
    if (!this.design.asPosted) this.source.close(atNs);
    this.destination.close(atNs + this.latencyNs);
    this.delivery.cancel();
    const doneNs = this.session.cancelSend(atNs);
    this.session.destroy('destination', atNs + this.latencyNs);
    this.noteBusy(doneNs);
    return doneNs;
  }

  plug(first: PageIndex, pages: PageCount): void {
    this.plugged = [...this.plugged, { first, pages }];
    this.source.plug({ first, pages });
    this.destination.plug({ first, pages });
  }

  unplug(first: PageIndex): void {
    this.plugged = this.plugged.filter((block) => block.first !== first);
    for (const side of [this.source, this.destination]) side.unplug(first);
  }

  /** As posted, the helper's writes to its mailbox are in the log of the mirror, and so in the guest's bitmap. */
  markOwnPages({ toSend, pages }: PagePlanes): PageCount {
    if (this.busy.begun) for (const side of [this.source, this.destination]) side.noteMapped(pages);
    if (!this.design.asPosted || !this.busy.begun) return 0;
    let added = 0;
    for (let page = MAILBOX_PAGES.first; page < Math.min(pages, MAILBOX_PAGES.first + MAILBOX_PAGES.count); page++) {
      const bit = 1 << (page & 31);
      if ((toSend[page >>> 5]! & bit) === 0) added++;
      toSend[page >>> 5]! |= bit;
    }
    return added;
  }

  busyNs(server: PathServer, nowNs: SimNs): SimNs {
    return this.accounts.busyNs(server, busyOf(this.pair, this, server, nowNs));
  }

  roleBusyNs(server: PathServer, nowNs: SimNs): SimNs {
    return this.busyNs(server, nowNs) - this.accounts.state.beforeNs[server];
  }

  figures(nowNs: SimNs): Readonly<Record<string, number>> {
    const { cores, vcpus, asPosted } = this.design;
    const { source, destination } = this.pair;
    const { pspNs } = this.accounts.state;
    const pspMs = { source: (source.mailbox.ownBusyNs - pspNs.source) / 1e6, destination: (destination.mailbox.ownBusyNs - pspNs.destination) / 1e6 };
    const { exits, fullExits, doorbells } = this.source.channel.state;
    return {
      'helper-vcpus': vcpus,
      'helper-source-cpu-ms': (cores * this.source.busyNs(nowNs)) / 1e6,
      'helper-destination-cpu-ms': (cores * this.destination.busyNs(nowNs)) / 1e6,
      'helper-source-doorbells': doorbells,
      'helper-source-exits': exits,
      'helper-source-exits-full': fullExits,
      ...(this.delivery.imagePages > 0 ? { 'psp-source-busy-ms': pspMs.source, 'psp-destination-busy-ms': pspMs.destination } : {}),
      ...(asPosted ? { 'mirror-boot-exits': POSTED_BOOT_EXITS } : {}),
    };
  }

  violations(): readonly Violation[] {
    const { source, destination } = this;
    return [...this.pair.violations(), ...violationsOf([...source.watch.state.found, ...destination.watch.state.found]), ...this.watch.violations];
  }

  capture(): HelperState {
    return {
      watch: this.watch.capture(), pair: this.pair.capture(), source: this.source.capture(), destination: this.destination.capture(), plugged: this.plugged,
      delivery: { ...this.delivery.state }, accounts: this.accounts.capture(),
    };
  }

  restore(saved: HelperState): void {
    this.pair.restore(saved.pair);
    this.accounts.restore(saved.accounts);
    this.plugged = saved.plugged;
    Object.assign(this.delivery.state, saved.delivery);
    this.watch.restore(saved.watch);
    this.source.restore(saved.source, this.pair.sourceVm);
    this.destination.restore(saved.destination, this.pair.destinationVm);
  }

  protected raise(side: HelperSide, owner: SevVm | undefined, atNs: SimNs): SimNs {
    invariant(owner !== undefined, 'a helper without a VM at the destination');
    const ret = side.raise(owner, this.wholeShape, atNs, MIRROR_SETUP_NS);
    if (ret !== 0) this.busy.failure = `KVM_CAP_VM_COPY_ENC_CONTEXT_FROM ret=${String(ret)}`;
    return atNs + MIRROR_SETUP_NS;
  }

  /** As posted the source's mirror is there since QEMU started, and has booted firmware of its own. */
  private raiseBeforehand(atNs: SimNs): void {
    this.source.raise(this.pair.sourceVm, this.wholeShape, atNs, 0);
    this.log.call('source', 'KVM_RUN, KVM_EXIT_IO', { ret: 0, fwError: undefined, endNs: atNs }, { value: 'SEC, PEI, DXE', args: 'vcpu 0', states: ['RUNNING', 'RUNNING'], count: POSTED_BOOT_EXITS });
  }

  /** All memory that the guest has by now. */
  private get wholeShape(): MirrorShape {
    return { ...this.shape, blocks: [...this.shape.blocks, ...this.plugged] };
  }

  private newSide(host: HostName): HelperSide {
    return new HelperSide(host, this.design.newChannel(), this.log, this.design.inFlight);
  }

  private noteBusy(nowNs: SimNs): void {
    this.busy.source = this.source.busyNs(nowNs);
    this.busy.destination = this.destination.busyNs(nowNs);
  }
}

function busyOf(psps: Pick<SevPair, HostName>, helpers: Pick<HelperPath, HostName>, server: PathServer, nowNs: SimNs): SimNs {
  switch (server) {
    case 'psp-source': return psps.source.mailbox.busyNs(nowNs);
    case 'psp-destination': return psps.destination.mailbox.busyNs(nowNs);
    case 'helper-source': return helpers.source.busyNs(nowNs);
    case 'helper-destination': return helpers.destination.busyNs(nowNs);
  }
}

/** QEMU's other blocks, behind the most RAM that the guest will have. */
function firmwareAfter(first: PageIndex, qemu: VmmConfig['qemu']): readonly MirrorBlock[] {
  let next = first;
  return firmwareBlocksOf(qemu).map(({ pages }) => {
    next += pages;
    return { first: next - pages, pages };
  });
}

/** Dirty logging on the mirror's slots: a second log to read and merge at each synchronisation. */
function secondLogNs(config: EngineConfig): SimNs {
  const { syncNs, syncPerGibNs } = machineCostsOf(config);
  return syncNs + Math.round((config.guest.pages / 262_144) * syncPerGibNs);
}
