import { userEvent } from 'vitest/browser';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { lateAnalysis } from '../../../src/app/lateAnalysis';
import type { RunResult } from '../../../src/engine/record/runResult';
import type { Laboratory } from '../../../src/views/laboratory';
import { AdviceDialog } from '../../../src/views/operate/AdviceDialog';
import type { AdviceNews } from '../../../src/views/operate/adviceFacts';
import { OperateLinks } from '../../../src/views/operate/OperateLinks';
import { SettingsDialog } from '../../../src/views/operate/SettingsDialog';
import { wantedDowntime } from '../../../src/views/operate/wantedDowntime';
import { ShareDialog } from '../../../src/views/ShareDialog';
import { laboratoryAt, renderShell } from '../shell/bench';
import { axeViolations } from '../timeline/themed';

beforeAll(() => lateAnalysis.fetch());

const FOUND: AdviceNews = {
  helps: [{ difference: 'auto-converge=on', outcome: '32.7 s, 25 passes, 288 ms down, guest slowed by 80 %', remark: 'the guest is slowed' }],
  fails: [{ difference: 'downtime-limit=500ms', outcome: 'does not converge', remark: 'how long' }],
  current: undefined, sentence: '1 of 2 changes that were run lets it converge.',
};

async function adviceOpened() {
  const bench = laboratoryAt('#v=1&memory=256MiB');
  const started: (number | undefined)[] = [];
  const stopped = vi.fn<() => void>();
  let tell: (news: AdviceNews) => void = () => {};
  const laboratory: Laboratory = { ...bench.laboratory, startAdvice: (downtimeMs, onNews) => { started.push(downtimeMs); tell = onNews; return stopped; } };
  const onClose = vi.fn<() => void>();
  const screen = await renderShell(laboratory, <AdviceDialog onClose={onClose} />, 800);
  return { ...bench, screen, started, stopped, onClose, tell: (news: AdviceNews) => tell(news) };
}

describe('the settings to paste', () => {
  it('stand one dialect at a time, in texts that are copied as they are', async () => {
    const { laboratory } = laboratoryAt('#v=1&guest=none&memory=256MiB&downtime-limit=600ms');
    const written: string[] = [];
    vi.spyOn(navigator.clipboard, 'writeText').mockImplementation(async (text) => void written.push(text));
    const screen = await renderShell(laboratory, <SettingsDialog onClose={() => {}} />, 800);
    await expect.element(screen.getByRole('button', { name: 'QMP', exact: true })).toHaveAttribute('aria-pressed', 'true');
    await screen.getByRole('button', { name: 'Copy: QMP, host A' }).click();
    expect(written).toEqual(['{"execute":"migrate-set-parameters","arguments":{"max-bandwidth":0,"downtime-limit":600}}\n{"execute":"migrate","arguments":{"uri":"tcp:host-b:4444"}}']);
    await screen.getByRole('button', { name: 'virsh', exact: true }).click();
    await expect.element(screen.getByRole('textbox', { name: /second shell/ })).toHaveValue('virsh migrate-setmaxdowntime guest 600');
    expect(document.querySelectorAll('.paste')).toHaveLength(2);
    await expect.element(screen.getByText(/stand for your names/)).toBeVisible();
    expect(await axeViolations(screen.container)).toEqual([]);
  });

  it('are reached by keys alone, from the answer and from Share', async () => {
    const { laboratory, store } = laboratoryAt('#v=1');
    const share = await renderShell(laboratory, <ShareDialog onClose={() => {}} />, 800);
    await share.getByRole('button', { name: 'settings to paste' }).click();
    expect(store.getState().dialog).toBe('settings');
    await share.unmount();
    store.setState({ dialog: undefined });
    const screen = await renderShell(laboratory, <OperateLinks brief={false} />, 300);
    await userEvent.tab();
    await expect.element(screen.getByRole('button', { name: 'Settings to paste' })).toHaveFocus();
    await userEvent.keyboard('{Enter}');
    expect(store.getState().dialog).toBe('settings');
  });

  it('begin with the launch of an encrypted guest, and say whose code would take the rest', async () => {
    const { laboratory } = laboratoryAt('#v=1&memory=256MiB&mechanism=psp');
    const screen = await renderShell(laboratory, <SettingsDialog onClose={() => {}} />, 800);
    await expect.element(screen.getByRole('button', { name: 'libvirt XML', exact: true })).toHaveAttribute('aria-pressed', 'true');
    await expect.element(screen.getByRole('textbox', { name: 'text: libvirt XML, domain XML of both hosts, at launch' })).toHaveValue(expect.stringContaining("<launchSecurity type='sev'>"));
    await expect.element(screen.getByText(/AMD's unmerged series/)).toBeVisible();
  });
});

describe('what would help', () => {
  it('is offered where a run does not converge, and not before that is known', async () => {
    const { laboratory, store } = laboratoryAt('#v=1');
    const screen = await renderShell(laboratory, <OperateLinks brief />, 300);
    expect(screen.container.textContent).toBe('');
    store.setState({ result: { outcome: 'never-converges' } as RunResult });
    await screen.getByRole('button', { name: 'What would help?' }).click();
    expect(store.getState().dialog).toBe('advice');
    store.setState({ result: { outcome: 'converges' } as RunResult });
    await expect.poll(() => screen.container.textContent).toBe('');
  });

  it('is asked of a run that converges too: whether it can stop for less', async () => {
    const { laboratory, store } = laboratoryAt('#v=1');
    store.setState({ result: { outcome: 'converges' } as RunResult });
    const screen = await renderShell(laboratory, <OperateLinks brief={false} />, 300);
    await screen.getByRole('button', { name: 'A shorter stop?' }).click();
    expect(store.getState().dialog).toBe('advice');
  });

  it('runs when asked to, says how far it is, and lists what helps with what it costs', async () => {
    const { screen, started, tell, done, onClose } = await adviceOpened();
    expect(started).toEqual([]);
    await expect.element(screen.getByRole('textbox', { name: 'Longest stop wanted' })).toHaveFocus();
    await userEvent.keyboard('500ms{Enter}');
    expect(started).toEqual([500]);
    tell({ helps: [], fails: [], current: { number: 2, atMost: 9, difference: 'auto-converge=on', computed: '12.3 s' }, sentence: undefined });
    await expect.element(screen.getByRole('status')).toHaveTextContent('Run 2 of at most 9: auto-converge=on');
    await expect.element(screen.getByText('12.3 s computed')).toBeVisible();
    tell(FOUND);
    await expect.element(screen.getByRole('status')).toHaveTextContent(FOUND.sentence ?? '');
    await expect.element(screen.getByText('guest slowed by 80 %')).toBeVisible();
    await screen.getByText('Run, and no help: 1').click();
    await expect.element(screen.getByText('downtime-limit=500ms')).toBeVisible();
    expect(await axeViolations(screen.container)).toEqual([]);
    await screen.getByRole('button', { name: 'Open auto-converge=on' }).click();
    expect([done, onClose.mock.calls.length]).toEqual([['vary auto-converge=on'], 1]);
  });

  it('stops when asked to, and when the dialog goes', async () => {
    const { screen, stopped, started } = await adviceOpened();
    await screen.getByRole('button', { name: 'Run the changes' }).click();
    await screen.getByRole('button', { name: 'Stop' }).click();
    expect([started, stopped.mock.calls.length]).toEqual([[undefined], 1]);
    await expect.element(screen.getByRole('status')).toHaveTextContent('Stopped.');
    await screen.getByRole('button', { name: 'Run again' }).click();
    await screen.unmount();
    expect(stopped.mock.calls.length).toBe(2);
  });

  it('says what is wrong with a time under it, and runs nothing', async () => {
    const { screen, started } = await adviceOpened();
    await screen.getByRole('textbox', { name: 'Longest stop wanted' }).fill('soon');
    await userEvent.keyboard('{Enter}');
    await expect.element(screen.getByText('1ms to 2000s, or nothing for any.')).toBeVisible();
    await expect.element(screen.getByRole('button', { name: 'Run the changes' })).toBeDisabled();
    expect(started).toEqual([]);
  });

  it.each([['', undefined], ['500', 500], [' 1.5 s ', 1500], ['2000s', 2_000_000]])('reads %j as %j ms', (text, ms) => {
    expect(wantedDowntime(text)).toEqual({ ok: true, value: ms });
  });

  it.each(['0', '2001s', '-5ms', '5 min'])('reads no time in %j', (text) => {
    expect(wantedDowntime(text).ok).toBe(false);
  });
});
