import { describe, expect, it } from 'vitest';
import { invoke } from './invoke';

const BUSY = '#v=1&guest=none&memory=256MiB&bandwidth=1Gbit/s&working-set=128MiB&writes=100k';

interface Report {
  readonly situation: string;
  readonly text: string;
  readonly helps: readonly { readonly change: string; readonly link: string; readonly 'total-time': number; readonly downtime: number }[];
  readonly fails: readonly { readonly change: string; readonly outcome: string }[];
}

describe('advise', () => {
  it('prints what helps, each with a link whose run has the figures that it printed', () => {
    const { code, out, lines } = invoke('advise', BUSY, '--json');
    const { situation, text, helps } = JSON.parse(out) as Report;
    expect([code, situation]).toEqual([0, 'never-converges']);
    expect(text).toMatch(/^\d of \d+ changes that were run lets? it converge\.$/);
    expect(lines[0]).toBe('the scenario as it is');
    expect(lines[1]).toMatch(/^1 of at most \d+: downtime-limit=/);
    const throttled = helps.find(({ change }) => change === 'auto-converge=on');
    const run = JSON.parse(invoke('run', throttled?.link ?? '').out) as { readonly migrations: readonly Record<string, unknown>[] };
    expect(run.migrations[0]).toMatchObject({ status: 'completed', 'total-time': throttled?.['total-time'], downtime: throttled?.downtime });
  });

  it('prints it for people: the verdict, what helps with what it costs, what was run in vain', () => {
    const { out } = invoke('advise', BUSY);
    expect(out).toMatch(/^The link binds: .*it never converges\.\n/);
    expect(out).toMatch(/\nauto-converge=on: \d.* s, \d+ passes, \d+ ms down, guest slowed by \d+ %\n {2}the guest is slowed while it writes faster than its pages leave\n {2}#v=1&guest=none.*auto-converge=on&model=1\n/);
  });

  it('takes the downtime that is wanted', () => {
    const { out } = invoke('advise', '--json', '--downtime=100ms', '#v=1&guest=none&memory=512MiB&bandwidth=1Gbit/s&working-set=256MiB&writes=26000');
    const { situation, helps } = JSON.parse(out) as Report;
    expect(situation).toBe('too-long');
    expect(helps.length).toBeGreaterThan(0);
    expect(helps.every(({ downtime }) => downtime <= 100)).toBe(true);
  });

  it.each([
    [['advise', BUSY, '--downtime=soon'], '`--downtime=soon` is no time from 1ms to 2000s, such as --downtime=500ms'],
    [['advise', BUSY, '--downtime=0'], '`--downtime=0` is no time from 1ms to 2000s, such as --downtime=500ms'],
    [['advise', BUSY, '--all'], '`--all` is not an option of advise; allowed: --json, --downtime=, --lenient'],
    [['advise'], 'advise takes one scenario, 0 are given; quote a link: the shell reads & itself'],
  ])('refuses %j in one line', (args, message) => {
    expect(invoke(...args)).toEqual({ code: 2, out: '', lines: [message] });
  });
});
