import { KvmEncBitmap } from './kvmEncBitmap';
import { KvmSharedList } from './kvmSharedList';
import { VmmSharedList } from './vmmSharedList';

/** Where the status lives; `none` has no store: everything is taken as private. */
export type StatusBackend = 'kvm-bitmap' | 'kvm-list' | 'vmm-list';

/** The store of a host under one `status-interface`. v11 and later keep it in user space. */
export function createPageStatusStore(backend: StatusBackend): KvmEncBitmap | KvmSharedList | VmmSharedList {
  if (backend === 'kvm-bitmap') return new KvmEncBitmap();
  return backend === 'kvm-list' ? new KvmSharedList() : new VmmSharedList();
}

/** Which store each interface uses; undefined for a host that cannot be told. */
export function statusBackendOf(statusInterface: 'none' | 'rfc-v1' | 'v10-list' | 'v13-msr' | 'merged'): StatusBackend | undefined {
  if (statusInterface === 'none') return undefined;
  if (statusInterface === 'rfc-v1') return 'kvm-bitmap';
  return statusInterface === 'v10-list' ? 'kvm-list' : 'vmm-list';
}
