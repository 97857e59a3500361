import type { Bytes } from '../../../base/units';
import { PAGE_BYTES } from '../../../base/units';
import type { SevHost } from './sevHost';

export type SevVmType = 'default' | 'sev' | 'sev-es' | 'sev-snp';

/** Everything that changes but the links between a mirror and its owner, as plain data, for checkpoints. */
export interface SevVmState {
  readonly active: boolean;
  readonly handle: number;
  readonly asid: number;
  readonly createdVcpus: number;
  readonly onlineVcpus: number;
  readonly protectedVcpus: number;
  readonly migrationInProgress: boolean;
  readonly pagesLocked: number;
  readonly dead: boolean;
}

/**
 * KVM's fields of one VM that SEV uses (kvm_sev_info and the few of struct kvm that its checks read). The handlers of
 * this folder change it; the VMM reads it.
 */
export class SevVm {
  readonly host: SevHost;
  readonly type: SevVmType;
  /** Largest region of SEND_UPDATE_DATA: 4 KiB inside one page in merged KVM; 16 KiB is a what-if. */
  readonly regionBytes: Bytes;
  /** KVM_SEV_INIT was done, or a context was copied or moved here. */
  active = false;
  handle = 0;
  asid = 0;
  mirrorOf: SevVm | undefined;
  readonly mirrors = new Set<SevVm>();
  createdVcpus = 0;
  onlineVcpus = 0;
  /** vCPUs whose state firmware protects (after LAUNCH_UPDATE_VMSA). */
  protectedVcpus = 0;
  migrationInProgress = false;
  pagesLocked = 0;
  /** After KVM_CAP_VM_MOVE_ENC_CONTEXT_FROM took the context away: ioctls give -EIO. */
  dead = false;

  constructor(host: SevHost, type: SevVmType, regionBytes: Bytes = PAGE_BYTES) {
    this.host = host;
    this.type = type;
    this.regionBytes = regionBytes;
  }

  get isEs(): boolean {
    return this.type === 'sev-es' || this.type === 'sev-snp';
  }

  get isMirror(): boolean {
    return this.mirrorOf !== undefined;
  }

  capture(): SevVmState {
    const { active, handle, asid, createdVcpus, onlineVcpus, protectedVcpus, migrationInProgress, pagesLocked, dead } = this;
    return { active, handle, asid, createdVcpus, onlineVcpus, protectedVcpus, migrationInProgress, pagesLocked, dead };
  }

  /** @param owner the restored VM whose context this one mirrors, if it is a mirror. */
  restore(saved: SevVmState, owner?: SevVm): void {
    Object.assign(this, saved);
    this.mirrorOf?.mirrors.delete(this);
    this.mirrorOf = owner;
    owner?.mirrors.add(this);
  }
}
