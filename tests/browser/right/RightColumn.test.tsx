import { describe, expect, it, vi } from 'vitest';
import { EventList } from '../../../src/views/right/EventList';
import { Ladder } from '../../../src/views/right/Ladder';
import { PageInspector } from '../../../src/views/right/PageInspector';
import type { PageInspectorProps } from '../../../src/views/right/PageInspector';
import type { RecordedEvent } from '../../../src/views/right/recorded';
import { recordedRun } from '../../charts/timeline/recordedRun';
import { axeViolations, renderThemed } from '../timeline/themed';

const run = recordedRun(256);
const ignore = (): void => undefined;

const page: PageInspectorProps = {
  page: 0x62aec4, guestPages: 48 * 1024 * 1024, tilePages: 512, pageBytes: 4096, cursorNs: 61.3e9, computedNs: run.endNs, endNs: run.endNs,
  facts: {
    page: 0x62aec4, atNs: 61.3e9, ramPages: 50_331_648, guestStatus: 'private', hostStatus: 'private', toldStatus: 'private', wrong: [], zero: false, pinned: true, sentCount: 1,
    toSend: false, dirty: true, destination: 'stale',
  },
  life: {
    page: 0x62aec4, truncated: false, changes: [], writes: [38.11e9, 48.25e9, 99e9],
    sends: [12.9e9, 87.49e9].map((atNs, index) => ({ atNs, path: 'helper', bytes: 4132, pass: index + 1, receivedNs: atNs + 2e6 })),
  },
};

describe('Ladder', () => {
  it('is a list of the commands of both hosts with state, errno and firmware status', async () => {
    const screen = await renderThemed('dark', 320, <Ladder events={run.events} cursorNs={61.3e9} onSeek={ignore} />);
    const rungs = screen.getByRole('listitem').elements().map((item) => item.textContent);
    expect(rungs[2]).toContain('SEND_START \u2192 SUPDATE');
    expect(rungs[1]).toContain('\u2212EIO \u00b7 0x04');
    expect(rungs[1]).toContain('firmware status INVALID_LEN (0x04), as a length query must');
    expect(rungs[4]).toContain('source host to destination host: SEND_UPDATE_DATA \u00d71\u202f024');
  });

  it('marks only unexpected failures, with a cross', async () => {
    const events: readonly RecordedEvent[] = [
      { atNs: 1e9, kind: 'command', host: 'source', name: 'SEND_START', value: 'len 0', ret: -5, fwError: 4 },
      { atNs: 2e9, kind: 'command', host: 'destination', name: 'RECEIVE_UPDATE_DATA', ret: -5, fwError: 11 },
    ];
    await renderThemed('dark', 320, <Ladder events={events} cursorNs={3e9} onSeek={ignore} />);
    const answers = [...document.querySelectorAll('.rung-answer')].map((answer) => [answer.getAttribute('data-failed'), answer.querySelector('[aria-hidden]')?.textContent]);
    expect(answers).toEqual([['false', '\u2212EIO \u00b7 0x04'], ['true', '\u2715 \u2212EIO \u00b7 0x0B']]);
  });

  it('tells arguments and both states of a command, and that a state stays where the command failed', async () => {
    const events: readonly RecordedEvent[] = [
      { atNs: 1e9, kind: 'command', host: 'source', name: 'SEND_START', ret: 0, fwError: 0, args: 'policy 0x1, session 128 B', states: ['RUNNING', 'SUPDATE'], state: 'SUPDATE' },
      { atNs: 2e9, kind: 'command', host: 'source', name: 'SEND_START', ret: -5, fwError: 6, states: ['RUNNING', 'RUNNING'] },
      { atNs: 3e9, kind: 'command', host: 'source', name: 'SEND_UPDATE_DATA', ret: 0, fwError: 0, args: 'hdr 52 B, len 4 KiB', states: ['SUPDATE', 'SUPDATE'], count: 64, untilNs: 4e9 },
    ];
    const screen = await renderThemed('dark', 320, <Ladder events={events} cursorNs={3e9} onSeek={ignore} />);
    const [done, failed, bulk] = screen.getByRole('listitem').elements().map((item) => item.textContent);
    expect(done).toContain('SEND_START, policy 0x1, session 128 B, RUNNING \u2192 SUPDATE');
    expect(failed).toContain('stays RUNNING, returns \u2212EIO, firmware status INVALID_CERTIFICATE (0x06)');
    expect(failed).toContain('INVALID_CERTIFICATE');
    expect(bulk).toContain('SEND_UPDATE_DATA \u00d764, hdr 52 B, len 4 KiB \u00b7 each 0 \u00b7 0x00 \u00b7 in SUPDATE');
  });

  it('dims what lies ahead of the play head and goes where a time is chosen', async () => {
    const onSeek = vi.fn<(ns: number) => void>();
    const screen = await renderThemed('dark', 320, <Ladder events={run.events} cursorNs={12e9} onSeek={onSeek} />);
    const ahead = [...document.querySelectorAll('.rung')].map((rung) => rung.getAttribute('data-ahead'));
    expect(ahead).toEqual([...Array.from({ length: 5 }, () => 'false'), ...Array.from({ length: 4 }, () => 'true')]);
    await screen.getByRole('button', { name: 'Go to 10.05 s' }).click();
    expect(onSeek).toHaveBeenCalledWith(10.052e9);
  });

  it('keeps the play head in sight among thousands of commands', async () => {
    const events = Array.from({ length: 3000 }, (_, index): RecordedEvent => ({ atNs: index * 1e6, kind: 'command', host: 'source', name: `CMD_${index}`, ret: 0 }));
    await renderThemed('dark', 320, <Ladder events={events} cursorNs={1500.5e6} onSeek={ignore} />);
    expect(document.querySelectorAll('.rung').length).toBeLessThanOrEqual(240);
    const list = document.querySelector('.rungs')?.getBoundingClientRect();
    await expect.poll(() => {
      const head = document.querySelector('.rung[data-head="true"]')?.getBoundingClientRect();
      return head !== undefined && list !== undefined && head.top > list.top && head.bottom < list.bottom;
    }).toBe(true);
  });
});

describe('EventList', () => {
  it('shows three past events and six to come, and says how many a filter hides', async () => {
    const screen = await renderThemed('dark', 320, <EventList events={run.events} cursorNs={61.3e9} onSeek={ignore} />);
    const items = [...document.querySelectorAll('.events li')];
    expect(items.filter((item) => item.getAttribute('data-ahead') === 'false')).toHaveLength(3);
    expect(items.filter((item) => item.getAttribute('data-ahead') === 'true')).toHaveLength(6);
    await expect.element(screen.getByText('7 hidden by the filter.')).toBeVisible();
    await screen.getByLabelText('Which events').selectOptions('all');
    await expect.element(screen.getByText('7 hidden by the filter.')).not.toBeInTheDocument();
  });

  it('goes where an event is chosen', async () => {
    const onSeek = vi.fn<(ns: number) => void>();
    const screen = await renderThemed('dark', 320, <EventList events={run.events} cursorNs={61.3e9} onSeek={onSeek} />);
    await screen.getByRole('button', { name: /MIGRATION active/ }).click();
    expect(onSeek).toHaveBeenCalledWith(12.66e9);
  });

  it('says when the first event comes, and when there is none', async () => {
    const screen = await renderThemed('dark', 320, <EventList events={run.events} cursorNs={1e9} onSeek={ignore} />);
    await expect.element(screen.getByText('No events before the first action, at 10 s.')).toBeVisible();
    await screen.rerender(<EventList events={[]} cursorNs={1e9} onSeek={ignore} />);
    await expect.element(screen.getByText('No events yet.')).toBeVisible();
  });
});

describe('PageInspector', () => {
  it('says what guest and host say, how it travelled and what is true now', async () => {
    await renderThemed('dark', 320, <PageInspector {...page} />);
    await expect.poll(() => document.querySelector('.facts')).not.toBeNull();
    const facts = Object.fromEntries([...document.querySelectorAll('.facts > div')].map((item) => [item.querySelector('dt')?.textContent, item.querySelector('dd')?.textContent]));
    expect(facts).toEqual({
      GPA: '0x62aec4000', tile: '12\u202f631 + 196', 'guest says': 'private', 'host says': 'private', contents: 'data', written: 'since sync', sent: '1 \u00d7 helper', 'in pass': '1, as private', received: '12.90 s', 'B holds': 'stale', 'B is told': 'private',
      pinned: 'yes', now: 'to send again',
    });
    expect([...document.querySelectorAll('.page-events li')].map((item) => item.textContent)).toEqual([
      '48.25guest writewrite 2', '38.11guest writewrite 1', '87.49sent by helper as private, pass 24\u202f132 B',
    ]);
  });

  it('marks a difference between guest and host by a word and a ring', async () => {
    const { facts } = page;
    if (facts === undefined) throw new Error('the fixture has facts');
    await renderThemed('dark', 320, <PageInspector {...page} facts={{ ...facts, hostStatus: 'shared' }} />);
    await expect.poll(() => document.querySelector('[data-kind="differs"] dd')?.textContent).toBe('shared, differs');
  });

  it('leaves out what a guest has not, and names what the oracle found', async () => {
    const { facts } = page;
    if (facts === undefined) throw new Error('the fixture has facts');
    const names = () => [...document.querySelectorAll('.facts dt')].map((item) => item.textContent);
    const { guestStatus: _guest, hostStatus: _host, toldStatus: _told, ...plain } = facts;
    const screen = await renderThemed('dark', 320, <PageInspector {...page} facts={plain} />);
    await expect.poll(names).toEqual(['GPA', 'tile', 'contents', 'written', 'sent', 'in pass', 'received', 'B holds', 'now']);
    await screen.rerender(<PageInspector {...page} facts={{ ...plain, gfn: 'PAGED_OUT', wrong: ['corruptGfn'] }} />);
    await expect.poll(names).toEqual(['GPA', 'tile', 'frame', 'written']);
    await expect.element(screen.getByText(/two owners/)).toBeVisible();
  });

  it('says that none is chosen, that one lies outside, that one is still read', async () => {
    const screen = await renderThemed('dark', 320, <PageInspector {...page} page={undefined} />);
    await expect.element(screen.getByText('Choose a tile on the map, or a page in its lens.')).toBeVisible();
    await screen.rerender(<PageInspector {...page} page={page.guestPages} />);
    await expect.element(screen.getByText(/Outside the guest\u2019s RAM/)).toBeVisible();
    await screen.rerender(<PageInspector {...page} facts={undefined} />);
    await expect.element(screen.getByText('Reading the page at 61.30 s.')).toBeVisible();
  });
});

describe('accessibility', () => {
  it.each(['dark', 'light'] as const)('has no axe violation, %s', async (theme) => {
    const screen = await renderThemed(theme, 320, (
      <div style={{ background: 'var(--panel)' }}>
        <Ladder events={run.events} cursorNs={61.3e9} onSeek={ignore} />
        <EventList events={run.events} cursorNs={61.3e9} onSeek={ignore} />
        <PageInspector {...page} />
      </div>
    ));
    await expect.poll(() => document.querySelector('.facts')).not.toBeNull();
    expect(await axeViolations(screen.container)).toEqual([]);
  });
});
