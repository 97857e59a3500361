import type { PageCount, SimNs } from '../../../base/units';
import type { EngineConfig } from '../../config';
import type { BootSequence } from '../../guest/bootSequence';
import type { Guest } from '../../guest/guest';
import type { EventLog } from '../../record/eventLog';
import type { RunEvent } from '../../record/runEvent';
import type { ContextMove, Violation } from '../../record/runResult';
import { machineCostsOf } from '../../vmm/machineCosts';
import type { MemoryManager } from '../memory/memoryManager';
import type { SevPair } from '../../vmm/paths/sevPair';
import { contextCensus, contextViolations } from './contextCensus';
import { moveEncContextFrom } from './encContextCaps';
import { errnoName } from './errno';
import { memoryEncryptOp } from './memoryEncryptOp';
import { regionArgs } from './regionArgs';
import { vcpuArgs } from './vcpuArgs';
import { SevVm } from './sevVm';

/** The call itself: locks of both VMs and of each vCPU, fields and lists, no page [estimate: no figure was published]. */
const MOVE_CONTEXT_NS = 100_000;
const CAPABILITY = 'CAP_VM_MOVE_ENC_CONTEXT_FROM';

interface MoveParts {
  readonly config: EngineConfig;
  readonly guest: Guest;
  readonly boot: BootSequence;
  readonly memory: MemoryManager;
  readonly events: EventLog;
}

export interface IntraHostMoveState {
  /** vCPUs stand until here; -1: they do not. */
  untilNs: SimNs;
  /** Since when they stand. */
  sinceNs: SimNs;
  moves: readonly ContextMove[];
  /** INV-22, of all moves of the run. */
  violations: readonly Violation[];
}

/** What a move finds: the SEV side of both hosts, whether the guest's VM exists, and whether a mirror of it is being made just now. */
export interface MoveOccasion {
  readonly pair: SevPair;
  readonly isLaunched: boolean;
  readonly isMirroring: boolean;
}

/**
 * A new VMM on the same host takes over: it maps the same memory, creates as many vCPUs and has KVM move the encryption context from the
 * old VM. No page moves: same ASID, same frames, pins and their lists go along; the old VM is dead. The vCPUs stand from `stop` to `cont`.
 * Source: svm/sev.c, sev_vm_move_enc_context_from; confidential-migration.md 4.2, 5.3.
 */
export class IntraHostMove {
  readonly state: IntraHostMoveState = { untilNs: -1, sinceNs: -1, moves: [], violations: [] };
  private readonly parts: MoveParts;

  constructor(parts: MoveParts) {
    this.parts = parts;
  }

  get isActive(): boolean {
    return this.state.untilNs >= 0;
  }

  get dueNs(): SimNs {
    return this.isActive ? this.state.untilNs : Infinity;
  }

  /** Begins at `atNs`; returns why KVM refuses, in its errno and what stands behind it. */
  begin(atNs: SimNs, { pair, isLaunched, isMirroring }: MoveOccasion): string | undefined {
    const { config, guest, memory } = this.parts;
    const { stopNs, loadNs } = machineCostsOf(config);
    const from = isLaunched ? pair.sourceVm : new SevVm(pair.source, config.guest.kind === 'none' ? 'default' : pair.sourceVm.type);
    const to = new SevVm(pair.source, from.type, from.regionBytes);
    to.createdVcpus = to.onlineVcpus = config.guest.vcpus;
    this.tell(atNs, 'KVM_CREATE_VM', 'for a new VMM on this host', 0, { args: 'type 0', states: ['ABSENT', 'UNINIT'] });
    from.pagesLocked = memory.state.registeredPages;
    from.migrationInProgress = isMirroring || this.isActive;
    const before = contextCensus([from, to], memory);
    const movedNs = atNs + stopNs + MOVE_CONTEXT_NS;
    const ret = moveEncContextFrom(to, from);
    from.migrationInProgress = false;
    if (ret !== 0) return this.refused(atNs, from, ret);
    this.tell(atNs, 'KVM_SET_USER_MEMORY_REGION', `the same ${Number(memory.state.registeredPages)} pages`, 0, { args: `slot 0, ${regionArgs(['guest_phys_addr', 'memory_size'], 0, Number(memory.state.registeredPages))}`, states: ['UNINIT', 'UNINIT'] });
    this.tell(atNs, 'KVM_CREATE_VCPU', `${to.onlineVcpus} of ${to.onlineVcpus}`, 0, { args: vcpuArgs(to.onlineVcpus), states: ['UNINIT', 'UNINIT'] });
    this.parts.events.add({ atNs, kind: 'qmp', host: 'source', name: 'stop' });
    guest.stop(atNs);
    memory.moveContext();
    const state = pair.source.firmware.context(to.handle)?.state;
    this.tell(movedNs, CAPABILITY, moved(to, memory.state.registeredPages), 0, {
      args: `fd of the VM with ASID ${to.asid}`, states: ['UNINIT', state ?? 'UNINIT'], ...(state === undefined ? {} : { state }),
    });
    const dead = memoryEncryptOp(from, movedNs, { id: 'GUEST_STATUS' });
    this.tell(movedNs, 'GUEST_STATUS', 'of the old VM, which is dead', dead.ret, { args: 'handle 0', states: ['dead', 'dead'] });
    pair.sourceVm = to;
    Object.assign(this.state, { sinceNs: atNs, untilNs: movedNs + loadNs, moves: [...this.state.moves, { atNs, pauseNs: movedNs + loadNs - atNs }] });
    this.state.violations = [...this.state.violations, ...contextViolations(before, contextCensus([from, to], memory), from, to)];
    return undefined;
  }

  /** The new VMM has loaded the device state: the guest goes on. */
  finish(): void {
    const { state, parts } = this;
    const { sinceNs, untilNs } = state;
    parts.guest.resume(untilNs);
    if (parts.boot.state.active) parts.boot.delay(Math.max(sinceNs, parts.boot.state.startNs), untilNs);
    parts.events.add({ atNs: untilNs, kind: 'qmp', host: 'source', name: 'cont' });
    state.untilNs = -1;
  }

  private refused(atNs: SimNs, from: SevVm, ret: number): string {
    this.tell(atNs, CAPABILITY, undefined, ret, { args: `fd of the VM with ASID ${from.asid}`, states: ['UNINIT', 'UNINIT'] });
    const name = `KVM_${CAPABILITY}: ${errnoName(ret)}`;
    if (from.migrationInProgress || ret !== -22) return `${name}, either VM is held by a copy or a move of its context`;
    return `${name}, ${from.type === 'sev-snp' ? 'not for SEV-SNP' : 'the source VM is not an SEV guest'}`;
  }

  private tell(atNs: SimNs, name: string, value: string | undefined, ret: number, told: Pick<RunEvent, 'args' | 'states' | 'state'>): void {
    this.parts.events.add({ atNs, kind: 'command', host: 'source', name, ...(value === undefined ? {} : { value }), ret, ...told });
  }
}

function moved({ asid, handle, mirrors }: SevVm, pages: PageCount): string {
  const context = handle === 0 ? `ASID ${asid}` : `ASID ${asid}, handle ${handle}`;
  return `${context}, ${pages} pages locked${mirrors.size > 0 ? `, ${mirrors.size} mirror` : ''}`;
}
