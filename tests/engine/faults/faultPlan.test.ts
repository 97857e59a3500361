import { describe, expect, it } from 'vitest';
import { FaultPlan } from '../../../src/engine/faults/faultPlan';
import { captureCheckpoint, restoreCheckpoint } from '../../../src/engine/record/checkpoint';
import { Simulation } from '../../../src/engine/simulation';
import { hashedLog, runWhole, stateOf } from '../../laws/runs';
import { at, configOf, fault } from './runFault';

describe('the plan', () => {
  it('is empty until something is armed; a fault of a moment is taken once, in the order of the script', () => {
    const plan = new FaultPlan(1);
    expect([plan.isArmed, plan.has('F-22'), plan.take('F-22')]).toEqual([false, false, undefined]);
    plan.arm({ id: 'F-22', atNs: 1 });
    plan.arm({ id: 'F-22', atNs: 2 });
    plan.arm({ id: 'F-23', atNs: 3 });
    expect([plan.take('F-22')?.atNs, plan.take('F-22')?.atNs, plan.take('F-22')]).toEqual([1, 2, undefined]);
    expect([plan.isArmed, plan.has('F-23')]).toEqual([true, true]);
  });

  it('draws evenly', () => {
    const plan = new FaultPlan(1);
    const mean = Array.from({ length: 10_000 }, () => plan.draw()).reduce((sum, value) => sum + value, 0) / 10_000;
    // Standard deviation of the mean: 0.289 / 100.
    expect(Math.abs(mean - 0.5)).toBeLessThan(5 * 0.00289);
  });
});

describe('a run with faults', () => {
  const demand = { hosts: { pinning: 'demand' }, workload: { conversionsPerSecond: 500, firstPage: 2048, workingSetPages: 12_288 } } as const;
  const zero = { guest: { kind: 'sev', pages: 16_384, statusInterface: 'merged', composition: { zeroShare: 0.5, sharedPages: 1024 } } } as const;
  const lives = {
    'statuses of the merged interface': configOf([...['F-01', 'F-02', 'F-05', 'F-06', 'F-04', 'F-23', 'F-39', 'F-40'].map((id) => fault(0.05, id)), at(0.1, 'migrate'), fault(0.3, 'F-20')], demand),
    'the posted bitmap': configOf([fault(0.05, 'F-07'), at(0.1, 'migrate'), fault(0.3, 'F-08')], demand, 'rfc-v1'),
    'a VM that dies': configOf([at(0.1, 'migrate'), fault(0.2, 'F-22')], { ...demand, ...zero }),
    'a reboot without a reset': configOf([fault(0, 'F-03'), at(0.1, 'reboot'), at(7, 'migrate')], demand),
  };

  it.each(Object.entries(lives))('%s: cut into pieces and taken up from checkpoints it is the same, to the last bit and event', (_, config) => {
    const whole = runWhole(config);
    const { log, digest } = hashedLog();
    let simulation = new Simulation(config, log);
    for (let piece = 1; !simulation.isDone; piece++) {
      while (!simulation.advance(piece * 1.3e8, 3e4) && !simulation.isDone);
      const saved = captureCheckpoint(simulation);
      const other = new Simulation(config, log);
      restoreCheckpoint(other, saved);
      simulation = other;
    }
    const { log: plain, digest: digestOfWhole } = hashedLog();
    const again = new Simulation(config, plain);
    while (!again.advance(Infinity, 1e9));
    expect(stateOf(simulation)).toEqual(stateOf(whole));
    expect(simulation.faults.state).toEqual(whole.faults.state);
    expect(simulation.state.integrity.violations.length > 0 || simulation.faults.state.failedPin >= 0).toBe(true);
    expect(digest()).toBe(digestOfWhole());
  });

  it('armed and never struck it is the run without: what waits costs and changes nothing', () => {
    const [waiting, control] = [configOf([fault(0, 'F-22'), at(0.1, 'migrate')], demand), configOf([at(0.1, 'migrate')], demand)].map(runWhole);
    expect({ ...stateOf(waiting!), simulation: 0 }).toEqual({ ...stateOf(control!), simulation: 0 });
  });
});
