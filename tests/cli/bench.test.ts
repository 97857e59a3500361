import { describe, expect, it } from 'vitest';
import { invoke } from './invoke';

describe('bench', () => {
  it('prints its numbers as one object', () => {
    const { code, out } = invoke('bench', '--quick');
    expect(code).toBe(0);
    const report = JSON.parse(out) as { readonly plain: readonly object[] } & Readonly<Record<string, unknown>>;
    expect(Object.keys(report)).toEqual(['machine', 'plain', 'growth-exponent', 'frame', 'seek', 'firmware']);
    expect(report.plain).toHaveLength(2);
    expect(report.plain[0]).toMatchObject({ 'memory-gib': 4, 'wall-ms': expect.any(Number) as number, 'ns-per-page-event': expect.any(Number) as number });
  }, 60_000);
});
