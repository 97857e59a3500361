import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { invoke } from './invoke';

interface Report {
  readonly link: string;
  readonly fingerprint: string;
  readonly scenario: Readonly<Record<string, unknown>>;
  readonly migrations: readonly Readonly<Record<string, unknown>>[];
  readonly integrity: { readonly 'pages-checked': number; readonly violations: readonly unknown[] };
  readonly verdict: { readonly binds: string; readonly outcome: string; readonly text: string };
  readonly cost: Readonly<Record<string, number>>;
}

const PSP = '#v=1&guest=sev&mechanism=psp&psp-page-time=4.096ms&memory=1GiB&workload=idle&writes=0&shared=0';
const SMALL = '#v=1&guest=none&memory=64MiB&working-set=16MiB';
const script = fileURLToPath(new URL('../../scripts/sealift.mjs', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'sealift-'));
afterAll(() => rmSync(folder, { recursive: true }));

function run(...args: readonly string[]): Report {
  const { code, out } = invoke('run', ...args);
  expect(code).toBe(0);
  return JSON.parse(out) as Report;
}

describe('run', () => {
  it('moves a GiB through the firmware in 1,073.7 s: 262,144 commands of 4.096 ms', () => {
    const { migrations, verdict, integrity } = run(PSP);
    expect(migrations).toHaveLength(1);
    expect(migrations[0]).toMatchObject({ status: 'completed' });
    const seconds = Number(migrations[0]?.['total-time']) / 1000;
    expect(Math.abs(seconds / 1073.741824 - 1)).toBeLessThan(0.02);
    expect(verdict).toMatchObject({ binds: 'psp', outcome: 'converges' });
    expect(integrity).toMatchObject({ 'pages-checked': 262144, violations: [] });
  });

  it('prints what a region of 16 KiB costs, with its working, where the firmware moves pages', () => {
    const small = '&memory=64MiB&working-set=4MiB&workload=idle&shared=0';
    const report: unknown = run(`#v=1&guest=sev&mechanism=psp&psp-page-time=4.096ms${small}`);
    expect(report).toMatchObject({ 'psp-region-cost': { 'region-bytes': 16_384, blocks: 4, 'total-ms': 16.294, 'page-by-page-ms': 16.384, ret: -22 } });
    expect(run(`#v=1&guest=sev&mechanism=mailbox${small}`)).not.toHaveProperty('psp-region-cost');
  });

  it('prints each move of a chain: hosts, counters of its own, and what the oracle found there', () => {
    const { migrations, integrity, scenario } = run('#v=1&guest=sev&mechanism=psp&psp-page-time=100us&memory=64MiB&working-set=4MiB&writes=100&shared=1MiB&at=0s:fault:F-04&at=1s:migrate&at=20s:migrate');
    expect(scenario['script']).toEqual(['0s:fault:F-04', '1s:migrate', '20s:migrate']);
    expect(migrations).toMatchObject([
      { 'from-host': 'A', 'to-host': 'B', 'start-ms': 1000, status: 'completed', integrity: { 'pages-checked': 16_384, misclassified: 0 } },
      { 'from-host': 'B', 'to-host': 'C', 'start-ms': 20_000, status: 'completed' },
    ]);
    expect(migrations[1]).not.toHaveProperty('integrity');
    expect(integrity).toMatchObject({ 'pages-checked': 16_384, misclassified: 256 });
  });

  it('prints a link and a scenario that give the same run again', () => {
    const first = run(SMALL);
    const file = join(folder, 'scenario.json');
    writeFileSync(file, JSON.stringify(first.scenario));
    expect(run(first.link).fingerprint).toBe(first.fingerprint);
    expect(run(file)).toMatchObject({ link: first.link, fingerprint: first.fingerprint });
  });

  it('reports a refused migrate as QAPI does: reasons, no status', () => {
    const { migrations, verdict, integrity } = run('#v=1&guest=sev-es&mechanism=psp&memory=64MiB&working-set=16MiB&shared=0');
    expect(migrations[0]).toHaveProperty('blocked-reasons');
    expect(migrations[0]).not.toHaveProperty('status');
    expect(verdict.outcome).toBe('blocked');
    expect(integrity['pages-checked']).toBe(0);
  });

  it('keeps what never converges active', () => {
    const { migrations, verdict } = run('#v=1&guest=none&memory=64MiB&working-set=64MiB&writes=1000000&bandwidth=100Mbit/s');
    expect(migrations[0]).toMatchObject({ status: 'active' });
    expect(verdict.outcome).toBe('never-converges');
  });

  it('reads leniently when told to, and says on stderr what it dropped', () => {
    const { code, out, lines } = invoke('run', '--lenient', `${SMALL}&banana=1`);
    expect(code).toBe(0);
    expect(lines).toEqual([expect.stringMatching(/`banana` is not a field. Ignored/)]);
    expect((JSON.parse(out) as Report).fingerprint).toBe(run(SMALL).fingerprint);
  });

  it('counts what a run costs', () => {
    const { cost } = run(SMALL);
    expect(Object.keys(cost)).toEqual(['wall-ms', 'page-events', 'bytes-per-page', 'recording-bytes']);
    expect(cost['page-events']).toBeGreaterThanOrEqual(16384);
    expect(cost['bytes-per-page']).toBeLessThanOrEqual(1.6);
  });
});

describe('the program', () => {
  it('prints one JSON document, from stdin too', () => {
    const out = execFileSync(process.execPath, [script, 'run', '-'], { input: SMALL, encoding: 'utf8' });
    expect((JSON.parse(out) as Report).fingerprint).toBe(run(SMALL).fingerprint);
  });

  it('ends with code 2 and an empty stdout on bad input', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, 'run', '#v=1&memory=banana'], { encoding: 'utf8' });
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr.trim().split('\n')).toEqual([expect.stringMatching(/`memory=banana`/)]);
  });
});

describe('what was refused', () => {
  it.each([
    ['&at=0s:migrate&at=10ms:migrate-start-postcopy', ['migrate-start-postcopy', 10, /migrate_set_capability/]],
    ['&at=0s:migrate&at=10ms:migrate', ['migrate', 10, /migration process in progress/]],
  ] as const)('%s: command, time and answer', (rest, [command, atMs, reason]) => {
    expect(run(SMALL + rest)).toMatchObject({ refused: [{ command, 'at-ms': atMs, reason: expect.stringMatching(reason) as string }] });
  });

  it('is absent where nothing was', () => {
    expect(run(SMALL)).not.toHaveProperty('refused');
  });
});
