import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readTrace } from '../../src/interop/trace';

const folder = new URL('../fixtures/qemu-traces/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.json.gz'));
const textOf = (name: string): string => gunzipSync(readFileSync(new URL(name, folder))).toString('utf8');

function without(text: string, ...keys: readonly string[]): string {
  const trace = JSON.parse(text) as Record<string, unknown>;
  for (const key of keys) delete trace[key];
  return JSON.stringify(trace);
}

describe('readTrace', () => {
  it('reads every recorded trace', () => {
    expect(files.length).toBe(51);
    for (const name of files) {
      expect(readTrace(textOf(name))).toMatchObject({ ok: true, value: { id: name.replace('.json.gz', '') } });
    }
  });

  it('reads a trace without its measurements', () => {
    const text = without(textOf('uniform-02.json.gz'), 'polls', 'events', 'final', 'destination_events', 'destination_final', 'noise');
    const trace = readTrace(text);
    expect(trace).toMatchObject({ ok: true, value: { id: 'uniform-02', guest: { workload: { working_set_pages: 20000 } } } });
    expect(trace.ok && trace.value.final).toBeUndefined();
  });

  it('hands on neither polls nor events: a prediction cannot see them', () => {
    const trace = readTrace(textOf('edge-01.json.gz'));
    expect(trace.ok && Object.keys(trace.value)).not.toContain('polls');
    expect(trace.ok && Object.keys(trace.value)).not.toContain('events');
  });

  it('names the field and what it holds', () => {
    const broken = textOf('idle-01.json.gz').replace('"filled_pages":13107', '"filled_pages":-4');
    expect(readTrace(broken)).toEqual({ ok: false, error: 'guest.workload.filled_pages is -4: >=0 is expected' });
    expect(readTrace(without(textOf('idle-01.json.gz'), 'guest'))).toEqual({ ok: false, error: 'guest is undefined: "guest" is expected' });
    expect(readTrace('{"id": ')).toMatchObject({ ok: false, error: expect.stringMatching(/^not JSON: /) as string });
    expect(readTrace('[]')).toMatchObject({ ok: false });
  });
});
