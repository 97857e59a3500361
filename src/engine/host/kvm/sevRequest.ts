import type { Bytes } from '../../../base/units';
import type { TargetCertificates } from '../../sev/platformIdentity';
import type { PacketRun, SessionBlob } from '../../sev/transportSession';

/** Longest certificate or session blob that KVM copies: SEV_FW_BLOB_MAX_SIZE. Source: psp-sev.h. */
export const BLOB_LIMIT: Bytes = 0x4000;

/** A user-space address and a length; address 0 means that none was given. */
export interface UserBuffer {
  readonly uaddr: number;
  readonly len: Bytes;
}

/** What happens to KVM's own copies and allocations for one command; all well when absent. */
export interface CopyFaults {
  readonly copy?: boolean;
  readonly noMemory?: boolean;
  /** What pin_user_pages says. */
  readonly pin?: 'fault' | 'memlock';
}

/** struct kvm_sev_send_start. */
export interface SendStartArgs {
  readonly pdhCert: UserBuffer;
  readonly platCerts: UserBuffer;
  readonly amdCerts: UserBuffer;
  readonly session: UserBuffer;
  /** What the certificate buffers hold. */
  readonly target: TargetCertificates;
}

/** struct kvm_sev_send_update_data and kvm_sev_receive_update_data. */
export interface UpdateDataArgs {
  readonly hdr: UserBuffer;
  readonly guest: UserBuffer;
  readonly trans: UserBuffer;
}

/** struct kvm_sev_receive_start. */
export interface ReceiveStartArgs {
  readonly sharedHandle: number;
  readonly policy: number;
  readonly pdh: UserBuffer;
  readonly session: UserBuffer;
  /** What the buffers hold. */
  readonly sourcePdh: number;
  readonly blob: SessionBlob;
  /** False: `sev_fd` is not an open /dev/sev. */
  readonly sevFd?: boolean;
}

/** One call of KVM_MEMORY_ENCRYPT_OP; `kvm_sev_cmd` without its error field, which comes back in the result. */
export type SevRequest = { readonly faults?: CopyFaults } & (
  | { readonly id: 'SEND_START'; readonly args: SendStartArgs }
  | { readonly id: 'SEND_UPDATE_DATA'; readonly args: UpdateDataArgs; readonly regions?: number }
  | { readonly id: 'RECEIVE_START'; readonly args: ReceiveStartArgs }
  | { readonly id: 'RECEIVE_UPDATE_DATA'; readonly args: UpdateDataArgs; readonly packets: PacketRun }
  | { readonly id: 'LAUNCH_START'; readonly policy: number; readonly sharedHandle?: number }
  | { readonly id: 'LAUNCH_UPDATE_DATA'; readonly pages: number }
  | { readonly id: 'LAUNCH_UPDATE_VMSA' | 'LAUNCH_SECRET' | 'LAUNCH_MEASURE' | 'LAUNCH_FINISH' }
  | { readonly id: 'INIT' | 'ES_INIT' | 'INIT2' | 'GUEST_STATUS' | 'DBG_DECRYPT' | 'DBG_ENCRYPT' }
  | { readonly id: 'SEND_FINISH' | 'SEND_CANCEL' | 'RECEIVE_FINISH' | 'SEND_UPDATE_VMSA' | 'RECEIVE_UPDATE_VMSA' }
  | { readonly id: 'CERT_EXPORT' | 'GET_ATTESTATION_REPORT' | 'SNP_LAUNCH_START' | 'SNP_LAUNCH_UPDATE' | 'SNP_LAUNCH_FINISH' }
  | { readonly id: 'unknown'; readonly number: number }
);

/** The pointer of the ioctl itself: none is a probe, which succeeds; the structure may fail to be read or written back. */
export type CommandPointer = 'ok' | 'null' | 'unreadable' | 'unwritable';
