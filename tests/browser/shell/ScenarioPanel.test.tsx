import { userEvent } from 'vitest/browser';
import { describe, expect, it } from 'vitest';
import { GIB } from '../../../src/base/units';
import { ScenarioPanel } from '../../../src/views/ScenarioPanel';
import { laboratoryAt, renderShell } from './bench';

const row = (name: string): HTMLElement => document.querySelector<HTMLElement>(`[data-field="${name}"]`) ?? document.body;

describe('a field', () => {
  it('says when it differs from its story, and where the story stands', async () => {
    const { laboratory } = laboratoryAt('#v=1&preset=sev-psp&memory=48GiB');
    const screen = await renderShell(laboratory, <ScenarioPanel />);
    await expect.element(screen.getByRole('textbox', { name: 'memory' })).toHaveValue('48GiB');
    expect([row('memory').dataset['changed'], row('writes').dataset['changed']]).toEqual(['true', 'false']);
    const [thumb, mark] = [row('memory').querySelector('input[type=range]'), row('memory').querySelector('.preset-tick')];
    const share = Number((thumb as HTMLInputElement).value) / 1000;
    expect(Number((mark as HTMLElement).style.getPropertyValue('--at'))).toBeGreaterThan(share);
  });

  it('moves by keys on its slider, one undo step for each', async () => {
    const { laboratory, store } = laboratoryAt('#v=1');
    const screen = await renderShell(laboratory, <ScenarioPanel />);
    (screen.getByRole('slider', { name: 'memory' }).element() as HTMLElement).focus();
    await userEvent.keyboard('{PageUp}');
    const larger = store.getState().scenario.memory;
    expect(larger).toBeGreaterThan(16 * GIB);
    await userEvent.keyboard('{PageUp}');
    expect([store.getState().past.length, store.getState().inMotion]).toEqual([2, false]);
    store.getState().undo();
    expect(store.getState().scenario.memory).toBe(larger);
  });

  it('keeps what was refused, with the reason under it, until it is right or given up', async () => {
    const { laboratory, store } = laboratoryAt('#v=1');
    const screen = await renderShell(laboratory, <ScenarioPanel />);
    const vcpus = screen.getByRole('textbox', { name: 'vcpus', exact: true });
    await vcpus.fill('-4');
    await userEvent.keyboard('{Enter}');
    await expect.element(vcpus).toHaveValue('-4');
    await expect.element(vcpus).toBeInvalid();
    await expect.element(vcpus).toHaveAccessibleDescription(/vcpus=-4.*1 to 512/);
    expect(store.getState().scenario.vcpus).toBe(8);
    await vcpus.fill('16');
    await userEvent.keyboard('{Enter}');
    await expect.element(vcpus).toBeValid();
    expect(store.getState().scenario.vcpus).toBe(16);
  });

  it('drops what was typed on Escape', async () => {
    const { laboratory, store } = laboratoryAt('#v=1');
    const screen = await renderShell(laboratory, <ScenarioPanel />);
    const memory = screen.getByRole('textbox', { name: 'memory' });
    await memory.fill('banana');
    await userEvent.keyboard('{Escape}');
    await expect.element(memory).toHaveValue('16GiB');
    await expect.element(memory).toBeValid();
    expect(store.getState().past).toEqual([]);
  });

  it('that has no effect is locked and says by what', async () => {
    const { laboratory } = laboratoryAt('#v=1&mechanism=mirror-ring');
    const screen = await renderShell(laboratory, <ScenarioPanel />);
    await expect.element(screen.getByRole('textbox', { name: 'psp-page-time' })).toBeDisabled();
    await expect.element(screen.getByRole('textbox', { name: 'psp-page-time' })).toHaveAccessibleDescription('The PSP moves no page here.');
  });

  it('takes others with it where they must follow, and says so', async () => {
    const { laboratory, store } = laboratoryAt('#v=1&working-set=8GiB');
    const screen = await renderShell(laboratory, <ScenarioPanel />);
    await screen.getByRole('textbox', { name: 'memory' }).fill('4GiB');
    await userEvent.keyboard('{Enter}');
    expect(store.getState().scenario['working-set']).toBe(4 * GIB);
    await expect.element(screen.getByRole('status', { name: 'Notices' })).toHaveTextContent(/working-set/);
  });

  it('is a group of choices, a list, a switch or flags, each under the name of the link', async () => {
    const { laboratory, store } = laboratoryAt('#v=1');
    const screen = await renderShell(laboratory, <ScenarioPanel />);
    for (const more of screen.getByRole('button', { name: /more$/ }).elements()) (more as HTMLElement).click();
    await screen.getByRole('radiogroup', { name: 'guest' }).getByRole('radio', { name: 'sev-es' }).click({ force: true });
    await screen.getByRole('combobox', { name: 'workload' }).selectOptions('zipf');
    await screen.getByRole('switch', { name: 'auto-converge' }).click({ force: true });
    await screen.getByRole('group', { name: 'policy' }).getByRole('checkbox', { name: 'nosend' }).click({ force: true });
    expect(store.getState().scenario).toMatchObject({ guest: 'sev-es', workload: 'zipf', 'auto-converge': true, policy: ['nodbg', 'nosend'] });
  });
});

describe('the script', () => {
  it('implies a migration where it says nothing', async () => {
    const { laboratory } = laboratoryAt('#v=1');
    const screen = await renderShell(laboratory, <ScenarioPanel />);
    await expect.element(screen.getByRole('region', { name: 'Script' })).toHaveTextContent(/0 s\s*migrate/);
  });

  it('names the implied migration beside lines that begin none, and not beside a boot', async () => {
    const { laboratory, store } = laboratoryAt('#v=1&at=24ms:fault:F-01');
    const screen = await renderShell(laboratory, <ScenarioPanel />);
    const script = screen.getByRole('region', { name: 'Script' });
    await expect.element(script).toHaveTextContent(/0 s\s*migrate\s*24 ms\s*fault:F-01/);
    store.getState().changeScenario({ ...store.getState().scenario, script: [{ atNs: 0, action: 'boot' }] }, 'step');
    await expect.element(script).toHaveTextContent(/0 s\s*boot/);
    await expect.element(script).not.toHaveTextContent('migrate');
  });

  it('is edited line by line, in the order of time', async () => {
    const { laboratory, store } = laboratoryAt('#v=1&at=10s:migrate&at=112s:set:downtime-limit=600ms');
    const screen = await renderShell(laboratory, <ScenarioPanel />);
    await expect.element(screen.getByRole('region', { name: 'Script' })).toHaveTextContent(/112 s\s*downtime-limit = 600ms/);
    await screen.getByRole('textbox', { name: 'at', exact: true }).first().fill('200s:migrate');
    await userEvent.keyboard('{Enter}');
    expect(store.getState().scenario.script.map(({ atNs }) => atNs / 1e9)).toEqual([112, 200]);
    await screen.getByRole('button', { name: 'Remove 200s:migrate' }).click();
    expect(store.getState().scenario.script).toHaveLength(1);
  });

  it('refuses a line that is none, in place', async () => {
    const { laboratory, store } = laboratoryAt('#v=1');
    const screen = await renderShell(laboratory, <ScenarioPanel />);
    await screen.getByRole('button', { name: 'add an action' }).click();
    const line = screen.getByRole('textbox', { name: 'at', exact: true });
    await expect.element(line).toHaveFocus();
    await line.fill('5s:explode');
    await userEvent.keyboard('{Enter}');
    await expect.element(line).toHaveAccessibleDescription(/`at=5s:explode` names no action; allowed: boot, migrate/);
    expect(store.getState().scenario.script).toEqual([]);
  });
});

describe('what the guest of the script cannot do', () => {
  const script = (laboratory: ReturnType<typeof laboratoryAt>) => laboratory.store.getState().scenario.script;

  it.each([
    ['guest=sev', '5s:esm', /`at=5s:esm` does not go with guest=sev: only a POWER guest asks for a secure switch; allowed: esm with guest=pef\./],
    ['guest=pef', '5s:boot', /`at=5s:boot` does not go with guest=pef/],
    ['guest=sev', '0s:fault:F-03', /`at=0s:fault:F-03` needs a reboot after it; allowed/],
    ['guest=sev', '1s:fault:F-20:banana', /`at=1s:fault:F-20:banana` takes a page below 65536 as its target/],
  ])('%s: %s is refused where it is typed', async (guest, text, said) => {
    const bench = laboratoryAt(`#v=1&memory=256MiB&${guest}`);
    const before = script(bench);
    const screen = await renderShell(bench.laboratory, <ScenarioPanel />);
    await screen.getByRole('button', { name: 'add an action' }).click();
    const line = screen.getByRole('textbox', { name: 'at', exact: true }).last();
    await line.fill(text);
    await userEvent.keyboard('{Enter}');
    await expect.element(line).toBeInvalid();
    await expect.element(line).toHaveAccessibleDescription(said);
    expect(script(bench)).toEqual(before);
  });

  it('is kept out of an edited line too, and a line that goes takes with it what needs it', async () => {
    const bench = laboratoryAt('#v=1&memory=256MiB&at=0s:fault:F-03&at=1s:reboot&at=8s:migrate');
    const screen = await renderShell(bench.laboratory, <ScenarioPanel />);
    const fault = screen.getByRole('textbox', { name: 'at', exact: true }).first();
    await fault.fill('2s:fault:F-03');
    await userEvent.keyboard('{Enter}');
    await expect.element(fault).toHaveAccessibleDescription(/`at=2s:fault:F-03` needs a reboot after it/);
    await userEvent.keyboard('{Escape}');
    await screen.getByRole('button', { name: 'Remove 1s:reboot' }).click();
    expect(script(bench).map(({ action }) => action)).toEqual(['migrate']);
    await expect.element(screen.getByRole('status', { name: 'Notices' })).toHaveTextContent(/F-03.*needs a reboot after it/);
    bench.store.getState().undo();
    expect(script(bench)).toHaveLength(3);
  });
});

describe('notices and link', () => {
  it('count, open and go away', async () => {
    const { laboratory } = laboratoryAt('#v=1&memory=banana&memroy=4GiB');
    const screen = await renderShell(laboratory, <ScenarioPanel />);
    const notices = screen.getByRole('status', { name: 'Notices' });
    expect(notices.getByRole('listitem').elements()).toHaveLength(1);
    await screen.getByRole('button', { name: '2 notices' }).click();
    expect(notices.getByRole('listitem').elements()).toHaveLength(2);
    await screen.getByRole('button', { name: 'Dismiss notices' }).click();
    await expect.element(notices).toHaveTextContent('');
  });

  it('do not move the panel while a slider is dragged', async () => {
    const { laboratory, store } = laboratoryAt('#v=1&working-set=8GiB');
    const screen = await renderShell(laboratory, <ScenarioPanel />);
    const { scenario } = store.getState();
    const changed = laboratory.withFieldValue(scenario, 'memory', 2 * GIB);
    store.getState().changeScenario(changed.scenario, 'motion', changed.notices);
    await expect.element(screen.getByRole('textbox', { name: 'memory' })).toHaveValue('2GiB');
    await expect.element(screen.getByRole('status', { name: 'Notices' })).toHaveTextContent('');
    store.getState().endMotion();
    await expect.element(screen.getByRole('status', { name: 'Notices' })).toHaveTextContent(/working-set/);
  });

  it('underline what departs from the story, and open what is pasted', async () => {
    const { laboratory, done } = laboratoryAt('#v=1&preset=sev-psp&memory=48GiB');
    const screen = await renderShell(laboratory, <ScenarioPanel />);
    expect([...document.querySelectorAll('.link-text b')].map((part) => part.textContent)).toEqual(['&memory=48GiB']);
    await screen.getByRole('textbox', { name: 'paste a link' }).fill('#v=1&memory=1GiB');
    await userEvent.keyboard('{Enter}');
    expect(done).toEqual(['open #v=1&memory=1GiB']);
  });

  it('say that the engine was restarted', async () => {
    const { laboratory, store } = laboratoryAt('#v=1');
    const screen = await renderShell(laboratory, <ScenarioPanel />);
    store.getState().runRestarted(1);
    await expect.element(screen.getByRole('status', { name: 'Notices' })).toHaveTextContent('The engine was restarted and the run replayed. Nothing is lost.');
  });
});
