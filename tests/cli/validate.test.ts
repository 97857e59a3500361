import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { invoke } from './invoke';

interface Run {
  readonly id: string;
  readonly predicted: Readonly<Record<string, unknown>>;
  readonly measured: unknown;
  readonly error: unknown;
}

const trace = fileURLToPath(new URL('../fixtures/qemu-traces/q10-idle-01.json.gz', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'sealift-'));
afterAll(() => rmSync(folder, { recursive: true }));

function validate(...paths: readonly string[]): { readonly runs: readonly Run[]; readonly summary: Readonly<Record<string, unknown>> } {
  const { code, out } = invoke('validate', ...paths);
  expect(code).toBe(0);
  return JSON.parse(out) as { runs: Run[]; summary: Record<string, unknown> };
}

describe('validate', () => {
  it('predicts a recorded run and compares with what QEMU said', () => {
    const { runs, summary } = validate(trace);
    expect(runs).toHaveLength(1);
    expect(runs[0]).toMatchObject({
      id: 'q10-idle-01', kind: 'idle', measured: { status: 'completed', 'total-time': 910, 'dirty-sync-count': 3 },
      predicted: { status: 'completed', 'dirty-sync-count': 3 },
    });
    expect(Object.keys(runs[0]?.predicted ?? {})).toEqual(['status', 'total-time', 'downtime', 'dirty-sync-count', 'transferred']);
    expect(summary).toHaveProperty('total-time.median');
    expect(summary).toHaveProperty('total-time.p90');
  });

  it('predicts the same from a trace without its measurements', () => {
    const json = JSON.parse(gunzipSync(readFileSync(trace)).toString('utf8')) as Record<string, unknown>;
    for (const key of ['polls', 'events', 'final', 'destination_events', 'destination_final', 'last_active', 'observed_pause_ms', 'noise']) delete json[key];
    writeFileSync(join(folder, 'stripped.json'), JSON.stringify(json));
    const { runs, summary } = validate(folder);
    expect(runs[0]).toMatchObject({ measured: null, error: null, predicted: validate(trace).runs[0]?.predicted });
    expect(summary['total-time']).toBeNull();
  });
});
