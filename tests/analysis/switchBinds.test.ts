import { describe, expect, it } from 'vitest';
import { switchBinds } from '../../src/analysis/switchBinds';
import { verdictAt } from '../../src/analysis/verdict';
import { GIB, MIB } from '../../src/base/units';
import type { Scenario } from '../../src/scenario/scenario';
import { lifeRun } from './lifeRun';

const plain = (text: string): string => text.replace(/[\u00a0\u2009\u202f]/g, ' ');
const SWITCH: Partial<Scenario> = { guest: 'pef', mechanism: 'plain', memory: 4 * GIB, script: [{ atNs: 500e6, action: 'esm' }] };

function verdicts(fields: Partial<Scenario>) {
  const run = lifeRun({ ...SWITCH, ...fields });
  const at = (atNs: number) => verdictAt(run.config, run.result, run.series, run.events, atNs);
  return { run, at, end: at(run.result.endNs) };
}

describe('what binds a switch into secure mode', () => {
  it('is nothing before it, the Ultravisor while pages cross, the hypervisor while it marks the rest', () => {
    const { run, at } = verdicts({ 'needed-pages': 512 * MIB, memory: 64 * GIB, 'working-set': GIB });
    const done = run.events.find(({ name }) => name === 'H_SVM_INIT_DONE')!;
    expect([0, 600e6, done.atNs + 1e6].map((moment) => at(moment).binds)).toEqual(['none', 'ultravisor', 'hypervisor']);
    expect(plain(at(600e6).working)).toMatch(/^The Ultravisor binds: 3 901 GFNs\/s, 256 \u00b5s for a `UV_PAGE_IN` under the guest's one lock\. /);
    expect(plain(at(done.atNs + 1e6).working)).toMatch(/^The hypervisor binds: 1 M GFNs\/s, 1 \u00b5s \(estimate\) to mark one/);
  });

  it('is what bound it once it is over: calls that carry pages, or marks', () => {
    expect(verdicts({}).end.binds).toBe('ultravisor');
    expect(plain(verdicts({}).end.working)).toMatch(/^The Ultravisor bound: 2\.\d+ s in calls of the Ultravisor that carry pages, \d+(\.\d+)? ms in all others\. /);
    expect(verdicts({ 'needed-pages': 8 * MIB, 'paged-out': 0, memory: 16 * GIB }).end.binds).toBe('hypervisor');
  });

  it('is the Ultravisor to the end where every page crosses, and by the counter-proposal', () => {
    for (const fields of [{ 'esm-pages': 'all', 'gfn-states': 'off' }, { 'gfn-states': 'counter-proposal' }] as const) {
      const { run, at } = verdicts(fields);
      const { startNs, endNs } = run.result.secureSwitch!;
      for (let part = 1; part <= 20; part++) expect(at(startNs + ((endNs - startNs) * part) / 20).binds).toBe('ultravisor');
    }
  });

  it('is secure memory where it is too small, during the abort and after it', () => {
    const { run, at, end } = verdicts({ 'secure-memory': GIB });
    const abort = run.events.find(({ name }) => name === 'H_SVM_INIT_ABORT')!;
    expect([at(abort.atNs).binds, end.binds]).toEqual(['secure-memory', 'secure-memory']);
    expect(plain(end.working)).toMatch(/^Secure memory bound: there are 1 GiB of it, 3\.9\d GiB would be needed\./);
  });

  it('is none of this for a guest that stays as it is, or is moved', () => {
    expect(verdicts({ script: [{ atNs: 0, action: 'reboot' }, { atNs: 500e6, action: 'migrate' }] }).end.binds).toBe('guest');
    const { config, result, series, events } = lifeRun({ memory: 64 * MIB, 'working-set': 16 * MIB, shared: 0 });
    expect(switchBinds({ config, result, series, events, atNs: result.endNs })).toBe('none');
  });

  it('names nothing that binds without a number', () => {
    for (const fields of [{}, { 'secure-memory': GIB }, { 'gfn-states': 'off' }] as const) {
      const { run, at } = verdicts(fields);
      for (let part = 0; part <= 20; part++) {
        const { binds, working } = at((run.result.endNs * part) / 20);
        expect(binds === 'none' ? 'none' : plain(working)).toMatch(/none|bound: .*\d|binds: .*\d/);
      }
    }
  });
});
