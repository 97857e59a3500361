import { describe, expect, test } from 'vitest';
import type { EngineAction } from '../../../../src/engine/config';
import { contextCensus, contextViolations } from '../../../../src/engine/host/kvm/contextCensus';
import { SevVm } from '../../../../src/engine/host/kvm/sevVm';
import { EventLog } from '../../../../src/engine/record/eventLog';
import type { RunEvent } from '../../../../src/engine/record/runEvent';
import { Simulation } from '../../../../src/engine/simulation';
import { countOf } from '../../planeSets';
import { encryptedConfig, testConfig, type ConfigChanges } from '../../testConfig';

const PAGES = 4096;
const MS = 1e6;
const at = (ms: number, action: 'boot' | 'migrate' | 'migrate_cancel' | 'reboot' | 'compact' | 'move-enc-context'): EngineAction => ({ atNs: ms * MS, action });
type Config = ReturnType<typeof testConfig>;

interface Story {
  readonly simulation: Simulation;
  readonly events: readonly RunEvent[];
}

function play(config: Config, onStep?: (simulation: Simulation) => void): Story {
  const log = new EventLog();
  const simulation = new Simulation(config, log, onStep);
  for (let calls = 0; calls < 10_000 && !simulation.advance(Infinity, 1e6); calls++);
  return { simulation, events: log.events };
}

const sev = (mechanism: Parameters<typeof encryptedConfig>[0], script: readonly EngineAction[], changes: ConfigChanges = {}): Story => play(encryptedConfig(mechanism, { ...changes, script }));
const said = ({ events }: Story): readonly string[] => events.map(({ name, value, ret, state }) => [name, value, ret, state].filter((part) => part !== undefined).join(' | '));
const refusals = ({ events }: Story): readonly string[] => events.filter(({ name }) => name === 'move-enc-context refused').map(({ value }) => value!);
const called = ({ events }: Story): readonly (number | undefined)[] => events.filter(({ name }) => name === 'CAP_VM_MOVE_ENC_CONTEXT_FROM').map(({ ret }) => ret);

describe('move-enc-context', () => {
  test('tells each call: the same frames, the context, the dead VM; the vCPUs stand for stop, call and device state', () => {
    const story = sev('psp', [at(100, 'move-enc-context')]);
    expect(said(story)).toEqual([
      'move-enc-context', 'KVM_CREATE_VM | for a new VMM on this host | 0', 'KVM_SET_USER_MEMORY_REGION | the same 4096 pages | 0', 'KVM_CREATE_VCPU | 1 of 1 | 0', 'stop',
      'CAP_VM_MOVE_ENC_CONTEXT_FROM | ASID 100, handle 1, 4096 pages locked | 0 | RUNNING', 'GUEST_STATUS | of the old VM, which is dead | -5', 'cont',
    ]);
    expect(story.events.filter(({ name }) => name === 'stop' || name === 'cont').map(({ atNs }) => atNs)).toEqual([100 * MS, 102.7 * MS]);
    expect(story.simulation.state.integrity.violations).toEqual([]);
  });

  test('copies no page, and the guest writes nothing while it stands', () => {
    const still = sev('psp', [at(100, 'compact')], { workload: { writesPerSecond: 1e5 }, until: 500e6 }).simulation;
    const moved = sev('psp', [at(100, 'move-enc-context')], { workload: { writesPerSecond: 1e5 }, until: 500e6 }).simulation;
    expect(still.guest.clock.writesAt(500e6) - moved.guest.clock.writesAt(500e6)).toBeCloseTo(270, -1);
    expect([countOf(moved.planes.sent0), moved.stream.state.queuedBytes]).toEqual([0, 0]);
    expect(moved.memory.garbledPages).toBe(0);
  });

  test.each(['psp', 'mirror-ring', 'mailbox', 'mirror-rfc'] as const)('%s: the new VM is the source of the next migration, and is destroyed as one', (mechanism) => {
    const story = sev(mechanism, [at(100, 'move-enc-context'), at(200, 'compact'), at(300, 'migrate')]);
    const { simulation } = story;
    expect(simulation.thread.counters.status).toBe('completed');
    expect(simulation.state.integrity).toMatchObject({ unpinnedMoves: 0, wrongKey: 0, stale: 0, violations: [] });
    expect(simulation.memory.state.destroyed).toEqual({ vms: 1, leaked: 0, unflushed: 0 });
    expect(said(story)).toContain(`CAP_VM_MOVE_ENC_CONTEXT_FROM | ASID 100, handle 1, ${PAGES} pages locked${mechanism === 'mirror-rfc' ? ', 1 mirror' : ''} | 0 | RUNNING`);
  });

  test('again and again, after a cancelled migration and with pins on demand: every sum is conserved', () => {
    const guest = { kind: 'sev', statusInterface: 'merged', composition: { zeroShare: 0.5, sharedPages: 512 } } as const;
    const script = [at(0, 'migrate'), at(20, 'migrate_cancel'), at(100, 'move-enc-context'), at(200, 'move-enc-context'), at(300, 'migrate')];
    const { simulation } = sev('psp', script, { guest, hosts: { pspPageNs: 20e3, pinning: 'demand' } });
    expect(simulation.move.state).toMatchObject({ moves: [{ atNs: 100 * MS, pauseNs: 2.7 * MS }, { atNs: 200 * MS, pauseNs: 2.7 * MS }], untilNs: -1, violations: [] });
    expect(simulation.thread.counters.status).toBe('completed');
    expect(simulation.state.integrity.violations).toEqual([]);
  });

  test('a boot that is cut into goes on later by the pause; a reboot in the pause leaves no workload', () => {
    const upNs = (script: readonly EngineAction[]): number => sev('mirror-ring', script).events.find(({ name }) => name === 'guest is up')!.atNs;
    expect(upNs([at(0, 'boot'), at(3000, 'move-enc-context')]) - upNs([at(0, 'boot')])).toBe(2.7 * MS);
    const { simulation } = sev('mirror-ring', [at(100, 'move-enc-context'), at(101, 'reboot')], { until: 3e9 });
    expect(simulation.guest.clock.state.running).toBe(false);
  });

  test('without a path for private pages there is a VM all the same', () => {
    const config = { ...testConfig({ script: [at(100, 'move-enc-context')] }), guest: encryptedConfig('psp').guest };
    expect(called(play(config))).toEqual([0]);
  });

  test('sev-es: its vCPUs are protected, and as many are created', () => {
    const story = sev('mirror-ring', [at(100, 'move-enc-context')], { guest: { kind: 'sev-es', policy: 5, vcpus: 8, statusInterface: 'merged', composition: { zeroShare: 0, sharedPages: 512 } } });
    expect(said(story)).toContain('KVM_CREATE_VCPU | 8 of 8 | 0');
    expect(called(story)).toEqual([0]);
  });
});

describe('move-enc-context is refused', () => {
  const NOT_SEV = 'KVM_CAP_VM_MOVE_ENC_CONTEXT_FROM: -EINVAL, the source VM is not an SEV guest';

  test('without encryption, and before the guest is launched: -EINVAL', () => {
    const plain = play(testConfig({ script: [at(100, 'move-enc-context')] }));
    expect([refusals(plain), called(plain)]).toEqual([[NOT_SEV], [-22]]);
    expect(refusals(sev('psp', [at(0, 'move-enc-context'), at(1, 'boot')]))).toEqual([NOT_SEV]);
    expect(refusals(sev('psp', [at(0, 'move-enc-context')], { hosts: { asids: 0 } }))).toEqual([NOT_SEV]);
  });

  test('SEV-SNP: -EINVAL', () => {
    const snp = sev('mirror-ring', [at(100, 'move-enc-context')], { guest: { kind: 'sev-snp', statusInterface: 'merged', composition: { zeroShare: 0, sharedPages: 512 } } });
    expect(refusals(snp)).toEqual(['KVM_CAP_VM_MOVE_ENC_CONTEXT_FROM: -EINVAL, not for SEV-SNP']);
  });

  test('while a mirror is made, and while another move is under way: -EBUSY; the guest runs on', () => {
    const busy = 'KVM_CAP_VM_MOVE_ENC_CONTEXT_FROM: -EBUSY, either VM is held by a copy or a move of its context';
    const mirroring = sev('mirror-ring', [at(0, 'migrate'), at(1, 'move-enc-context')]);
    expect([refusals(mirroring), called(mirroring)]).toEqual([[busy], [-16]]);
    expect(mirroring.simulation.thread.counters.status).toBe('completed');
    expect(refusals(sev('psp', [at(100, 'move-enc-context'), at(101, 'move-enc-context')]))).toEqual([busy]);
  });

  test('while QEMU migrates; on the host where the guest arrived it is not', () => {
    const story = sev('psp', [at(0, 'migrate'), at(80, 'move-enc-context'), at(5000, 'move-enc-context'), at(6000, 'migrate')]);
    expect(refusals(story)).toEqual(["There's a migration process in progress"]);
    expect(called(story)).toEqual([0]);
    expect(story.simulation.state.migrations.map(({ status }) => status)).toEqual(['completed', 'completed']);
    expect(story.simulation.state.integrity.violations).toEqual([]);
    expect(story.simulation.memory.state.destroyed).toEqual({ vms: 2, leaked: 0, unflushed: 0 });
  });

  test('migrate in the pause has to wait', () => {
    const { events } = sev('psp', [at(100, 'move-enc-context'), at(101, 'migrate')]);
    expect(events.find(({ name }) => name === 'migrate refused')!.value).toBe('the VMM is being replaced: its vCPUs stand');
  });
});

describe('INV-22', () => {
  test('names every sum that a move did not conserve, a second owner, and an old VM that lives on', () => {
    const { simulation } = sev('psp', [at(100, 'move-enc-context')]);
    const { pair } = simulation.thread.path!;
    const copy = new SevVm(pair.source, 'sev');
    const before = contextCensus([pair.sourceVm, copy], simulation.memory);
    copy.restore({ ...pair.sourceVm.capture(), pagesLocked: 7 });
    simulation.memory.unpin(10, 12);
    const found = contextViolations(before, contextCensus([pair.sourceVm, copy], simulation.memory), pair.sourceVm, copy);
    expect(found.map(({ text }) => text)).toEqual([
      'owners: 1 before the move, 2 after', 'pagesLocked: 4096 before the move, 4103 after', 'slotPins: 4096 before the move, 4094 after', '2 live owners of the context', 'the old VM is not dead',
    ]);
    expect(new Set(found.map(({ invariant }) => invariant))).toEqual(new Set(['INV-22']));
  });

  test('is told by the run in which it breaks', () => {
    const { simulation } = play(encryptedConfig('psp', { script: [at(500, 'move-enc-context')] }), ({ memory, nowNs }) => {
      if (nowNs < 500 * MS) memory.state.here = { ...memory.state.here, slots: PAGES + 1 };
    });
    expect(simulation.state.integrity.violations).toEqual([{ invariant: 'INV-22', pages: [], count: 0, text: 'slotPins: 4097 before the move, 4096 after' }]);
  });
});
