import { ERRNO } from './errno';
import type { SevVm } from './sevVm';

export const KVM_CAP_VM_COPY_ENC_CONTEXT_FROM = 197;
export const KVM_CAP_VM_MOVE_ENC_CONTEXT_FROM = 206;

/** What a file descriptor is; undefined is not a KVM VM. */
export type VmFd = SevVm | undefined;

/** Errno of taking both VMs for a copy or a move; `killed` stands for a signal while waiting. */
function lockErrno(to: SevVm, from: SevVm, killed: boolean): number {
  if (from === to) return ERRNO.EINVAL;
  if (to.migrationInProgress || from.migrationInProgress) return ERRNO.EBUSY;
  return killed ? ERRNO.EINTR : 0;
}

/**
 * KVM_CAP_VM_COPY_ENC_CONTEXT_FROM (197), called on the mirror: 0 or a negative errno. Copies handle and ASID as they are now:
 * before LAUNCH_START the mirror gets no handle. Source: svm/sev.c, sev_vm_copy_enc_context_from.
 */
export function copyEncContextFrom(mirror: SevVm, sourceFd: VmFd, killed = false): number {
  if (mirror.dead) return -ERRNO.EIO;
  if (sourceFd === undefined) return -ERRNO.EBADF;
  const locked = lockErrno(mirror, sourceFd, killed);
  if (locked !== 0) return -locked;
  if (mirror.active || !sourceFd.active || sourceFd.isMirror || mirror.createdVcpus > 0) return -ERRNO.EINVAL;
  mirror.active = true;
  mirror.asid = sourceFd.asid;
  mirror.handle = sourceFd.handle;
  mirror.mirrorOf = sourceFd;
  sourceFd.mirrors.add(mirror);
  return 0;
}

function vcpuErrno(to: SevVm, from: SevVm): number {
  if (to.createdVcpus !== to.onlineVcpus || from.createdVcpus !== from.onlineVcpus) return ERRNO.EBUSY;
  if (!from.isEs) return 0;
  const unprotected = from.protectedVcpus < from.onlineVcpus;
  return to.onlineVcpus !== from.onlineVcpus || unprotected ? ERRNO.EINVAL : 0;
}

/** What the environment may refuse in a move. */
export interface MoveConditions {
  readonly killed?: boolean;
  /** Errno of charging the misc control group of the new VM. */
  readonly cgroupErrno?: number;
}

/**
 * KVM_CAP_VM_MOVE_ENC_CONTEXT_FROM (206), called on the new VM: 0 or a negative errno. No page moves: same ASID, same
 * frames, pins go along; the source is dead afterwards. Source: svm/sev.c, sev_vm_move_enc_context_from; for SEV-SNP it does not exist yet
 * (commit 6dd761d92f66).
 */
export function moveEncContextFrom(to: SevVm, sourceFd: VmFd, conditions: MoveConditions = {}): number {
  if (to.dead) return -ERRNO.EIO;
  if (sourceFd === undefined) return -ERRNO.EBADF;
  const locked = lockErrno(to, sourceFd, conditions.killed === true);
  if (locked !== 0) return -locked;
  if (to.type !== sourceFd.type || to.type === 'sev-snp' || to.active || !sourceFd.active) return -ERRNO.EINVAL;
  if (conditions.cgroupErrno !== undefined) return -conditions.cgroupErrno;
  const vcpus = vcpuErrno(to, sourceFd);
  if (vcpus !== 0) return -vcpus;
  moveContext(to, sourceFd);
  return 0;
}

function moveContext(to: SevVm, from: SevVm): void {
  to.active = true;
  to.asid = from.asid;
  to.handle = from.handle;
  to.pagesLocked = from.pagesLocked;
  to.protectedVcpus = from.protectedVcpus;
  moveMirrors(to, from);
  from.active = false;
  from.asid = 0;
  from.handle = 0;
  from.pagesLocked = 0;
  from.dead = true;
}

function moveMirrors(to: SevVm, from: SevVm): void {
  for (const mirror of from.mirrors) {
    mirror.mirrorOf = to;
    to.mirrors.add(mirror);
  }
  from.mirrors.clear();
  if (from.mirrorOf === undefined) return;
  from.mirrorOf.mirrors.delete(from);
  from.mirrorOf.mirrors.add(to);
  to.mirrorOf = from.mirrorOf;
  from.mirrorOf = undefined;
}
