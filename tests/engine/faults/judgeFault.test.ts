import { describe, expect, it } from 'vitest';
import { FAULTS } from '../../../src/engine/faults/catalogue';
import { judgeFault, type JudgedRun } from '../../../src/engine/faults/judgeFault';
import { NOTHING_CHECKED } from '../../../src/engine/verify/oracle';

const result = { modelVersion: 1, fingerprint: '', endNs: 0, migrations: [], cost: { pageEvents: 0, bytesPerPage: 0, recordingBytes: 0 }, outcome: 'converges', integrity: NOTHING_CHECKED } as const;
const clean: JudgedRun = { result, events: [] };
const of = (id: string) => FAULTS.find((fault) => fault.id === id)!;
const violation = (invariant: string, count = 1) => ({ invariant, pages: [7], count, text: `${invariant} broken` });

function faulty(misclassified: number, broken: readonly string[], outcome: 'converges' | 'failed' = 'converges'): JudgedRun {
  return { result: { ...result, outcome, integrity: { ...NOTHING_CHECKED, misclassified, violations: broken.map((name) => violation(name)) } }, events: [] };
}

describe('judgeFault', () => {
  it('has nothing to say of exactly the symptom', () => {
    expect(judgeFault(of('F-01'), faulty(16, ['INV-02', 'INV-14']), clean)).toEqual([]);
  });

  it('says what the oracle did not see', () => {
    expect(judgeFault(of('F-01'), clean, clean)).toEqual(['does not break INV-02', 'does not break INV-14', 'does not raise misclassified']);
    expect(judgeFault(of('F-40'), clean, clean)).toHaveLength(4);
  });

  it('says what is broken besides, and an outcome that changed', () => {
    expect(judgeFault(of('F-01'), faulty(16, ['INV-02', 'INV-14', 'INV-23'], 'failed'), clean)).toEqual(['breaks INV-23 too', 'comes to failed, not to converges']);
  });

  it('leaves out what is wrong without the fault too, unless it grew', () => {
    const { result: posted } = faulty(2, ['INV-02', 'INV-14']);
    const control: JudgedRun = { result: posted, events: [] };
    expect(judgeFault(of('F-01'), faulty(2, ['INV-02', 'INV-14']), control)).toEqual(['does not break INV-02', 'does not break INV-14', 'does not raise misclassified']);
    const grown: JudgedRun = { result: { ...posted, integrity: { ...posted.integrity, misclassified: 18, violations: [violation('INV-02', 18), violation('INV-14', 18)] } }, events: [] };
    expect(judgeFault(of('F-01'), grown, control)).toEqual([]);
  });

  it('takes an event for a sign only if the run without the fault has none like it', () => {
    const event = { atNs: 0, kind: 'guest', host: 'source', name: 'WRMSR 0x4b564d08', value: '3: #GP' } as const;
    expect(judgeFault(of('F-39'), { result, events: [event] }, clean)).toEqual([]);
    expect(judgeFault(of('F-39'), { result, events: [event] }, { result, events: [event] })).toHaveLength(1);
  });
});
