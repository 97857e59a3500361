import { describe, expect, it } from 'vitest';
import { FAULTS } from '../../src/engine/faults/catalogue';
import { computeRun } from '../../src/cli/computeRun';
import { decodeLinkStrict } from '../../src/scenario/linkCodec';
import { toConfig } from '../../src/scenario/toConfig';
import { invoke } from './invoke';

interface Line {
  readonly id: string;
  readonly link: string;
  readonly symptom: string;
  readonly integrity: Readonly<Record<string, unknown>>;
  readonly detected: readonly string[];
  readonly 'detected-by': readonly string[];
  readonly handling: string;
  readonly expected: boolean;
}

const linesOf = (out: string): readonly Line[] => out.trimEnd().split('\n').map((line) => JSON.parse(line) as Line);

describe('faults', () => {
  const { code, out, lines: messages } = invoke('faults');
  const lines = linesOf(out);

  it('prints one line of the contract for each fault that can be injected', () => {
    expect(code).toBe(0);
    expect(lines.map(({ id }) => id)).toEqual(FAULTS.filter(({ injectable }) => injectable).map(({ id }) => id));
    for (const line of lines) expect(Object.keys(line)).toEqual(['id', 'link', 'symptom', 'integrity', 'detected', 'detected-by', 'handling', 'expected']);
  });

  it('each shows the symptom of the real system, all of it and nothing besides', () => {
    expect(lines.filter(({ expected }) => !expected).map(({ id }) => id)).toEqual([]);
    expect(messages).toEqual([]);
  });

  it('says what detected each, and what the catalogue lists: no fault passes unseen', () => {
    expect(lines.filter(({ detected }) => detected.length === 0).map(({ id }) => id)).toEqual([]);
    const byId = new Map(lines.map((line) => [line.id, line]));
    for (const { id, detectedBy, signs } of FAULTS) {
      const { detected } = byId.get(id)!;
      expect(byId.get(id)!['detected-by']).toEqual(detectedBy);
      expect(detected).toEqual(expect.arrayContaining([...signs.breaks]));
    }
    expect(byId.get('F-06')!.detected).toEqual(['INV-01', 'INV-10']);
    expect(byId.get('F-14')!.detected).toEqual(['trace: RECEIVE_UPDATE_DATA ret=-5 fw_error=11', 'trace: SEND_CANCEL ret=0 fw_error=0', 'outcome: failed']);
    expect(byId.get('F-30')!.detected).toEqual(['INV-19', expect.stringMatching(/^trace: KVM_RUN/), 'outcome: failed']);
  });

  it('an invariant of the catalogue that no run breaks is one that right handling keeps: the trace shows the refusal', () => {
    const kept = lines.filter((line) => line['detected-by'].some((by) => by.startsWith('INV-') && !line.detected.includes(by))).map(({ id }) => id);
    expect(kept).toEqual(['F-09', 'F-11', 'F-12', 'F-19', 'F-21', 'F-24', 'F-34']);
    expect(lines.filter(({ id, detected }) => kept.includes(id) && !detected.some((by) => by.startsWith('trace: ')))).toEqual([]);
  });

  it('says the same to people', () => {
    const { out: text, code: exit } = invoke('faults', 'F-26', '--text');
    expect(exit).toBe(0);
    expect(text.split('\n').map((line) => line.trim())).toEqual(['F-26  Ring overflows', 'detected    INV-01; INV-19', 'catalogue   INV-19', 'as expected yes', '']);
  });

  it('a link of it gives the same finding again', () => {
    const { link, integrity } = lines.find(({ id }) => id === 'F-20')!;
    const run = JSON.parse(invoke('run', link).out) as { readonly integrity: unknown };
    expect(run.integrity).toEqual(integrity);
  });

  it('takes numbers of faults, in any order', () => {
    expect(linesOf(invoke('faults', 'F-40', 'F-01').out).map(({ id }) => id)).toEqual(['F-01', 'F-40']);
  });
});

describe('a clean control', () => {
  const guest = 'memory=128MiB&shared=8MiB&working-set=32MiB&writes=1k&downtime-limit=100ms&conversions=200';
  it.each([
    ['plain', 'guest=none&memory=128MiB&working-set=32MiB'], ['psp', `${guest}&mechanism=psp&psp-page-time=200us`], ['mirror-rfc', `${guest}&mechanism=mirror-rfc`],
    ['mirror-ring', `${guest}&mechanism=mirror-ring`], ['mailbox', `${guest}&mechanism=mailbox`],
    ['mirror-ring, booted and rebooted', `${guest}&at=0s:boot&at=8s:reboot&at=15s:migrate`],
    ['psp, v10-list', `${guest}&mechanism=psp&psp-page-time=200us&status-interface=v10-list`],
    ['psp, v13-msr', `${guest}&mechanism=psp&psp-page-time=200us&status-interface=v13-msr`],
    ['mirror-ring, pinned on demand', `${guest}&pinning=demand&zero=40&compaction=1k`],
    ['secure switch', 'guest=pef&memory=4GiB&working-set=256MiB&needed-pages=256MiB&shared=8MiB&until=60s&at=1s:esm&at=30s:hotplug:64MiB&at=40s:reboot'],
  ])('%s: nothing to blame', (_, fields) => {
    const decoded = decodeLinkStrict(`#v=1&${fields}`);
    const { result } = computeRun(toConfig((decoded as Extract<typeof decoded, { ok: true }>).value.scenario), 0).recording;
    expect(result?.integrity).toMatchObject({ stale: 0, wrongKey: 0, misclassified: 0, lost: 0, unpinnedMoves: 0, violations: [] });
    expect(result?.integrity.pagesChecked).toBeGreaterThan(0);
  });
});
