import { describe, expect, it } from 'vitest';
import { invoke } from './invoke';

const LINK = '#v=1&guest=sev&mechanism=psp&memory=4GiB&downtime-limit=1s';

describe('settings', () => {
  it('prints blocks to paste under headings, and notes', () => {
    const { code, out, lines } = invoke('settings', LINK);
    expect([code, lines]).toEqual([0, []]);
    expect(out).toContain('# libvirt XML: domain XML of both hosts, at launch\n<memtune><hard_limit unit=\'KiB\'>4456448</hard_limit></memtune>\n<launchSecurity');
    expect(out).toContain('\n# QMP: host A\n{"execute":"migrate-set-parameters","arguments":{"max-bandwidth":0,"downtime-limit":1000}}\n');
    expect(out).toContain('\nvirsh migrate-setmaxdowntime guest 1000\n');
  });

  it('prints the same as JSON', () => {
    const { out } = invoke('settings', '--json', LINK);
    const parsed = JSON.parse(out) as { link: string; blocks: { id: string; text: string }[]; notes: string[] };
    expect(parsed.link).toContain('downtime-limit=1s');
    expect(parsed.blocks.map(({ id }) => id)).toEqual(['launch', 'qmp-destination', 'qmp-source', 'hmp-destination', 'hmp-source', 'virsh', 'virsh-during']);
    expect(parsed.notes.length).toBeGreaterThan(0);
  });

  it('refuses bad input in one line', () => {
    expect(invoke('settings', '--xml', LINK)).toMatchObject({ code: 2, out: '', lines: ['`--xml` is not an option of settings; allowed: --json, --lenient'] });
    expect(invoke('settings')).toMatchObject({ code: 2, out: '' });
    expect(invoke('settings', '#v=1&memory=banana')).toMatchObject({ code: 2, out: '' });
  });
});
