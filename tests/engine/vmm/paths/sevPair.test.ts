import { describe, expect, it } from 'vitest';
import { SevPair, type SevPairState } from '../../../../src/engine/vmm/paths/sevPair';
import { encryptedConfig, type ConfigChanges } from '../../testConfig';

const pairOf = (changes: ConfigChanges = {}): SevPair => new SevPair(encryptedConfig('psp', changes));
const launchedPair = (changes: ConfigChanges = {}): SevPair => {
  const pair = pairOf(changes);
  pair.createDestinationBeforehand(() => undefined);
  return pair;
};

describe('SevPair', () => {
  it('has a guest that was launched before the clock began: RUNNING, its ASID bound, no time taken', () => {
    const { source, sourceVm, launchError } = launchedPair();
    expect(launchError).toBeUndefined();
    expect(source.firmware.context(sourceVm.handle)).toMatchObject({ state: 'RUNNING', asid: 100, policy: 1 });
    expect([source.mailbox.freeAtNs, source.mailbox.ownBusyNs, source.mailbox.commands]).toEqual([0, 0, 0]);
  });

  it('has a VM waiting at the destination: an ASID, no context', () => {
    const { destination, destinationVm } = launchedPair();
    expect([destinationVm?.active, destinationVm?.asid, destinationVm?.handle, destination.firmware.state]).toEqual([true, 100, 0, 'INIT']);
  });

  it.each<[string, ConfigChanges, string, number]>([
    ['an SEV-ES guest', { guest: { kind: 'sev-es', policy: 5 } }, 'sev-es', 1],
    ['a plain guest whose policy asks for ES, as QEMU has it', { guest: { policy: 5 } }, 'sev-es', 1],
    ['an SEV-SNP guest', { guest: { kind: 'sev-snp' } }, 'sev-snp', 1],
    ['a plain guest', {}, 'sev', 100],
  ])('takes the ASID of its kind for %s', (_, changes, type, asid) => {
    const { sourceVm, launchError } = launchedPair(changes);
    expect([sourceVm.type, sourceVm.asid, launchError]).toEqual([type, asid, undefined]);
  });

  it('has as many ASIDs of that kind as the scenario says', () => {
    for (const kind of ['sev', 'sev-es', 'sev-snp'] as const) {
      const pair = pairOf({ guest: { kind, policy: kind === 'sev-es' ? 5 : 1 }, hosts: { asids: 2 } });
      const rets = [0, 1, 2].map(() => pair.createDestination(0).ret);
      expect([kind, rets]).toEqual([kind, [0, 0, -16]]);
    }
  });

  it.each<[string, ConfigChanges, string]>([
    ['no ASID', { hosts: { asids: 0 } }, "sev_kvm_init: failed to initialize ret=-25 fw_error=0 ''"],
    ['an API version that the platform does not have', { guest: { policy: 1 + (9 << 16) } }, "sev_launch_start: LAUNCH_START ret=-5 fw_error=7 'Policy is not allowed'"],
  ])('says in the words of QEMU why it could not launch: %s', (_, changes, text) => {
    expect(pairOf(changes).launchError).toBe(text);
  });

  it('allows regions of 16 KiB in the first posting only', () => {
    expect(pairOf().sourceVm.regionBytes).toBe(4096);
    expect(pairOf({ guest: { statusInterface: 'rfc-v1' } }).sourceVm.regionBytes).toBe(16_384);
  });

  it('survives JSON, with and without a VM at the destination', () => {
    for (const saved of [pairOf().capture(), launchedPair().capture()]) {
      const other = launchedPair({ seed: 2 });
      other.restore(JSON.parse(JSON.stringify(saved)) as SevPairState);
      expect(other.capture()).toEqual(saved);
    }
  });
});
