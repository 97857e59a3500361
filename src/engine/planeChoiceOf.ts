import type { EngineConfig } from './config';
import type { PlaneChoice } from './memory/pagePlanes';

/** The planes that a run can need. Frames that are replaced are zero: then there is a plane to say so. */
export function planeChoiceOf({ guest, vmm, script, mechanism, hosts }: EngineConfig): PlaneChoice {
  const { kind, composition } = guest;
  const isSev = kind !== 'none' && kind !== 'pef';
  const isRemapped = script.some(({ action }) => action === 'remap');
  const comesUp = script.some(({ action }) => action === 'boot' || action === 'hotplug');
  return {
    imported: vmm.accel === 'kvm', zero: composition.zeroShare > 0 || composition.filled !== undefined || comesUp || isRemapped, status: isSev, pinned: isSev, gfn: kind === 'pef',
    regionPinned: isSev && mechanism === 'psp' && hosts.pinning === 'demand', replaced: isSev && isRemapped,
  };
}
