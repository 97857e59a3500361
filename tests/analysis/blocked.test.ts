import { describe, expect, it } from 'vitest';
import { explainBlocked } from '../../src/analysis/blocked';
import type { EngineConfig, GuestKind } from '../../src/engine/config';

const NODBG = 1;
const ES = 4;
const NOSEND = 8;

function config(kind: GuestKind, guest: Partial<EngineConfig['guest']> = {}): EngineConfig {
  return {
    seed: 1,
    guest: {
      kind, pages: 262_144 * 192, pageBytes: 4096, vcpus: 32, policy: NODBG, statusInterface: 'merged', firmwareAnnounces: true,
      composition: { zeroShare: 0, sharedPages: 16_384 }, ...guest,
    },
    workload: {
      kind: 'uniform', writesPerSecond: 2e4, workingSetPages: 262_144, firstPage: 0, hotPages: 32_768, hotShare: 0.9, zipfExponent: 0.99,
      burstOnNs: 2e8, burstOffNs: 8e8, conversionsPerSecond: 0, startWrites: 0, catchUpNs: 0, bytesPerWrite: 64,
    },
    hosts: { pspPageNs: 2.5e6, pspRegionBytes: 4096, pspLoad: 0, pinning: 'launch', memlockBytes: Infinity, compactionPagesPerSecond: 0, asids: 410, secureMemoryBytes: Infinity },
    mechanism: 'psp',
    helper: { vcpus: 1, ringDepth: 64, pageNs: 1270, imageBytes: 0 },
    esm: { pages: 'needed', neededBytes: 512 * 1024 * 1024, pagedOutBytes: 8 * 1024 * 1024, gfnStates: 'on' },
    network: { bandwidth: 1.25e9, latencyNs: 1e5, payloadShare: 0.95, queueBytes: 2.5 * 1024 * 1024 },
    vmm: {
      qemu: '10.2', accel: 'kvm',
      parameters: {
        maxBandwidth: 0, availSwitchoverBandwidth: 0, downtimeLimitMs: 300, autoConverge: false, throttleTriggerThreshold: 50, cpuThrottleInitial: 20,
        cpuThrottleIncrement: 10, cpuThrottleTailslow: false, maxCpuThrottle: 99, xbzrle: false, xbzrleCacheSize: 64 * 1024 * 1024, multifd: false,
        multifdChannels: 2, zeroPageDetection: 'multifd', postcopyRam: false, maxPostcopyBandwidth: 0, returnPath: true,
      },
    },
    script: [{ atNs: 1e10, action: 'migrate' }],
    until: 'auto',
  };
}

const ES_REASON = 'SEV: Migration is not implemented';
const marks = (explanation: ReturnType<typeof explainBlocked>) => Object.fromEntries(explanation.checks.map((check) => [check.id, check.mark]));

describe('why a guest cannot move', () => {
  it('SEV-ES: stopped by the blocker, and the registers would stop it too', () => {
    const blocked = explainBlocked(config('sev-es', { policy: NODBG | ES }), { blockedReasons: [ES_REASON] });
    expect(blocked.title).toBe('Blocked before the first page: an SEV-ES guest has no way to send its registers.');
    expect(marks(blocked)).toEqual({ capabilities: 'pass', policy: 'pass', ready: 'pass', blocker: 'stop', registers: 'stop', memory: 'not-reached' });
    const registers = blocked.checks.find((check) => check.id === 'registers');
    expect(registers).toMatchObject({ what: 'Register state of 32 vCPUs', name: 'SEND_UPDATE_VMSA', finding: '\u2212EINVAL: id 10 has no handler' });
    expect(blocked.checks.find((check) => check.id === 'policy')?.name).toBe('0x5 = NODBG + ES');
  });

  it('SEV-SNP: every SEND command is below id 100', () => {
    const blocked = explainBlocked(config('sev-snp'), { blockedReasons: ['SEV-SNP: Migration is not implemented'] });
    expect(marks(blocked)).toMatchObject({ blocker: 'stop', registers: 'stop', memory: 'stop' });
    expect(blocked.checks.filter((check) => check.finding.includes('EPERM'))).toHaveLength(2);
    expect(blocked.lanes[0]?.steps.find((step) => step.next?.refused === true)?.next?.command).toBe('SEND_START');
  });

  it('NOSEND: the firmware refuses SEND_START after migrate was accepted, so QMP says failed and not blocked', () => {
    const refusal = { blockedReasons: [], errorDesc: 'SEND_START failed: POLICY_FAILURE (0x07)' };
    const blocked = explainBlocked(config('sev', { policy: NODBG | NOSEND }), refusal);
    expect(marks(blocked)).toMatchObject({ policy: 'stop', blocker: 'pass' });
    expect(blocked.title).toContain('policy word');
    expect(blocked.qmp).toBe([
      '-> {"execute": "migrate"}',
      '<- {"return": {}}',
      '-> {"execute": "query-migrate"}',
      '<- {"return": {"status": "failed", "error-desc": "SEND_START failed: POLICY_FAILURE (0x07)"}}',
    ].join('\n'));
  });

  it('not READY: names the MSR and offers a guest that announces', () => {
    const blocked = explainBlocked(config('sev', { statusInterface: 'none' }), { blockedReasons: ['Guest is not READY for migration'] });
    expect(marks(blocked)).toMatchObject({ ready: 'stop' });
    expect(blocked.explanation).toContain('0x4b564d08');
    expect(blocked.alternatives[0]?.link).toBe('status-interface=merged&firmware-announces=on');
  });

  it('not READY for good, or only yet: what helps differs, and every way that can be tried leads to a guest that announces', () => {
    const reasons = { blockedReasons: ['SEV: Migration is not implemented', 'not READY: the guest has not set KVM_MIGRATION_READY in MSR 0x4b564d08'] };
    const never = explainBlocked(config('sev', { firmwareAnnounces: false }), reasons);
    expect(never.checks.find(({ id }) => id === 'ready')?.finding).toBe('never written: firmware sets no EFI variable');
    expect(never.alternatives.find(({ id }) => id === 'helper')?.link).toContain('firmware-announces=on');
    const booting = explainBlocked(config('sev'), reasons);
    expect(booting.checks.find(({ id }) => id === 'ready')?.finding).toBe('not written yet: its kernel was before late_initcall');
    expect(booting.alternatives[0]).toMatchObject({ id: 'wait', outcome: 'allowed then' });
  });

  it.each([['sev-es', 'at=0s:boot&at=26s:move-enc-context'], ['sev-snp', undefined]] as const)('%s: a new VMM on the same host can be tried where KVM moves the context', (kind, link) => {
    const blocked = explainBlocked(config(kind), { blockedReasons: ['Migration is not implemented'] });
    expect(blocked.alternatives.find(({ id }) => id === 'move')?.link).toBe(link);
  });

  it('RLIMIT_MEMLOCK: the VM does not start, nothing else was reached, and the way out is the limit', () => {
    const small = config('sev');
    const blocked = explainBlocked({ ...small, hosts: { ...small.hosts, memlockBytes: 2 ** 30 } }, { blockedReasons: ['KVM_MEMORY_ENCRYPT_REG_REGION: -ENOMEM, 2 bytes to lock exceed RLIMIT_MEMLOCK of 1 bytes'] });
    expect(blocked.title).toMatch(/^Blocked before the start: 192.GiB must be locked/);
    expect(blocked.checks[0]).toMatchObject({ id: 'memlock', mark: 'stop' });
    expect(blocked.checks.slice(1).map(({ mark }) => mark)).not.toContain('pass');
    expect(blocked.alternatives.map(({ link }) => link)).toEqual(['memlock-limit=unlimited', 'guest=none&mechanism=plain']);
    expect(blocked.alternatives[0]?.text).toContain('hard_limit');
    expect(blocked.lanes).toEqual([]);
  });

  it('PEF: the blocker of the capability, and its own story instead', () => {
    const blocked = explainBlocked(config('pef'), { blockedReasons: ['PEF: Migration is not implemented'] });
    expect(marks(blocked)).toEqual({ capabilities: 'pass', capability: 'pass', blocker: 'stop', memory: 'not-reached' });
    expect(blocked.alternatives.map((way) => way.id)).toContain('esm');
    expect(blocked.lanes).toEqual([]);
  });

  it('an unknown reason is shown as it is', () => {
    const blocked = explainBlocked(config('none'), { blockedReasons: ['State blocked by non-migratable device \'vfio\''] });
    expect(blocked.checks.at(-1)).toMatchObject({ mark: 'stop', finding: '\u201cState blocked by non-migratable device \'vfio\'\u201d' });
    expect(blocked.title).toContain('vfio');
  });

  it('exactly as QMP prints it: the error of migrate, then blocked-reasons without a status', () => {
    const blocked = explainBlocked(config('sev-es'), { blockedReasons: [ES_REASON] });
    expect(blocked.qmp.split('\n').map((line) => JSON.parse(line.slice(3)) as unknown)).toEqual([
      { execute: 'migrate' }, { error: { class: 'GenericError', desc: ES_REASON } },
      { execute: 'query-migrate' }, { return: { 'blocked-reasons': [ES_REASON] } },
    ]);
  });

  it('says what the other ways would take: 34.95 h by PSP for 192 GiB at 2.5 ms a page, 24.5 s to start it', () => {
    const ways = explainBlocked(config('sev-es'), { blockedReasons: [ES_REASON] }).alternatives;
    const outcome = (id: string) => ways.find((way) => way.id === id)?.outcome;
    expect(outcome('plain-sev')).toBe('35 h for one pass over 192 GiB by PSP');
    expect(outcome('shut-down')).toBe('boot: 24.5 s, all memory pinned');
    expect(ways.filter((way) => way.estimate).map((way) => way.id)).toEqual(['plain-sev', 'helper', 'shut-down']);
  });
});
