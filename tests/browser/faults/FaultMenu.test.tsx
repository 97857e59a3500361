import { userEvent } from 'vitest/browser';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { lateAnalysis } from '../../../src/app/lateAnalysis';
import { FaultMenu } from '../../../src/views/faults/FaultMenu';
import { FaultPanel } from '../../../src/views/faults/FaultPanel';
import type { FaultReport } from '../../../src/views/faults/faultFacts';
import { laboratoryAt, renderShell } from '../shell/bench';
import { axeViolations, renderThemed } from '../timeline/themed';

beforeAll(() => lateAnalysis.fetch());

async function opened(link: string, atNs = 0) {
  const bench = laboratoryAt(link);
  bench.store.setState({ cursorNs: atNs, computedNs: 10e9 });
  const onClose = vi.fn<() => void>();
  const screen = await renderShell(bench.laboratory, <FaultMenu onClose={onClose} />, 900);
  return { ...bench, onClose, screen };
}

describe('the menu of faults', () => {
  it('has all 40 by group, those that cannot happen with the reason', async () => {
    const { screen } = await opened('#v=1&memory=256MiB');
    expect(document.querySelectorAll('.fault-row')).toHaveLength(40);
    expect([...document.querySelectorAll('.faults-list h3')].map((heading) => heading.textContent)).toEqual([
      'Page status', 'Firmware, policy, link and end', 'Pinned memory', 'Mirror VM and helper', 'Secure VM of POWER', 'Calls of the guest',
    ]);
    const esm = screen.getByRole('button', { name: 'Add F-34: Secure memory full at INIT_DONE' });
    await expect.element(esm).toBeDisabled();
    await expect.element(esm).toHaveAccessibleDescription('Not here: needs guest=pef.');
    await expect.element(screen.getByRole('button', { name: /^Add F-20/ })).toBeEnabled();
  });

  it('adds the chosen one at the play head as one step that undo takes back, and keeps the play head there', async () => {
    const { screen, store, onClose } = await opened('#v=1&memory=256MiB', 1.23456e9);
    await expect.element(screen.getByRole('textbox', { name: 'time of the fault' })).toHaveValue('1.234s');
    await screen.getByRole('textbox', { name: 'F-20: target' }).fill('512');
    await screen.getByRole('button', { name: /^Add F-20/ }).click();
    expect(store.getState().scenario.script).toEqual([{ atNs: 1.234e9, action: 'fault', argument: 'F-20:512' }]);
    expect([store.getState().wantedNs, store.getState().past.length]).toEqual([1.234e9, 1]);
    expect(onClose).toHaveBeenCalledOnce();
    store.getState().undo();
    expect(store.getState().scenario.script).toEqual([]);
  });

  it('says under the fault what is wrong with its target', async () => {
    const { screen, store, onClose } = await opened('#v=1&memory=256MiB');
    await screen.getByRole('textbox', { name: 'F-20: target' }).fill('99999999');
    await screen.getByRole('button', { name: /^Add F-20/ }).click();
    await expect.element(screen.getByText(/`at=0s:fault:F-20:99999999` takes a page below 65536 as its target/)).toBeVisible();
    expect([store.getState().past.length, onClose.mock.calls.length]).toEqual([0, 0]);
  });

  it('is worked by keys alone: words, Enter to the first, arrows, Enter adds', async () => {
    const { screen, store } = await opened('#v=1&memory=256MiB&mechanism=psp', 2e9);
    await expect.element(screen.getByRole('textbox', { name: 'show faults with' })).toHaveFocus();
    await userEvent.keyboard('packet');
    await expect.element(screen.getByText('2 of 3 can happen in this scenario then.')).toBeVisible();
    await userEvent.keyboard('{Enter}{ArrowDown}{Enter}');
    expect(store.getState().scenario.script.map(({ argument }) => argument)).toEqual(['F-15']);
  });

  it('refuses a time that is none, and opens the story of any fault', async () => {
    const { screen, done } = await opened('#v=1&memory=256MiB');
    await screen.getByRole('textbox', { name: 'time of the fault' }).fill('soon');
    await expect.element(screen.getByText('`at=soon` does not begin with a time, such as 90s.')).toBeVisible();
    await expect.element(screen.getByRole('button', { name: /^Add F-20/ })).toBeDisabled();
    await screen.getByRole('button', { name: /^Open the story of F-34/ }).click();
    expect(done[0]).toMatch(/^open #v=1&guest=pef.*F-34$/);
  });

  it.each(['dark', 'light'] as const)('has nothing that axe objects to, %s', async (theme) => {
    const { screen } = await opened('#v=1&memory=256MiB');
    document.documentElement.dataset['theme'] = theme;
    document.documentElement.lang = 'en';
    document.title = 'component test';
    await expect.element(screen.getByRole('dialog', { name: 'Faults' })).toBeVisible();
    expect(await axeViolations(document.querySelector('dialog')!)).toEqual([]);
  });
});

const report: FaultReport = {
  id: 'F-18', title: 'SEND_FINISH before the acknowledgement, then a failure', atNs: 0, target: 'notifier', standing: 'differs',
  verdict: 'Another scenario than the catalogue has in mind: it does not break INV-03.',
  found: [
    { text: 'RECEIVE_FINISH', atNs: 3e9, event: { atNs: 3e9, kind: 'command', host: 'destination', name: 'RECEIVE_FINISH', ret: -5, fwError: 1 } },
    { text: 'INV-03: no copy can run' },
  ],
  detected: ['trace: RECEIVE_FINISH ret=-5 fw_error=1', 'outcome: failed'], detectedBy: ['INV-03'],
  symptom: 'No copy can run.', handling: 'Wait for the acknowledgement.', variant: 'The notifier of v4.', story: '#v=1&memory=1GiB',
};

describe('what came of a fault', () => {
  it.each(['dark', 'light'] as const)('is told with both return channels, the right handling and the wrong one, %s', async (theme) => {
    const onSeek = vi.fn<(ns: number) => void>();
    const onStory = vi.fn<(link: string) => void>();
    const screen = await renderThemed(theme, 320, <FaultPanel reports={[report]} onSeek={onSeek} onStory={onStory} />);
    const panel = screen.getByRole('region', { name: 'Faults' });
    await expect.element(panel).toHaveTextContent(/RECEIVE_FINISH returns \u2212EIO, firmware status INVALID_PLATFORM_STATE \(0x01\)/);
    await expect.element(panel).toHaveTextContent(/to be seen byINV-03was seen bytrace: RECEIVE_FINISH ret=-5 fw_error=1; outcome: failed/);
    await expect.element(panel).toHaveTextContent(/done wronglyThe notifier of v4/);
    await screen.getByRole('button', { name: /^Go to 3/ }).click();
    await screen.getByRole('button', { name: 'Open the story that shows it' }).click();
    expect([onSeek.mock.calls, onStory.mock.calls]).toEqual([[[3e9]], [['#v=1&memory=1GiB']]]);
    expect(await axeViolations(document.body)).toEqual([]);
  });

  it('says how far the run beside it is, by its own moment and by the bar', async () => {
    const screen = await renderThemed('dark', 320, <FaultPanel reports={[report]} compared={{ computedNs: 30e9, endNs: 120e9 }} onSeek={() => undefined} onStory={() => undefined} />);
    const bar = screen.getByRole('progressbar', { name: 'The same run without the faults' });
    await expect.element(bar).toHaveAttribute('aria-valuetext', 'The run without the faults is computed to 30.00 s; the one with them ends at 120.00 s.');
    expect((bar.element() as HTMLProgressElement).position).toBe(0.25);
    expect(await axeViolations(document.body)).toEqual([]);
  });
});
