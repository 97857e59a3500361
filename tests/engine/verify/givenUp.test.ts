import { describe, expect, it } from 'vitest';
import type { EngineConfig } from '../../../src/engine/config';
import { Simulation } from '../../../src/engine/simulation';
import { encryptedConfig, testConfig } from '../testConfig';

const script = [{ atNs: 0, action: 'migrate' }, { atNs: 60e6, action: 'migrate_cancel' }] as const;
const busy = { writesPerSecond: 50_000, workingSetPages: 2048 } as const;
const plain = testConfig({ script, workload: busy });
const psp = encryptedConfig('psp', { script: [script[0], { ...script[1], atNs: 130e6 }], workload: busy });

/** Violations of a migration that is cancelled, with something planted before it begins. */
function found(config: EngineConfig, plant: (simulation: Simulation) => void = () => undefined): readonly string[] {
  const simulation = new Simulation(config);
  plant(simulation);
  while (!simulation.advance(Infinity, 1e9));
  expect(simulation.thread.counters.status).toBe('cancelled');
  return simulation.state.integrity.violations.map(({ invariant, text, pages }) => `${invariant} ${text}${pages.length === 0 ? '' : ` [${pages.join(' ')}]`}`);
}

describe('INV-13, a source as if it had never migrated', () => {
  it.each([['plain', plain], ['tcg', { ...plain, vmm: { ...plain.vmm, accel: 'tcg' } }], ['psp', psp], ['mirror-ring', { ...psp, mechanism: 'mirror-ring' }]] as const)('%s: a clean cancel is clean', (_, config) => {
    expect(found(config)).toEqual([]);
  });

  it('the log was on while it migrated, and is off', () => {
    const simulation = new Simulation(plain);
    const states: boolean[] = [simulation.log.state.on];
    for (const atNs of [30e6, Infinity]) {
      while (!simulation.advance(atNs, 1e9));
      states.push(simulation.log.state.on);
    }
    expect(states).toEqual([false, true, false]);
  });

  it('a log that nobody switches off: it says so, counts the chunks it owes and names what it would hide', () => {
    const texts = found(plain, ({ log }) => void (log.stop = () => undefined));
    expect(texts[0]).toBe('INV-13 dirty logging is still on after the migration was given up');
    expect(texts.slice(1).every((text) => /^INV-13 (1 chunks of the dirty log are still to be cleared|imported from the dirty log and never re-armed)/.test(text))).toBe(true);
  });

  it('one page that stays imported is named', () => {
    const texts = found(plain, ({ log, planes }) => {
      const stop = log.stop.bind(log);
      log.stop = () => {
        stop();
        planes.imported![40]! |= 1 << 9;
      };
    });
    expect(texts).toEqual(['INV-13 imported from the dirty log and never re-armed: the next write would not be seen [1289]']);
  });

  it('a chunk whose clear is still owed', () => {
    expect(found(plain, ({ log }) => {
      const stop = log.stop.bind(log);
      log.stop = () => {
        stop();
        log.state.owed = [1];
      };
    })).toEqual(['INV-13 1 chunks of the dirty log are still to be cleared after the migration was given up']);
  });

  it('a cancel that forgets what the guest announced', () => {
    expect(found(psp, ({ thread, readiness }) => {
      const abandon = thread.abandon.bind(thread);
      thread.abandon = (...how) => {
        abandon(...how);
        readiness.state.ready = false;
      };
    })).toEqual(['INV-13 the guest was READY before the migration and is not so after it was given up, by no word of its own']);
  });

  it('a guest that takes READY back itself is not held against the cancel', () => {
    expect(found(psp, ({ thread, readiness }) => {
      const abandon = thread.abandon.bind(thread);
      thread.abandon = (atNs, ...how) => {
        abandon(atNs, ...how);
        readiness.write(0n, atNs);
      };
    })).toEqual([]);
  });

  it('a guest that stands, or goes on throttled', () => {
    expect(found(plain, ({ thread, guest }) => {
      const abandon = thread.abandon.bind(thread);
      thread.abandon = (...how) => {
        abandon(...how);
        guest.stop(thread.state.endNs);
      };
    })).toEqual(['INV-13 the guest stands after the migration was given up']);
    expect(found(plain, ({ thread, guest }) => {
      const abandon = thread.abandon.bind(thread);
      thread.abandon = (...how) => {
        abandon(...how);
        guest.throttle(thread.state.endNs, 20);
      };
    })).toEqual(['INV-13 the guest is still throttled after the migration was given up']);
  });

  it('an ASID that could be given out again before it was flushed', () => {
    expect(found(psp, ({ thread }) => {
      const { asids } = thread.path!.pair.destination;
      const free = asids.free.bind(asids);
      asids.free = (asid) => {
        free(asid);
        asids.restore({ ...asids.capture(), reclaimable: [] });
      };
    })).toEqual(['INV-13 ASID 100 of the destination could be given out before DF_FLUSH']);
  });

  it('an ASID that is never unbound', () => {
    expect(found(psp, ({ thread }) => void (thread.path!.pair.destination.firmware.asids.unbind = () => undefined))).toEqual(['INV-13 1 ASID of the destination still bound after the migration was given up']);
  });
});

it('INV-03: a destination that was started before the migration was given up', () => {
  expect(found(plain, ({ thread }) => {
    const abandon = thread.abandon.bind(thread);
    thread.abandon = (...how) => {
      abandon(...how);
      thread.state.resumeNs = thread.state.endNs;
    };
  })).toEqual(['INV-03 two copies run: the destination was started']);
});
