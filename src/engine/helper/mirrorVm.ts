import type { PageCount, PageIndex } from '../../base/units';
import type { GfnRange } from '../host/pageStatus/gfnRange';
import type { VmFd } from '../host/kvm/encContextCaps';
import { copyEncContextFrom } from '../host/kvm/encContextCaps';
import { ERRNO } from '../host/kvm/errno';
import type { SevVmState } from '../host/kvm/sevVm';
import { SevVm } from '../host/kvm/sevVm';

/** Life of a mirror VM. IDLE: halted, waiting for KVM_RUN as the doorbell. */
export type MirrorState = 'ABSENT' | 'CREATED' | 'SHARED_CTX' | 'MAPPED' | 'VCPU_READY' | 'IDLE' | 'RUNNING' | 'STOPPED';
export type MirrorCommand = 'create' | 'copy-context' | 'add-slot' | 'create-vcpu' | 'run' | 'hlt' | 'bad-exit' | 'destroy';
/** Why KVM_RUN returned. Only HLT is expected: ring empty, or results full. */
export type MirrorExit = 'KVM_EXIT_HLT' | 'KVM_EXIT_MMIO' | 'KVM_EXIT_IO' | 'KVM_EXIT_SHUTDOWN' | 'KVM_EXIT_INTERNAL_ERROR';

type Row = Readonly<Partial<Record<MirrorState, MirrorState>>>;
const MAPPABLE: Row = { SHARED_CTX: 'MAPPED', MAPPED: 'MAPPED', VCPU_READY: 'VCPU_READY', IDLE: 'IDLE', RUNNING: 'RUNNING' };
const EXISTS: Row = {
  CREATED: 'ABSENT', SHARED_CTX: 'ABSENT', MAPPED: 'ABSENT', VCPU_READY: 'ABSENT', IDLE: 'ABSENT', RUNNING: 'ABSENT', STOPPED: 'ABSENT',
};

/**
 * Source: the sketch in thread 003, spelled out. A vCPU may be created before its time; the state stays and the copy of the
 * context then fails.
 */
const TABLE: Readonly<Record<MirrorCommand, Row>> = {
  create: { ABSENT: 'CREATED' },
  'copy-context': { CREATED: 'SHARED_CTX' },
  'add-slot': MAPPABLE,
  'create-vcpu': { CREATED: 'CREATED', SHARED_CTX: 'SHARED_CTX', MAPPED: 'VCPU_READY', VCPU_READY: 'VCPU_READY' },
  run: { VCPU_READY: 'RUNNING', IDLE: 'RUNNING' },
  hlt: { RUNNING: 'IDLE' },
  'bad-exit': { RUNNING: 'STOPPED' },
  destroy: EXISTS,
};

/** Next state; undefined is a command out of order. */
export function mirrorTransition(state: MirrorState, command: MirrorCommand): MirrorState | undefined {
  return TABLE[command][state];
}

/** Everything that changes, as plain data, for checkpoints. */
export interface MirrorVmState {
  readonly state: MirrorState;
  readonly slots: readonly MirrorSlot[];
  /** Absent while there is no VM. */
  readonly vm?: SevVmState;
  /** KVM's reference to the owner exists: the context was copied. */
  readonly attached: boolean;
}

/** A memory slot of the mirror: [start, end) in the mirror's own address space of ram_addr_t pages. */
export type MirrorSlot = GfnRange;

/**
 * One mirror VM of an owner: a second VM in the same process, same ASID and handle, slots of its own, never a dirty log. Methods
 * return 0 or a negative errno; -EINVAL also for a command out of order.
 */
export class MirrorVm {
  readonly #first: SevVm;
  #state: MirrorState = 'ABSENT';
  #vm: SevVm | undefined;
  #slots: MirrorSlot[] = [];

  constructor(owner: SevVm) {
    this.#first = owner;
  }

  /** The VM whose context it mirrors: where a move of that context took it, KVM says. */
  get owner(): SevVm {
    return this.#vm?.mirrorOf ?? this.#first;
  }

  get state(): MirrorState {
    return this.#state;
  }

  /** KVM's side of it, while it exists. */
  get vm(): SevVm | undefined {
    return this.#vm;
  }

  get slots(): readonly MirrorSlot[] {
    return this.#slots;
  }

  /** KVM_CREATE_VM. */
  create(): number {
    const ret = this.#advance('create');
    if (ret === 0) this.#vm = new SevVm(this.owner.host, this.owner.type);
    return ret;
  }

  /** KVM_CAP_VM_COPY_ENC_CONTEXT_FROM with its errors in order; `sourceFd` is `owner` unless something is wrong. */
  copyContext(sourceFd: VmFd): number {
    if (this.#vm === undefined) return -ERRNO.EINVAL;
    const ret = copyEncContextFrom(this.#vm, sourceFd);
    return ret === 0 ? this.#advance('copy-context') : ret;
  }

  /**
   * KVM_SET_USER_MEMORY_REGION of one RAMBlock: overlap -EEXIST, no pages or a fraction of one -EINVAL. While the
   * migration runs, a hotplugged block gets its slot before any descriptor names it.
   */
  addSlot(start: PageIndex, pages: PageCount): number {
    if (mirrorTransition(this.#state, 'add-slot') === undefined) return -ERRNO.EINVAL;
    if (pages <= 0 || !Number.isInteger(start) || !Number.isInteger(pages)) return -ERRNO.EINVAL;
    const end = start + pages;
    if (this.#slots.some((slot) => slot.start < end && start < slot.end)) return -ERRNO.EEXIST;
    this.#slots = [...this.#slots, { start, end }].sort((a, b) => a.start - b.start);
    return this.#advance('add-slot');
  }

  /** KVM_SET_USER_MEMORY_REGION with a size of 0: the slot of a block that is unplugged; -EINVAL where there is none. */
  removeSlot(start: PageIndex): number {
    const kept = this.#slots.filter((slot) => slot.start !== start);
    if (kept.length === this.#slots.length) return -ERRNO.EINVAL;
    this.#slots = kept;
    return 0;
  }

  /** KVM_CREATE_VCPU with CPUID and registers or a VMSA. */
  createVcpu(): number {
    const ret = this.#advance('create-vcpu');
    if (ret === 0 && this.#vm !== undefined) {
      this.#vm.createdVcpus += 1;
      this.#vm.onlineVcpus += 1;
    }
    return ret;
  }

  /** KVM_RUN: the doorbell. */
  run(): number {
    return this.#advance('run');
  }

  /** KVM_RUN returned: HLT parks the helper; anything else ends it, and the migration. */
  exit(reason: MirrorExit): number {
    return this.#advance(reason === 'KVM_EXIT_HLT' ? 'hlt' : 'bad-exit');
  }

  /** vCPU fds closed, then the VM's: the owner's reference is dropped. */
  destroy(): number {
    const ret = this.#advance('destroy');
    if (ret !== 0) return ret;
    const mirror = this.#vm;
    if (mirror !== undefined) {
      mirror.mirrorOf?.mirrors.delete(mirror);
      mirror.mirrorOf = undefined;
      mirror.active = false;
    }
    this.#vm = undefined;
    this.#slots = [];
    return 0;
  }

  /** Whether every page of [first, first + pages) lies in a slot: what a descriptor may name (INV-19). */
  covers(first: PageIndex, pages: PageCount): boolean {
    let at = first;
    for (const slot of this.#slots) {
      if (slot.start <= at && at < slot.end) at = slot.end;
    }
    return at >= first + pages;
  }

  /** Whether this page lies in a slot; asked for every word that is sent. */
  has(page: PageIndex): boolean {
    const slots = this.#slots;
    for (let at = 0; at < slots.length; at++) if (page < slots[at]!.end) return slots[at]!.start <= page;
    return false;
  }

  /** ASID and handle are the owner's (INV-18); false after the owner was launched anew (fault F-25). An SNP guest has no handle of this kind. */
  sharesContext(): boolean {
    const mirror = this.#vm;
    const owner = mirror?.mirrorOf;
    return mirror !== undefined && owner !== undefined && mirror.asid === owner.asid && mirror.handle === owner.handle && (mirror.handle !== 0 || owner.type === 'sev-snp');
  }

  capture(): MirrorVmState {
    const vm = this.#vm;
    return { state: this.#state, slots: this.#slots, attached: vm?.isMirror === true, ...(vm === undefined ? {} : { vm: vm.capture() }) };
  }

  restore(saved: MirrorVmState): void {
    if (this.#vm?.mirrorOf !== undefined) this.#vm.mirrorOf.mirrors.delete(this.#vm);
    this.#state = saved.state;
    this.#slots = [...saved.slots];
    this.#vm = saved.vm === undefined ? undefined : new SevVm(this.owner.host, this.owner.type);
    if (saved.vm !== undefined) this.#vm?.restore(saved.vm, saved.attached ? this.owner : undefined);
  }

  #advance(command: MirrorCommand): number {
    const next = mirrorTransition(this.#state, command);
    if (next === undefined) return -ERRNO.EINVAL;
    this.#state = next;
    return 0;
  }
}
