import { invariant } from '../../../base/assert';
import type { Bytes, SimNs } from '../../../base/units';
import { KIB, PAGE_BYTES } from '../../../base/units';
import type { EngineConfig } from '../../config';
import type { LaunchCall } from '../../host/kvm/launchCall';
import { initGuest, launchStart, launchStep } from '../../host/kvm/launchCommands';
import { SevHost, type SevHostState } from '../../host/kvm/sevHost';
import type { SevResult } from '../../host/kvm/sevResult';
import { SevVm, type SevVmState, type SevVmType } from '../../host/kvm/sevVm';
import { vcpuArgs } from '../../host/kvm/vcpuArgs';
import { DEFAULT_API, type PlatformIdentity } from '../../sev/platformIdentity';
import { hasPolicy } from '../../sev/policyWord';
import type { Violation } from '../../record/runResult';
import { violationsOf } from '../../verify/finding';
import type { HostName } from '../../record/runEvent';
import { firmwareStateOf } from './commandLog';
import { firmwareErrorText } from './firmwareErrorText';

/** First ASID of plain SEV guests, as in the boot log of an EPYC host: SEV 100-509, ES and SNP 1-99. */
const FIRST_SEV_ASID = 100;
/** The what-if of thread 000. */
const LONG_REGION_BYTES: Bytes = 16 * KIB;

const FIRST_HOST: PlatformIdentity = { pdh: 1, oca: 'owner', ...DEFAULT_API, chain: 'valid' };

export interface SevPairState {
  /** How often the guest has changed hosts for good. */
  readonly moves: number;
  readonly source: SevHostState;
  readonly destination: SevHostState;
  readonly sourceVm: SevVmState;
  /** Absent before the destination's QEMU starts, and after it ended. */
  readonly destinationVm?: SevVmState;
}

/**
 * SEV of both hosts: the guest's VM at the source, launched before the run's clock begins, and the VM that waits for it at
 * the destination. When the guest has moved the destination becomes the source, and the next host, with a PDH of its own, waits.
 */
export class SevPair {
  source: SevHost;
  destination: SevHost;
  /** The guest's VM; another one after a move of its context on the same host. */
  sourceVm: SevVm;
  destinationVm: SevVm | undefined;
  /** What a host does before firmware is asked to forget a VM. */
  onDestroy: ((host: HostName, atNs: SimNs) => void) | undefined;
  private moves = 0;
  private readonly peer: Partial<PlatformIdentity>;
  /** Why the guest could not be launched, in QEMU's words. */
  readonly launchError: string | undefined;
  /** How the guest was launched, command by command; a boot shows it. */
  readonly launchCalls: LaunchCall[] = [];
  private readonly config: EngineConfig;

  /** @param peer what differs at the destinations' platforms: owner, API version, certificates */
  constructor(config: EngineConfig, peer: Partial<PlatformIdentity> = {}) {
    this.config = config;
    this.peer = peer;
    this.source = this.host(0);
    this.destination = this.host(1);
    this.destination.watch.sender = this.source.watch;
    this.sourceVm = this.newVm(this.source);
    this.launchError = this.launchSource();
    forgetTime(this.source);
  }

  /** The guest's policy word. */
  get policy(): number {
    return this.config.guest.policy;
  }

  /** Of a launch command after the first, by the names of its structure. Source: kvm_sev_launch_update_data, kvm_sev_launch_measure. */
  private launchArgs(command: 'LAUNCH_UPDATE_DATA' | 'LAUNCH_UPDATE_VMSA' | 'LAUNCH_MEASURE', vm: SevVm): string {
    if (command === 'LAUNCH_UPDATE_DATA') return 'uaddr, len of OVMF_CODE.fd';
    return command === 'LAUNCH_MEASURE' ? 'uaddr, len of the measurement' : vcpuArgs(vm.createdVcpus);
  }

  private get type(): SevVmType {
    const { kind, policy } = this.config.guest;
    if (kind === 'sev-snp' || kind === 'sev-es') return kind;
    return hasPolicy(policy, 'es') ? 'sev-es' : 'sev';
  }

  /** The guest runs at the destination: its VM there is the source's now. The old source's was decommissioned when it was sent. */
  takeOver(): void {
    invariant(this.destinationVm !== undefined, 'a guest that has moved without a VM at the destination');
    this.moves++;
    this.source = this.destination;
    this.sourceVm = this.destinationVm;
    this.destination = this.host(this.moves + 1);
    this.destination.watch.sender = this.source.watch;
    this.destinationVm = undefined;
  }

  /** QEMU starts at the destination and waits: KVM_SEV_INIT takes an ASID. */
  createDestination(nowNs: SimNs): SevResult {
    const vm = this.newVm(this.destination);
    const result = this.init(vm, nowNs);
    if (result.ret === 0) this.destinationVm = vm;
    return result;
  }

  /** The same, before the run's clock begins. */
  createDestinationBeforehand(prepare: (vm: SevVm) => void): void {
    this.createDestination(0);
    if (this.destinationVm !== undefined) prepare(this.destinationVm);
    forgetTime(this.destination);
  }

  /** LAUNCH_START, UPDATE and MEASURE of the guest's firmware image: the guest is in LSECRET, or the step that failed. */
  launchImage(vm: SevVm, nowNs: SimNs, calls: LaunchCall[] = []): { readonly command: string; readonly result: SevResult } {
    let step = { command: 'LAUNCH_START', result: launchStart(vm, nowNs, this.policy, 0) };
    calls.push(callOf('LAUNCH_START', step.result, ['UNINIT', firmwareStateOf(vm)], { args: `policy 0x${this.policy.toString(16)}, handle 0` }));
    const rest = ['LAUNCH_UPDATE_DATA', ...(vm.isEs ? (['LAUNCH_UPDATE_VMSA'] as const) : []), 'LAUNCH_MEASURE'] as const;
    for (const command of rest) {
      if (step.result.ret !== 0) return step;
      const before = firmwareStateOf(vm);
      step = { command, result: launchStep(vm, step.result.endNs, command, 1) };
      calls.push(callOf(command, step.result, [before, firmwareStateOf(vm)], { args: this.launchArgs(command, vm) }));
    }
    return step;
  }

  /** A new migration: what the watches found in the one before was told. */
  beginWatch(): void {
    this.source.watch.begin();
    this.destination.watch.begin();
  }

  /** What both PSPs' watches saw broken since. */
  violations(): readonly Violation[] {
    return violationsOf([...this.source.watch.found, ...this.destination.watch.found]);
  }

  capture(): SevPairState {
    const { moves, source, destination, sourceVm, destinationVm } = this;
    return {
      moves, source: source.capture(), destination: destination.capture(), sourceVm: sourceVm.capture(),
      ...(destinationVm === undefined ? {} : { destinationVm: destinationVm.capture() }),
    };
  }

  restore(saved: SevPairState): void {
    if (saved.moves !== this.moves) this.standAt(saved.moves);
    this.source.restore(saved.source);
    this.destination.restore(saved.destination);
    this.sourceVm.restore(saved.sourceVm);
    this.destinationVm = saved.destinationVm === undefined ? undefined : this.newVm(this.destination);
    if (saved.destinationVm !== undefined) this.destinationVm?.restore(saved.destinationVm);
  }

  /** Fresh hosts of the move after `moves`, to be restored. */
  private standAt(moves: number): void {
    this.moves = moves;
    this.source = this.host(moves);
    this.destination = this.host(moves + 1);
    this.destination.watch.sender = this.source.watch;
    this.sourceVm = this.newVm(this.source);
  }

  /** Host A is number 0. ASIDs of the guest's kind: as many as the scenario gives each host. */
  private host(number: number): SevHost {
    const identity = { ...FIRST_HOST, pdh: FIRST_HOST.pdh + number, ...(number === 0 ? {} : this.peer) };
    const { pspPageNs, pspLoad, asids } = this.config.hosts;
    const first = this.type === 'sev' ? FIRST_SEV_ASID : asids + 1;
    const maxAsid = this.type === 'sev' ? FIRST_SEV_ASID + asids - 1 : asids;
    return new SevHost({ identity, pspPageNs, otherGuests: pspLoad, minSevAsid: first, maxAsid, asidLimit: asids });
  }

  private newVm(host: SevHost): SevVm {
    return new SevVm(host, this.type, this.config.guest.statusInterface === 'rfc-v1' ? LONG_REGION_BYTES : PAGE_BYTES);
  }

  private init(vm: SevVm, nowNs: SimNs): SevResult {
    const result = initGuest(vm, nowNs, vm.type === 'sev-snp' ? 'INIT2' : vm.isEs ? 'ES_INIT' : 'INIT');
    if (result.ret === 0) {
      vm.createdVcpus = this.config.guest.vcpus;
      vm.onlineVcpus = this.config.guest.vcpus;
    }
    return result;
  }

  /** An SNP guest has firmware commands of its own, none of which a migration uses: it ends with its ASID. */
  private launchSource(): string | undefined {
    const started = this.init(this.sourceVm, 0);
    this.launchCalls.push(callOf('KVM_SEV_INIT', started, ['UNINIT', 'UNINIT'], { value: `ASID ${this.sourceVm.asid}` }));
    if (started.ret !== 0) return firmwareErrorText('KVM_SEV_INIT', started);
    if (this.type === 'sev-snp') return undefined;
    const { command, result } = this.launchImage(this.sourceVm, 0, this.launchCalls);
    if (result.ret !== 0) return firmwareErrorText(command, result);
    const finished = launchStep(this.sourceVm, 0, 'LAUNCH_FINISH', 1);
    this.launchCalls.push(callOf('LAUNCH_FINISH', finished, ['LSECRET', firmwareStateOf(this.sourceVm)], { args: `handle ${this.sourceVm.handle}` }));
    invariant(finished.ret === 0, `LAUNCH_FINISH after LAUNCH_MEASURE gave ${String(finished.ret)}`);
    return undefined;
  }
}

function callOf(name: string, { ret, fwError }: SevResult, [before, after]: readonly [string, string], { value, args }: Pick<LaunchCall, 'value' | 'args'>): LaunchCall {
  const isDone = ret === 0;
  return {
    name, ret, ...(fwError === undefined ? {} : { fwError }), states: [before, isDone ? after : before],
    ...(isDone && value !== undefined ? { value } : {}), ...(args === undefined ? {} : { args }),
  };
}

/** What was done before the run takes none of its time. */
function forgetTime(host: SevHost): void {
  host.mailbox.restore({ freeAtNs: 0, ownBusyNs: 0, blockStartNs: 0, blockBusyNs: 0, commands: 0, dead: false, stalled: false });
  host.watch.forgetTime();
}
