import { describe, expect, it } from 'vitest';
import { PRESETS } from '../../src/scenario/presets';
import { presetsByThread } from '../../src/scenario/presets/presetsByThread';
import { invoke } from './invoke';

interface Report {
  readonly migrations: readonly Readonly<Record<string, unknown> & { readonly confidential?: Readonly<Record<string, number>> }>[];
  readonly integrity: Readonly<Record<string, number>>;
  readonly verdict: { readonly binds: string; readonly outcome: string; readonly text: string };
  readonly 'simulated-ms': number;
  readonly 'secure-switch'?: Readonly<Record<string, unknown>>;
  readonly boot?: Readonly<Record<string, number>>;
  readonly 'context-moves'?: unknown;
  readonly remaps?: readonly { readonly pages: number; readonly 'contents-lost': number }[];
  readonly hotunplugs?: readonly { readonly 'unpinned-pages': number }[];
}

function run(link: string): Report {
  const { code, out } = invoke('run', link);
  expect(code).toBe(0);
  const report = JSON.parse(out) as Report;
  return { ...report, verdict: { ...report.verdict, text: report.verdict.text.replace(/[\u00a0\u2009\u202f]/g, ' ') } };
}

const seconds = (report: Report): number => Number(report.migrations.at(-1)?.['total-time']) / 1000;
const sent = (report: Report, index = 0): number => Number(report.migrations[index]?.confidential?.['private-pages-sent']);
const statuses = (report: Report): readonly unknown[] => report.migrations.map(({ status }) => status ?? 'refused');
const states = (report: Report): unknown => report['secure-switch']?.['gfn-states'];
const GIB_PAGES = 262_144;

/** What the two lines of each story say, held against its run. */
const STORIES: Readonly<Record<string, (report: Report) => void>> = {
  'sev-psp'({ verdict }) {
    expect(verdict).toMatchObject({ binds: 'psp', outcome: 'never-converges' });
    expect(verdict.text).toContain('The source PSP binds: 244 pages/s sent, 12 000 written.');
    expect(verdict.text).toContain('One pass over 192 GiB takes 57 h');
  },
  'psp-regions'(report) {
    const single = seconds(run('#v=1&preset=psp-regions&psp-region=4KiB'));
    expect(report.verdict).toMatchObject({ binds: 'psp', outcome: 'converges' });
    expect(1 - seconds(report) / single).toBeCloseTo(0.0055, 3);
  },
  'psp-shared'(report) {
    expect(report.verdict.text).toContain('The source PSP bound, at 133 pages/s.');
    expect(sent(report)).toBe(GIB_PAGES);
  },
  'psp-cancel'(report) {
    expect(statuses(report)).toEqual(['cancelled', 'completed']);
    expect(sent(report)).toBeGreaterThan(20_000);
    expect(sent(report, 1)).toBeGreaterThanOrEqual(GIB_PAGES);
    expect(report.integrity['pages-checked']).toBe(GIB_PAGES);
  },
  nosend(report) {
    expect(report.migrations[0]).toMatchObject({ status: 'failed', 'error-desc': "sev_send_start: SEND_START ret=-5 fw_error=7 'Policy is not allowed'" });
    expect(sent(report)).toBe(0);
    expect(run('#v=1&preset=nosend&policy=nodbg').verdict.outcome).not.toBe('failed');
  },
  'cannot-move'({ verdict }) {
    expect(verdict).toMatchObject({ binds: 'guest', outcome: 'blocked' });
    expect(run('#v=1&preset=cannot-move&mechanism=mirror-ring').verdict.outcome).toBe('converges');
  },
  'lost-bitmap-reset'({ integrity, verdict }) {
    expect(integrity['misclassified']).toBeGreaterThan(10_000);
    expect(verdict.text).toContain('The oracle finds 16 384 wrong pages on host B.');
  },
  'never-ready'({ verdict }) {
    expect(verdict).toMatchObject({ binds: 'guest', outcome: 'blocked' });
  },
  'ready-in-time'(report) {
    expect(statuses(report)).toEqual(['refused', 'completed']);
    expect(report.migrations[0]?.['blocked-reasons']).toContainEqual(expect.stringContaining('not READY'));
    expect(report.verdict.text).toMatch(/^Converged in 3\.80 s/);
  },
  'silent-firmware'(report) {
    expect(statuses(report)).toEqual(['refused']);
    expect(report.boot?.['time-ms']).toBeLessThan(8000);
    expect(statuses(run('#v=1&preset=silent-firmware&firmware-announces=on'))).toEqual(['completed']);
  },
  kexec(report) {
    expect(statuses(report)).toEqual(['refused', 'completed']);
    expect(report.integrity['violations']).toEqual([]);
  },
  'a-to-b-to-c'(report) {
    expect(report.migrations).toMatchObject([{ 'from-host': 'A', 'to-host': 'B', status: 'completed' }, { 'from-host': 'B', 'to-host': 'C', status: 'completed' }]);
    expect(report.integrity).toMatchObject({ 'pages-checked': 2 * GIB_PAGES, violations: [] });
    const posted = run('#v=1&preset=a-to-b-to-c&status-interface=rfc-v1');
    expect(posted.integrity['misclassified']).toBe(16_384);
    expect(posted.verdict.text).toContain('The oracle finds 16 384 wrong pages on host C.');
  },
  'reboot-at-b'(report) {
    expect(statuses(report)).toEqual(['completed', 'refused', 'completed']);
    expect([report.integrity['misclassified'], report.integrity['stale']]).toEqual([0, 0]);
    const without = run('#v=1&preset=reboot-at-b&at=0s:fault:F-04&at=1s:migrate&at=14s:migrate');
    expect(statuses(without)).toEqual(['completed', 'completed']);
    expect(without.integrity['misclassified']).toBe(16_384);
  },
  'secure-switch-all'(report) {
    expect(report['secure-switch']).toMatchObject({ outcome: 'secure', 'paged-in': 1_638_400, converted: 0 });
    expect(Number(report['secure-switch']?.['time-ms']) / 1000).toBeCloseTo(420, 0);
    expect(report.verdict.binds).toBe('ultravisor');
  },
  'secure-switch-needed'(report) {
    expect(Number(report['secure-switch']?.['time-ms'])).toBeLessThan(4000);
    expect(states(report)).toMatchObject({ normal: 0 });
    expect(states(run('#v=1&preset=secure-switch-needed&gfn-states=off'))).not.toMatchObject({ normal: 0 });
  },
  'secure-switch-counter-proposal'(report) {
    const { 'secure-switch': all } = run('#v=1&preset=secure-switch-all');
    expect(report['secure-switch']).toMatchObject({ outcome: 'secure', converted: 0 });
    expect(Number(report['secure-switch']?.['paged-in'])).toBeGreaterThanOrEqual(1_638_400);
    expect(states(report)).toMatchObject({ normal: 0 });
    expect(Number(report['secure-switch']?.['time-ms']) / Number(all?.['time-ms'])).toBeCloseTo(1, 2);
  },
  'reboot-without-gfn-states'({ integrity, verdict }) {
    expect(integrity['stale']).toBeGreaterThan(10_000);
    expect(verdict.text).toMatch(/^Reset at 5\.51 s: .* had two owners/);
  },
  'hotplug-without-gfn-states'(report) {
    expect(report['secure-switch']?.['hotplugs']).toMatchObject([{ gfns: 32_768, refused: 32_768, normal: 32_768 }]);
    const { 'secure-switch': repaired } = run('#v=1&preset=hotplug-without-gfn-states&gfn-states=on');
    expect(repaired?.['hotplugs']).toMatchObject([{ normal: 0 }]);
  },
  'mirror-ring'(report) {
    expect(report.verdict).toMatchObject({ binds: 'link', outcome: 'converges' });
    expect(seconds(report)).toBeLessThan(240);
  },
  'mirror-rfc'(report) {
    expect(report.verdict).toMatchObject({ binds: 'helper', outcome: 'converges' });
    expect(report.migrations[0]?.confidential?.['helper-source-exits']).toBe(sent(report));
    expect(seconds(report) / 177.5).toBeCloseTo(4.2, 1);
  },
  mailbox(report) {
    expect(report.verdict).toMatchObject({ binds: 'link', outcome: 'converges' });
    const { confidential } = report.migrations[0] ?? {};
    expect(confidential?.['helper-source-exits']).toBe(0);
    expect(Number(confidential?.['helper-source-cpu-ms']) / 1000 / seconds(report)).toBeCloseTo(2, 2);
  },
  'mirror-hotplug'(report) {
    expect(report.verdict.outcome).toBe('converges');
    expect(report.integrity['pages-checked']).toBe(10 * GIB_PAGES);
    expect(run('#v=1&preset=mirror-hotplug&at=0s:migrate&at=1s:fault:F-30&at=2s:hotplug:2GiB').migrations[0]).toMatchObject({
      status: 'failed', 'error-desc': expect.stringContaining('KVM_EXIT_MMIO'),
    });
  },
  'pin-at-launch'({ boot }) {
    expect(boot?.['pinned-pages']).toBe(192 * GIB_PAGES);
    expect(Math.abs(Number(boot?.['time-ms']) / 1000 - 24.56)).toBeLessThan(0.15);
  },
  'pin-on-demand'({ boot }) {
    expect(Math.abs(Number(boot?.['time-ms']) / 1000 - 6.8)).toBeLessThan(0.15);
  },
  'compaction-pinned'({ integrity, verdict }) {
    expect(integrity['unpinned-moves']).toBe(0);
    expect(verdict.text).toMatch(/^Compaction moves 1 \d{3} \d{3} pages that nobody had touched; \d{3} \d{3} pinned ones stay where they are\./);
  },
  'compaction-unpinned'({ integrity, verdict }) {
    expect(integrity['unpinned-moves']).toBe(16);
    expect(verdict.text).toContain('16 of them private ones in use: the guest reads garbage there.');
  },
  'new-vmm-same-host'(report) {
    expect(report['context-moves']).toEqual([{ 'at-ms': 1000, 'pause-ms': 2.7 }]);
    expect(report.integrity).toMatchObject({ 'unpinned-moves': 0, 'wrong-key': 0, violations: [] });
    expect(report.verdict.outcome).toBe('converges');
  },
  'slot-freed'(report) {
    expect(report.hotunplugs).toMatchObject([{ 'at-ms': 4000, pages: GIB_PAGES, flushed: true }]);
    expect(report.hotunplugs![0]!['unpinned-pages']).toBeGreaterThan(500);
    expect(statuses(report)).toEqual(['completed']);
    expect(report.integrity).toMatchObject({ 'pages-checked': 2 * GIB_PAGES, violations: [] });
    const unflushed = run('#v=1&preset=slot-freed&at=1s:hotplug:1GiB&at=3s:fault:F-23&at=4s:hotunplug&at=5s:migrate');
    expect(unflushed.hotunplugs).toMatchObject([{ flushed: false }]);
    expect(unflushed.integrity['violations']).toMatchObject([{ invariant: 'INV-24', count: 16 }]);
  },
  'replaced-backing'(report) {
    const [remap] = report.remaps!;
    expect(remap).toMatchObject({ 'at-ms': 8000, gpa: 1088 * 2 ** 20, pages: 16_384 });
    expect(remap!['contents-lost']).toBeGreaterThan(1000);
    const names = (link: string): readonly string[] => (run(link).integrity['violations'] as unknown as readonly { readonly invariant: string }[]).map(({ invariant }) => invariant);
    expect(statuses(report)).toEqual(['completed']);
    expect(report.integrity['wrong-key']).toBe(remap!['contents-lost']);
    expect(names('#v=1&preset=replaced-backing')).toEqual(['INV-02', 'INV-26']);
    expect(names('#v=1&preset=replaced-backing&pinning=launch')).toContain('INV-23');
    const alone = '#v=1&preset=replaced-backing&at=1s:boot&at=8s:remap:64MiB@1088MiB';
    expect(run(alone).verdict.text).toMatch(/^The VMM replaces the frames of 16 384 pages: what was in \d+ \d{3} of them is gone, and the guest reads garbage there\. At its next access to a page: flush, unpin/);
    expect(run(`${alone}&pinning=launch`).verdict.text).toContain('the new ones are mapped without a pin, and the host may move them.');
    expect(run(`${alone}&guest=none`).verdict.text).toContain('the guest reads zeros there.');
    expect(run(`${alone}&at=9s:compact`).verdict.text).toMatch(/^Compaction moves [\d ]+ pages that nobody had touched/);
  },
  memlock(report) {
    expect(report.verdict.binds).toBe('memlock');
    expect(report.boot).toBeUndefined();
    expect(run('#v=1&preset=memlock&pinning=launch').verdict.binds).toBe('memlock');
    expect(run('#v=1&preset=memlock&memlock-limit=20GiB').boot).toBeDefined();
  },
  'ordinary-guest'(report) {
    expect(report.verdict).toMatchObject({ binds: 'link', outcome: 'converges' });
    expect(report.migrations[0]?.confidential).toBeUndefined();
  },
  'idle-desktop'(report) {
    expect(report.verdict.outcome).toBe('converges');
    expect(Number(report.migrations[0]?.['downtime'])).toBeLessThan(300);
  },
  'database-edge'(report) {
    expect(report.verdict.outcome).toBe('converges');
    const ram = report.migrations[0]?.['ram'] as Readonly<Record<string, number>> | undefined;
    expect(ram?.['dirty-sync-count']).toBeGreaterThan(24);
  },
};

describe('stories', () => {
  it.each(PRESETS.map(({ name }) => name))('%s is what its lines say', (name) => {
    const story = STORIES[name];
    expect(story).toBeDefined();
    story?.(run(`#v=1&preset=${name}`));
  });

  it('are each of one thread, and every thread has some', () => {
    const groups = presetsByThread(PRESETS);
    expect(groups.flatMap(({ presets }) => presets)).toEqual(PRESETS);
    expect(groups.filter(({ presets }) => presets.length === 0)).toEqual([]);
    expect(Object.keys(STORIES).toSorted()).toEqual(PRESETS.map(({ name }) => name).toSorted());
  });
});
