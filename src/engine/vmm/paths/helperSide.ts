import type { PageCount, PageIndex, SimNs } from '../../../base/units';
import type { HelperChannel, HelperChannelState } from '../../helper/helperChannel';
import { MirrorVm, type MirrorExit, type MirrorVmState } from '../../helper/mirrorVm';
import { regionArgs } from '../../host/kvm/regionArgs';
import type { SevVm } from '../../host/kvm/sevVm';
import { vcpuArgs } from '../../host/kvm/vcpuArgs';
import type { ToldCall } from '../../record/eventLog';
import type { HostName } from '../../record/runEvent';
import { HelperWatch, type HelperWatchState } from '../../verify/helperWatch';
import type { CommandLog } from './commandLog';

/** One RAMBlock in the mirror's own space of ram_addr_t. */
export interface MirrorBlock {
  readonly first: PageIndex;
  readonly pages: PageCount;
}

/** What is wrong with the order in which a mirror is made. */
export type MirrorSlip = 'before-context' | 'after-vcpu' | 'of-mirror';

/** What a mirror VM is given. */
export interface MirrorShape {
  readonly blocks: readonly MirrorBlock[];
  readonly vcpus: number;
  /** Where the CPUID of its vCPUs is from. */
  readonly cpuid: string;
}

export interface HelperSideState {
  readonly channel: HelperChannelState;
  /** Absent while there is no mirror VM. */
  readonly mirror?: MirrorVmState;
  readonly spun: { readonly sinceNs: SimNs; readonly beforeNs: SimNs };
  readonly watch: HelperWatchState;
}

const DONE = { ret: 0, fwError: undefined } as const;

/** One host's helper: its mirror VM and its channel. */
export class HelperSide {
  readonly channel: HelperChannel;
  readonly watch: HelperWatch;
  private readonly host: HostName;
  private readonly log: CommandLog;
  /** Of a helper that spins: it never leaves RUNNING. */
  private readonly pageCall: ToldCall;
  private mirror: MirrorVm | undefined;
  /** A polling helper and its host spin: since when (-1: they do not), and for how long before that. */
  private spun: { sinceNs: SimNs; beforeNs: SimNs } = { sinceNs: -1, beforeNs: 0 };

  /** @param inFlight pages that the channel may hold at once */
  constructor(host: HostName, channel: HelperChannel, log: CommandLog, inFlight: PageCount) {
    this.watch = new HelperWatch(host, inFlight);
    this.host = host;
    this.channel = channel;
    this.log = log;
    this.pageCall = { host, ret: 0, states: ['RUNNING', 'RUNNING'], ...channel.calls[host] };
  }

  get mirrorState(): string | undefined {
    return this.mirror?.state;
  }

  get isUp(): boolean {
    return this.mirror !== undefined;
  }

  /** Creates, maps and starts the mirror of `owner` in `setupNs`. Returns 0, or the errno of the copy of its context. */
  raise(owner: SevVm, { blocks, vcpus, cpuid }: MirrorShape, atNs: SimNs, setupNs: SimNs): number {
    const mirror = new MirrorVm(owner);
    const doneNs = atNs + setupNs;
    mirror.create();
    this.log.call(this.host, 'KVM_CREATE_VM', { ...DONE, endNs: atNs }, { value: 'mirror', args: 'type 0', state: mirror.state, states: ['ABSENT', mirror.state] });
    const created = mirror.state;
    const ret = mirror.copyContext(owner);
    const copied = { args: `fd of the VM with ASID ${String(owner.asid)}`, states: [created, mirror.state] } as const;
    this.log.call(this.host, 'CAP_VM_COPY_ENC_CONTEXT_FROM', { ret, fwError: undefined, endNs: atNs }, ret === 0 ? { ...copied, state: mirror.state } : copied);
    if (ret !== 0) return ret;
    const bare = mirror.state;
    for (const { first, pages } of blocks) mirror.addSlot(first, pages);
    this.log.call(this.host, 'KVM_SET_USER_MEMORY_REGION', { ...DONE, endNs: doneNs }, { args: slotArgs(blocks), count: blocks.length, state: mirror.state, states: [bare, mirror.state] });
    const mapped = mirror.state;
    for (let vcpu = 0; vcpu < vcpus; vcpu++) mirror.createVcpu();
    this.log.call(this.host, 'KVM_CREATE_VCPU', { ...DONE, endNs: doneNs }, { args: vcpuArgs(vcpus), count: vcpus, state: mirror.state, states: [mapped, mirror.state] });
    this.log.tell(doneNs, { host: this.host, name: 'KVM_SET_CPUID2', ret: 0, args: `${vcpuArgs(vcpus)}; ${cpuid}`, states: [mirror.state, mirror.state], count: vcpus });
    this.mirror = mirror;
    this.greet(doneNs);
    return 0;
  }

  /** A mirror in the wrong order (F-24); returns the errno of the copy of its context. */
  raiseWrongly(owner: SevVm, slip: MirrorSlip, atNs: SimNs): number {
    const mirror = new MirrorVm(owner);
    const other = new MirrorVm(owner);
    mirror.create();
    other.create();
    if (slip === 'after-vcpu') mirror.createVcpu();
    if (slip === 'of-mirror') other.copyContext(owner);
    const before = mirror.state;
    const ret = mirror.copyContext(slip === 'after-vcpu' ? owner : other.vm);
    const args = slip === 'after-vcpu' ? `fd of the VM with ASID ${String(owner.asid)}` : slip === 'of-mirror' ? 'fd of another mirror' : 'fd of a VM without a context';
    this.log.call(this.host, 'CAP_VM_COPY_ENC_CONTEXT_FROM', { ret, fwError: undefined, endNs: atNs }, { value: slip, args, states: [before, mirror.state] });
    mirror.destroy();
    other.destroy();
    return ret;
  }

  /** The owner was launched anew: the mirror keeps an ASID that is another's now (F-25). */
  keepOldAsid(): void {
    const vm = this.mirror?.vm;
    if (vm !== undefined) vm.asid += 1;
  }

  /** What it reads and writes is under its owner's key: the ASID's, or there is no mirror. */
  get hasOwnersKey(): boolean {
    const { mirror } = this;
    return mirror?.vm === undefined || mirror.vm.asid === mirror.owner.asid;
  }

  /** KVM_RUN comes back with what nobody handles (F-28, F-30). */
  leave(reason: MirrorExit, atNs: SimNs, value: string = reason): void {
    const before = this.mirror?.state;
    if (this.mirror?.state === 'IDLE' || this.mirror?.state === 'VCPU_READY') this.mirror.run();
    this.mirror?.exit(reason);
    this.log.call(this.host, 'KVM_RUN', { ...DONE, endNs: atNs }, { value, args: 'vcpu 0', ...(before === undefined ? {} : { states: [before, this.mirror!.state] }) });
  }

  /** Whether a descriptor may name this page. */
  covers(page: PageIndex): boolean {
    return this.mirror?.has(page) === true;
  }

  /** Pages [0, pages) are there to be named from now on. */
  noteMapped(pages: PageCount): void {
    this.watch.mapped(this.mirror, pages);
  }

  /** A slot for a block that was plugged in. */
  plug({ first, pages }: MirrorBlock): void {
    this.mirror?.addSlot(first, pages);
  }

  /** The slot of a block that is unplugged. */
  unplug(first: PageIndex): void {
    this.mirror?.removeSlot(first);
  }

  /** Has the helper take `pages` in; returns how long that takes. */
  take(pages: PageCount, atNs: SimNs): SimNs {
    const exitsBefore = this.channel.state.exits;
    const ns = this.channel.take(pages);
    this.watch.took(this.channel.state, pages);
    this.noteExits(exitsBefore, atNs, atNs + ns);
    this.notePages(pages, atNs, atNs + ns);
    return ns;
  }

  /** The host puts `pages` descriptors in over those that no vCPU has read yet (F-26). */
  overrun(pages: PageCount): void {
    this.channel.state.issued += pages;
  }

  /** What is open in the ring is done; returns how long that takes. */
  flush(atNs: SimNs): SimNs {
    const exitsBefore = this.channel.state.exits;
    const ns = this.channel.flush();
    this.watch.worked(this.mirror);
    this.noteExits(exitsBefore, atNs, atNs + ns);
    return ns;
  }

  /** vCPUs and VM are closed, the owner's reference is dropped. */
  close(atNs: SimNs): void {
    const { mirror, spun, channel } = this;
    if (mirror === undefined) return;
    const before = mirror.state;
    if (channel.bracket !== undefined) this.log.call(this.host, 'mailbox', { ...DONE, endNs: atNs }, { value: channel.bracket.end, args: BRACKET_ARGS, states: [before, before] });
    mirror.destroy();
    this.log.call(this.host, 'close mirror', { ...DONE, endNs: atNs }, { args: 'vCPU fds, VM fd', state: mirror.state, states: [before, mirror.state] });
    this.mirror = undefined;
    this.spun = { sinceNs: -1, beforeNs: spun.beforeNs + (spun.sinceNs < 0 ? 0 : Math.max(0, atNs - spun.sinceNs)) };
  }

  /** How long the helper was busy up to `nowNs`: its work, or all the time that it spun. */
  busyNs(nowNs: SimNs): SimNs {
    if (!this.channel.spins) return this.channel.state.workNs;
    const { sinceNs, beforeNs } = this.spun;
    return beforeNs + (sinceNs < 0 ? 0 : Math.max(0, nowNs - sinceNs));
  }

  capture(): HelperSideState {
    const mirror = this.mirror?.capture();
    return { channel: { ...this.channel.state }, spun: { ...this.spun }, watch: this.watch.capture(), ...(mirror === undefined ? {} : { mirror }) };
  }

  /** @param owner the restored VM that the mirror mirrors, if it exists */
  restore(saved: HelperSideState, owner: SevVm | undefined): void {
    this.mirror?.destroy();
    this.mirror = undefined;
    if (saved.mirror !== undefined && owner !== undefined) {
      this.mirror = new MirrorVm(owner);
      this.mirror.restore(saved.mirror);
    }
    Object.assign(this.channel.state, saved.channel);
    this.spun = { ...saved.spun };
    this.watch.restore(saved.watch);
  }

  /** The helper begins to listen. */
  private greet(atNs: SimNs): void {
    const { bracket, spins } = this.channel;
    const { mirror } = this;
    const before = mirror?.state ?? '';
    if (spins) mirror?.run();
    if (bracket !== undefined) this.log.call(this.host, 'mailbox', { ...DONE, endNs: atNs }, { value: bracket.begin, args: BRACKET_ARGS, states: [before, mirror?.state ?? ''] });
    if (!spins) return;
    this.spun = { ...this.spun, sinceNs: atNs };
  }

  /** Doorbell and exit of each batch that ended; a polling helper stays in. */
  private noteExits(exitsBefore: number, fromNs: SimNs, untilNs: SimNs): void {
    const exits = this.channel.state.exits - exitsBefore;
    if (exits === 0 || this.channel.spins) return;
    const { mirror, host, channel } = this;
    const before = mirror?.state ?? '';
    mirror?.run();
    mirror?.exit('KVM_EXIT_HLT');
    const { name, args } = channel.calls[host];
    const states = [before, mirror?.state ?? ''] as const;
    if (host === 'source') this.log.bulk('source', name, exits, fromNs, untilNs, { args, states });
    else this.log.tellMore({ host, name, ret: 0, args, states }, exits, fromNs, untilNs);
  }

  /** Pages through a helper that does not leave for them. */
  private notePages(pages: PageCount, fromNs: SimNs, untilNs: SimNs): void {
    if (this.channel.spins) this.log.tellMore(this.pageCall, pages, fromNs, untilNs);
  }
}

/** The fields that the host writes of a command without a page. Source: confidential-migration.md 4.5. */
const BRACKET_ARGS = 'ret -1, done 0, go 1';

/** All blocks of RAM in order, from the first of them to the end of the last. */
function slotArgs(blocks: readonly MirrorBlock[]): string {
  const { first } = blocks[0]!;
  const end = blocks.at(-1)!.first + blocks.at(-1)!.pages;
  return `slot ${blocks.length === 1 ? '0' : `0 to ${blocks.length - 1}`}, ${regionArgs(['guest_phys_addr', 'memory_size'], first, end - first)}`;
}
