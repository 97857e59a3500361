import { expect, it } from 'vitest';
import { invoke } from './invoke';

interface Report {
  readonly migrations: readonly unknown[];
  readonly 'secure-switch'?: Readonly<Record<string, unknown>>;
  readonly integrity: { readonly 'pages-checked': number; readonly violations: readonly { readonly invariant: string; readonly count: number }[] };
}

function run(link: string): Report {
  const { code, out } = invoke('run', link);
  expect(code).toBe(0);
  return JSON.parse(out) as Report;
}

it('takes 100 GiB into secure mode in about 3.7 s when only the necessary pages cross, and prints what became of each frame', () => {
  const report = run('#v=1&guest=pef&memory=100GiB&at=0s:esm');
  expect(report.migrations).toEqual([]);
  expect(report['secure-switch']).toMatchObject({
    outcome: 'secure', 'paged-in': 8192, converted: 1_629_184, 'gfn-states': { secure: 1_637_248, 'paged-out': 128, shared: 1024, normal: 0 },
  });
  expect(Math.abs(Number(report['secure-switch']?.['time-ms']) / 3700 - 1)).toBeLessThan(0.02);
  expect(report.integrity).toMatchObject({ 'pages-checked': 1_638_400, violations: [] });
});

it('names the frames of two owners where the hypervisor has no GFN states', () => {
  const { 'secure-switch': block, integrity } = run('#v=1&preset=reboot-without-gfn-states');
  const [reset] = (block?.['resets'] ?? []) as readonly { readonly 'two-owners': number }[];
  expect(reset).toMatchObject({ ret: 0, 'at-ms': expect.closeTo(5500, -2) });
  expect(integrity.violations.map(({ invariant, count }) => [invariant, count])).toEqual([['INV-27', 1_629_184], ['INV-27', reset?.['two-owners']]]);
  expect(reset?.['two-owners']).toBeGreaterThan(30_000);
});

it('leaves the block out for a guest that does not switch', () => {
  expect(run('#v=1&guest=none&memory=64MiB&working-set=16MiB')['secure-switch']).toBeUndefined();
});
