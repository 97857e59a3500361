import { describe, expect, it } from 'vitest';
import type { EngineConfig } from '../../src/engine/config';
import type { RunEvent } from '../../src/engine/record/runEvent';
import type { MigrationResult, RunResult } from '../../src/engine/record/runResult';
import { SERIES_IDS, type SeriesColumn, type SeriesId, type SeriesSet } from '../../src/engine/record/series';
import type { Verdict } from '../../src/analysis/momentVerdict';
import { verdictAt } from '../../src/analysis/verdict';
import { exampleConfig } from './exampleConfig';

const SECOND = 1e9;
const qmp = (at: number, name: string, value?: string): RunEvent =>
  ({ atNs: at * SECOND, kind: 'qmp', host: 'source', name, ...(value === undefined ? {} : { value }) });

/** One bucket a second; `remaining` falls from 1,000 by 100 a second. */
function seriesOf(seconds: number): SeriesSet {
  const column = (id: SeriesId): SeriesColumn => {
    const last = Float64Array.from({ length: seconds }, (_, i) => (id === 'remaining' ? 1000 - 100 * i : id === 'threshold' ? 60 : id === 'sent-psp' ? 100 * i : 0));
    return { min: last, max: last, last };
  };
  return { stepNs: SECOND, length: seconds, columns: Object.fromEntries(SERIES_IDS.map((id) => [id, column(id)])) as Record<SeriesId, SeriesColumn> };
}

function resultOf(outcome: RunResult['outcome'], migrations: readonly Partial<MigrationResult>[], over: Partial<RunResult> = {}): RunResult {
  const whole = migrations.map((migration): MigrationResult =>
    ({ startNs: 2 * SECOND, endNs: 9 * SECOND, status: 'completed', queryMigrate: {}, blockedReasons: [], ...migration }));
  return {
    modelVersion: 1, fingerprint: 'f', endNs: 10 * SECOND, outcome, migrations: whole,
    integrity: { pagesChecked: 0, stale: 0, wrongKey: 0, misclassified: 0, lost: 0, unpinnedMoves: 0, violations: [] },
    cost: { pageEvents: 0, bytesPerPage: 1.5, recordingBytes: 0 }, ...over,
  };
}

const psp = exampleConfig({ mechanism: 'psp', hosts: { pspPageNs: 4.096e6 }, workload: { writesPerSecond: 12_000 }, script: [{ atNs: 2 * SECOND, action: 'migrate' }] });
const life = [
  qmp(2, 'MIGRATION', 'setup'), qmp(2, 'MIGRATION_PASS', '1'), qmp(2.1, 'MIGRATION', 'active'), qmp(5, 'MIGRATION_PASS', '2'),
  qmp(8, 'STOP'), qmp(8, 'MIGRATION', 'device'), qmp(8, 'MIGRATION_PASS', '3'), qmp(9, 'MIGRATION', 'completed'),
];
const completed = resultOf('converges', [{ queryMigrate: { 'total-time': 7000, downtime: 622, ram: { 'dirty-sync-count': 3 } } }]);
const plain = (text: string): string => text.replaceAll('\u202f', ' ');
const at = (seconds: number, result: RunResult | undefined, events: readonly RunEvent[] = life, config: EngineConfig = psp): Verdict =>
  verdictAt(config, result, seriesOf(10), events, seconds * SECOND);

describe('verdictAt', () => {
  it('says before the migration when it begins and what binds then, with the fate of the run under it', () => {
    const verdict = at(0, completed);
    expect(plain(verdict.title)).toBe('The migration begins at 2.00 s; then the source PSP binds: 244 pages/s sent, 12 000 written.');
    expect(plain(verdict.working)).toBe('It converges: 7 s, 3 passes, 622 ms down. One helper vCPU would take 14.6 s for one pass.');
    expect(verdict).toMatchObject({ binds: 'psp', outcome: 'converges', provisional: false });
  });

  it('says of a guest that boots first what its boot is at', () => {
    const booting: EngineConfig = { ...psp, script: [{ atNs: SECOND, action: 'boot' }, ...psp.script] };
    const boot: RunEvent = { atNs: SECOND, kind: 'action', host: 'source', name: 'boot' };
    expect(at(0.5, completed, [boot, ...life], booting).title).toBe('The guest is off; it boots at 1.00 s.');
    expect(at(1.5, completed, [boot, ...life], booting).title).toMatch(/^The (guest boots|host pins)/);
    expect(at(6, completed, [boot, ...life], booting).title).toMatch(/^The source PSP binds/);
  });

  it('counts what remains and what may be left while a pass is sent', () => {
    expect(plain(at(6, completed).working)).toMatch(/^Pass 2: 400 pages remain, 60 may be left at the stop\. It converges: /);
  });

  it('tells how long the guest has stood still', () => {
    expect(plain(at(8.25, completed).title)).toBe('The guest stands still for 250 ms so far, 200 pages left to send.');
  });

  it('sums up once it is over', () => {
    expect(plain(at(9.5, completed).text)).toMatch(/^Converged in 7 s, 3 passes, 622 ms down\. The source PSP bound, at 244 pages\/s\./);
  });

  it('names wrong pages before it praises the speed', () => {
    const integrity = { ...completed.integrity, stale: 64, violations: [{ invariant: 'I-1', pages: [1], count: 64, text: 'stale' }] };
    expect(at(9.5, { ...completed, integrity }).working).toContain('The oracle finds 64 wrong pages on host B.');
  });

  it('says so when a run never converges', () => {
    const verdict = at(10, resultOf('never-converges', [{ status: 'active' }]), life.slice(0, 4));
    expect(verdict).toMatchObject({ binds: 'psp', outcome: 'never-converges' });
    expect(plain(verdict.working)).toContain('One pass over 16 GiB takes 4.77 h, and it never converges.');
  });

  it('does not say that of a run that until cuts off within its first pass', () => {
    const cut = resultOf('never-converges', [{ status: 'active', endNs: 10 * SECOND }]);
    expect(plain(at(10, cut, life.slice(0, 4), { ...psp, until: 10 * SECOND }).working)).toContain('One pass over 16 GiB takes 4.77 h; the run ends before it does.');
    const fast = exampleConfig({ hosts: { pspPageNs: 1000 }, until: 10 * SECOND });
    expect(at(10, cut, life.slice(0, 4), { ...fast, mechanism: 'plain', guest: { ...fast.guest, kind: 'none', pages: 4096 } }).working).toContain('and it never converges.');
  });

  it('does not claim an outcome while it computes', () => {
    const verdict = at(6, undefined, life.slice(0, 4));
    expect(plain(verdict.title)).toBe('So far the source PSP binds: 244 pages/s sent, 12 000 written.');
    expect(verdict.working).toContain('Whether it converges is not known yet.');
    expect(verdict).toMatchObject({ outcome: 'computing', provisional: true });
  });

  it('gives the reason of a refusal, before it and after', () => {
    const reason = 'SEV: Migration is not implemented';
    const result = resultOf('blocked', [{ status: 'none', blockedReasons: [reason], endNs: 2 * SECOND }]);
    expect(plain(at(1, result, []).working)).toMatch(/^migrate at 2\.00 s is refused: SEV: Migration is not implemented\./);
    expect(at(3, result, [])).toMatchObject({ title: `Blocked before the first page: ${reason}.`, binds: 'guest', outcome: 'blocked' });
  });

  it('tells failure and cancellation with their moment', () => {
    const failed = resultOf('failed', [{ status: 'failed', endNs: 6 * SECOND, errorDesc: 'SEND_START: POLICY_FAILURE' }]);
    const failing = [...life.slice(0, 4), qmp(6, 'MIGRATION', 'failed')];
    expect(at(5.5, failed, failing).working).toContain('It fails at 6.00 s: SEND_START: POLICY_FAILURE.');
    expect(at(7, failed, failing).title).toBe('Failed at 6.00 s: SEND_START: POLICY_FAILURE.');
    const cancelled = resultOf('cancelled', [{ status: 'cancelled', endNs: 6 * SECOND }]);
    const cancelling = [...life.slice(0, 4), qmp(6, 'MIGRATION', 'cancelling'), qmp(6.1, 'MIGRATION', 'cancelled')];
    expect(plain(at(7, cancelled, cancelling).text)).toBe('Cancelled at 6.00 s, 300 pages still to send. 700 pages had been sent.');
  });

  it('names the memlock limit when the guest cannot start', () => {
    const config = exampleConfig({ hosts: { memlockBytes: 8 * 2 ** 30 }, script: [{ atNs: 0, action: 'boot' }] });
    const verdict = at(1, resultOf('failed', []), [], config);
    expect(verdict).toMatchObject({ binds: 'memlock', title: 'RLIMIT_MEMLOCK binds: 8 GiB may be pinned, 16 GiB is needed.' });
  });

  it('speaks of the guest alone when nothing is to be moved', () => {
    const config = exampleConfig({ script: [{ atNs: 0, action: 'compact' }] });
    const verdict = at(1, resultOf('no-migration', []), [], config);
    expect(plain(verdict.title)).toBe('No migration in this run: the guest writes 20 000 pages/s.');
    expect(verdict).toMatchObject({ binds: 'none', stages: [] });
  });

  it('lists every stage with one that binds, and the guest last', () => {
    const { stages } = at(0, completed);
    expect(stages.map(({ id }) => id)).toEqual(['psp-source', 'link', 'psp-destination', 'guest']);
    expect(stages.filter(({ binds }) => binds).map(({ id }) => id)).toEqual(['psp-source']);
  });

  it('has a number in every sentence, at every moment', () => {
    for (const result of [completed, undefined]) {
      for (let moment = 0; moment <= 10; moment += 0.25) {
        const events = life.filter(({ atNs }) => atNs <= moment * SECOND);
        expect(verdictAt(psp, result, seriesOf(10), result === undefined ? events : life, moment * SECOND).title).toMatch(/\d.*[.]$/);
      }
    }
  });
});

describe('a refused attempt before one that works', () => {
  const reason = 'SEV: Migration is not implemented';
  const again = resultOf('converges', [
    { status: 'none', blockedReasons: [reason], startNs: SECOND, endNs: SECOND },
    { queryMigrate: { 'total-time': 7000, downtime: 622, ram: { 'dirty-sync-count': 3 } } },
  ]);

  it('does not lend its result to the other', () => {
    expect(plain(at(9.5, again).title)).toBe('Converged in 7 s, 3 passes, 622 ms down.');
    expect(at(9.5, again).binds).toBe('psp');
    expect(at(1.5, again)).toMatchObject({ title: `Blocked before the first page: ${reason}.`, binds: 'guest' });
  });
});
