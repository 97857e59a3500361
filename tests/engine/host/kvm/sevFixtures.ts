import { SevHost } from '../../../../src/engine/host/kvm/sevHost';
import type { SevHostOptions } from '../../../../src/engine/host/kvm/sevHost';
import { memoryEncryptOp } from '../../../../src/engine/host/kvm/memoryEncryptOp';
import type { SevRequest } from '../../../../src/engine/host/kvm/sevRequest';
import type { SevResult } from '../../../../src/engine/host/kvm/sevResult';
import type { SevVmType } from '../../../../src/engine/host/kvm/sevVm';
import { SevVm } from '../../../../src/engine/host/kvm/sevVm';
import { exportCertificates } from '../../../../src/engine/sev/platformIdentity';
import type { SessionBlob } from '../../../../src/engine/sev/transportSession';

export const MS = 1e6;
export const PAGE = { hdr: { uaddr: 0x1000, len: 52 }, guest: { uaddr: 0x2000, len: 4096 }, trans: { uaddr: 0x3000, len: 4096 } };

export function newHost(pdh: number, options: Partial<SevHostOptions> = {}): SevHost {
  const identity = { pdh, oca: 'ours', apiMajor: 1, apiMinor: 55, chain: 'valid' } as const;
  return new SevHost({ identity, pspPageNs: 2.5 * MS, otherGuests: 0, minSevAsid: 100, maxAsid: 509, ...options });
}

export function mustSucceed(vm: SevVm, request: SevRequest, nowNs = 0): SevResult {
  const result = memoryEncryptOp(vm, nowNs, request);
  if (result.ret !== 0) throw new Error(`${request.id} gave ${String(result.ret)}, firmware ${String(result.fwError)}`);
  return result;
}

/** A launched guest; ES guests get their VMSA. */
export function launched(host: SevHost, type: SevVmType = 'sev', policy = type === 'sev-es' ? 5 : 1): SevVm {
  const vm = new SevVm(host, type);
  mustSucceed(vm, { id: type === 'sev-es' ? 'ES_INIT' : 'INIT' });
  vm.createdVcpus = 2;
  vm.onlineVcpus = 2;
  mustSucceed(vm, { id: 'LAUNCH_START', policy });
  mustSucceed(vm, { id: 'LAUNCH_UPDATE_DATA', pages: 4 });
  if (type === 'sev-es') mustSucceed(vm, { id: 'LAUNCH_UPDATE_VMSA' });
  mustSucceed(vm, { id: 'LAUNCH_MEASURE' });
  mustSucceed(vm, { id: 'LAUNCH_FINISH' });
  return vm;
}

export function incoming(host: SevHost): SevVm {
  const vm = new SevVm(host, 'sev');
  mustSucceed(vm, { id: 'INIT' });
  return vm;
}

export function sendStartRequest(target: SevHost, sessionLen = 128): SevRequest & { readonly id: 'SEND_START' } {
  const blob = (uaddr: number, len: number) => ({ uaddr, len });
  return {
    id: 'SEND_START',
    args: {
      pdhCert: blob(0x1000, 2084), platCerts: blob(0x2000, 6252), amdCerts: blob(0x4000, 1216), session: blob(0x5000, sessionLen),
      target: exportCertificates(target.firmware.identity),
    },
  };
}

export function receiveStartRequest(source: SevHost, session: SessionBlob): SevRequest & { readonly id: 'RECEIVE_START' } {
  return {
    id: 'RECEIVE_START',
    args: {
      sharedHandle: 0, policy: session.policy, pdh: { uaddr: 0x1000, len: 2084 }, session: { uaddr: 0x2000, len: 128 },
      sourcePdh: source.firmware.identity.pdh, blob: session,
    },
  };
}
