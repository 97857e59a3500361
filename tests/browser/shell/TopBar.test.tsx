import { page, userEvent } from 'vitest/browser';
import { expect, it } from 'vitest';
import { FindDialog } from '../../../src/views/FindDialog';
import { HelpDialog } from '../../../src/views/HelpDialog';
import { PanelTabs } from '../../../src/views/PanelTabs';
import { ShareDialog } from '../../../src/views/ShareDialog';
import { lateViewCode } from '../../../src/views/lateViewCode';
import { TopBar } from '../../../src/views/TopBar';
import { laboratoryAt, renderShell } from './bench';

it('names the story, counts its changes and takes them back', async () => {
  const { laboratory, store } = laboratoryAt('#v=1&preset=sev-psp');
  const screen = await renderShell(laboratory, <TopBar layout="wide" />, 1440);
  const story = screen.getByRole('button', { name: /^preset: / });
  await expect.element(story).toHaveTextContent('Firmware at 8 Mbit/s');
  await expect.element(screen.getByRole('button', { name: 'Undo' })).toBeDisabled();
  const { scenario, changeScenario } = store.getState();
  changeScenario({ ...scenario, vcpus: 9, script: [{ atNs: 5, action: 'migrate' }] }, 'step');
  await expect.element(story).toHaveTextContent('2 changes');
  await screen.getByRole('button', { name: 'Undo' }).click();
  await expect.element(story).not.toHaveTextContent('change');
});

it('lists the stories, by pointer and by arrows', async () => {
  await lateViewCode.recording.fetch();
  const { laboratory, done } = laboratoryAt('#v=1');
  const screen = await renderShell(laboratory, <TopBar layout="wide" />, 1440);
  await screen.getByRole('button', { name: /^preset: / }).click();
  const items = screen.getByRole('dialog', { name: 'Presets' }).getByRole('button').elements();
  (items[0] as HTMLElement).focus();
  await userEvent.keyboard('{ArrowDown}{Enter}');
  expect(done).toEqual(['preset sev-psp']);
});

it('says play, pause or replay, and how far the run is known', async () => {
  await page.viewport(1440, 900);
  const { laboratory, store } = laboratoryAt('#v=1');
  const screen = await renderShell(laboratory, <TopBar layout="wide" />, 1440);
  const clock = screen.getByRole('timer', { name: 'time of the run' });
  store.setState({ computedNs: 77e9 });
  await expect.element(clock).toHaveTextContent('0:00.00 / \u2265 1:17.0');
  store.setState({ computing: false });
  await expect.element(clock).toHaveTextContent('0:00.00 / 1:17.0');
  await screen.getByRole('button', { name: 'Play' }).click();
  await screen.getByRole('button', { name: 'Pause' }).click();
  store.getState().seek(77e9);
  await expect.element(screen.getByRole('button', { name: 'Replay' })).toBeVisible();
  await screen.getByRole('button', { name: '10\u00d7', exact: true }).click();
  expect(store.getState().speed).toBe(10);
  await page.viewport(720, 450);
  await screen.getByRole('combobox', { name: 'speed' }).selectOptions('60\u00d7');
  expect(store.getState().speed).toBe(60);
});

it('shares the whole link or the fragment, with or without the moment', async () => {
  const { laboratory, store } = laboratoryAt('#v=1&memory=1GiB');
  store.setState({ computing: false, computedNs: 9e9, cursorNs: 2e9 });
  const screen = await renderShell(laboratory, <ShareDialog onClose={() => {}} />, 800);
  const link = screen.getByRole('textbox', { name: 'link' });
  await expect.element(link).toHaveValue('https://host/#v=1&memory=1GiB&model=1&view.t=2s');
  await screen.getByRole('checkbox', { name: 'this moment and view' }).click();
  await screen.getByRole('checkbox', { name: 'fragment alone' }).click();
  await expect.element(link).toHaveValue('#v=1&memory=1GiB&model=1');
});

it('lists every key once', async () => {
  const { laboratory } = laboratoryAt('#v=1');
  const screen = await renderShell(laboratory, <HelpDialog onClose={() => {}} />, 800);
  const shown = screen.getByRole('definition').elements().map((element) => element.textContent);
  expect(shown.toSorted()).toEqual(laboratory.commands.map((command) => command.title).toSorted());
});

it('finds a page and says what it is', async () => {
  const { laboratory, done } = laboratoryAt('#v=1');
  const closed: string[] = [];
  const screen = await renderShell(laboratory, <FindDialog onClose={() => closed.push('closed')} />, 800);
  const find = screen.getByRole('textbox', { name: 'find' });
  await find.fill('64GiB');
  await expect.element(screen.getByText('Nothing has this name, and the guest has no such page.')).toBeVisible();
  await find.fill('4GiB');
  await expect.element(screen.getByText('GFN 0x100000, address 0x100000000')).toBeVisible();
  await userEvent.keyboard('{Enter}');
  expect([done, closed]).toEqual([['choose page 1048576'], ['closed']]);
});

it('shows one panel at a time, by arrows too', async () => {
  const { laboratory, store } = laboratoryAt('#v=1');
  const panels = (['maps', 'protocol', 'page'] as const).map((id) => ({ id, title: id, render: () => <p>{`here is ${id}`}</p> }));
  const screen = await renderShell(laboratory, <PanelTabs panels={panels} />, 600);
  await expect.element(screen.getByText('here is maps')).toBeVisible();
  await screen.getByRole('tab', { name: 'protocol' }).click();
  await userEvent.keyboard('{ArrowRight}');
  await expect.element(screen.getByRole('tab', { name: 'page' })).toHaveFocus();
  await expect.element(screen.getByText('here is page')).toBeVisible();
  expect(store.getState().view.panel).toBe('page');
});
