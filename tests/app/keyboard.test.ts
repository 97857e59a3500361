import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createCommands } from '../../src/app/commands';
import { commandFor, type KeyPress } from '../../src/app/keyboard';
import { openedFrom } from '../../src/app/urlSync';
import type { Frame } from '../../src/engine/record/frame';
import type { RunResult } from '../../src/engine/record/runResult';
import { createAppStore } from '../../src/store/createAppStore';
import { createFrameHub } from '../../src/store/frameHub';

function laboratory() {
  const store = createAppStore({ scenario: openedFrom('').scenario, preset: '' });
  store.setState({ computing: false, computedNs: 100, events: [10, 50].map((atNs) => ({ atNs, kind: 'qmp', host: 'source', name: 'STOP' })) });
  const calls: string[] = [];
  const timeline = { current: { zoom: (factor: number) => calls.push(`zoom ${factor > 1 ? 'out' : 'in'}`), pan: (share: number) => calls.push(`pan ${Math.sign(share)}`), fit: () => calls.push('fit') } };
  const handle = (name: string) => ({
    zoom: (direction: number) => calls.push(`${name} zoom ${direction}`), pan: (share: number) => calls.push(`${name} pan ${Math.sign(share)}`), fit: () => calls.push(`${name} fit`),
    stepTile: (right: number, down: number) => calls.push(`${name} tile ${right} ${down}`), stepPage: (right: number, down: number) => calls.push(`${name} page ${right} ${down}`),
  });
  const maps = { current: handle('maps') };
  const frames = createFrameHub(() => []);
  const commands = createCommands({ store, frames, timeline, maps });
  const press = (key: string, more: Partial<KeyPress> = {}) => {
    const pressed = { key, code: `Key${key.toUpperCase()}`, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...more };
    commandFor(pressed, commands)?.run(pressed);
    return store.getState();
  };
  return { store, frames, commands, press, calls };
}

describe('keys', () => {
  it('play, step and jump', () => {
    const { press } = laboratory();
    expect(press(' ', { code: 'Space' }).playing).toBe(true);
    expect(press(' ', { code: 'Space' }).playing).toBe(false);
    expect(['.', '.', '.', ',', ',', 'End', 'Home'].map((key) => press(key).cursorNs)).toEqual([10, 50, 100, 50, 10, 100, 0]);
  });

  it('go through the modes that the scenario has', () => {
    const { store, press } = laboratory();
    store.setState({ shownScenario: openedFrom('#v=1&preset=pin-on-demand').scenario });
    store.getState().changeView({ mode: 'pinned' });
    expect(['m', 'm', 'm'].map((key) => press(key).view.mode)).toEqual(['status', 'integrity', 'pinned']);
  });

  it('change the speed within its range', () => {
    const { press } = laboratory();
    expect(['[', '[', '[', '[', '[', ']'].map((key) => press(key).speed)).toEqual([60, 10, 1, 0.1, 0.1, 1]);
  });

  it('follow the place on the keyboard for WASD, whatever letter is there', () => {
    const { press, calls } = laboratory();
    press('z', { code: 'KeyW' });
    press('q', { code: 'KeyA' });
    press('s');
    press('d');
    press('0', { code: 'Digit0' });
    expect(calls).toEqual(['zoom in', 'pan -1', 'zoom out', 'pan 1', 'fit']);
  });

  it('leave Ctrl and Meta to the browser, save for undo', () => {
    const { press, store, calls } = laboratory();
    press('w', { ctrlKey: true });
    press('s', { metaKey: true });
    press('.', { altKey: true });
    expect([calls, store.getState().cursorNs]).toEqual([[], 0]);
    const { memory } = store.getState().scenario;
    store.getState().changeScenario({ ...store.getState().scenario, memory: 2 * memory }, 'step');
    expect(press('z').scenario.memory).toBe(2 * memory);
    expect(press('z', { ctrlKey: true }).scenario.memory).toBe(memory);
  });

  it('act on the maps while the cursor is there', () => {
    const { press, calls, store } = laboratory();
    store.getState().pointAtPage(7);
    for (const key of ['w', 's', 'a', 'd', '0']) press(key);
    press('ArrowRight', { code: 'ArrowRight' });
    press('ArrowDown', { code: 'ArrowDown', shiftKey: true });
    expect(calls).toEqual(['maps zoom 1', 'maps zoom -1', 'maps pan -1', 'maps pan 1', 'maps fit', 'maps tile 1 0', 'maps page 0 1']);
  });

  it('zoom in to the chosen page, if one is chosen', () => {
    const { press, calls, store } = laboratory();
    press('Enter', { code: 'Enter' });
    store.getState().changeView({ page: 7 });
    press('Enter', { code: 'Enter' });
    expect(calls).toEqual(['maps zoom 1']);
  });

  it('go to the scan front and from one violation to the next', () => {
    const { press, frames } = laboratory();
    frames.publish({ scanPage: 4242, tilePages: 512, rings: Int32Array.of(20, 8, 3, 9) } as Frame);
    expect(press('f').view.page).toBe(4242);
    expect([press('x').view.page, press('x').view.page, press('x').view.page]).toEqual([20 * 512, 3 * 512, 20 * 512]);
  });

  it('follow the scan until Esc, or until another page is chosen', () => {
    const { press, frames, store } = laboratory();
    frames.publish({ scanPage: 4242, tilePages: 512, rings: new Int32Array(0) } as Frame);
    expect(press('f')).toMatchObject({ following: true, view: { page: 4242 } });
    expect(press('Escape', { code: 'Escape' })).toMatchObject({ following: false, view: { page: 4242 } });
    expect(press('Escape', { code: 'Escape' }).view.page).toBeUndefined();
    press('f');
    store.getState().changeView({ mode: 'sent' });
    expect(store.getState().following).toBe(true);
    store.getState().changeView({ page: 7 });
    expect(store.getState().following).toBe(false);
  });

  it('go to the very pages that the oracle names', () => {
    const { press, frames, store } = laboratory();
    const violation = { invariant: 'INV-01', pages: [20 * 512 + 9, 20 * 512 + 4], count: 2, text: 'stale' };
    store.setState({ result: { integrity: { violations: [violation] } } as unknown as RunResult });
    frames.publish({ scanPage: -1, tilePages: 512, rings: Int32Array.of(20, 8, 3, 13) } as Frame);
    expect([1, 2, 3, 4].map(() => press('x').view.page)).toEqual([3 * 512, 20 * 512 + 4, 20 * 512 + 9, 3 * 512]);
  });

  it('change map mode and order, and open the help', () => {
    const { press } = laboratory();
    expect([press('m').view.mode, press('h').view.order, press('h').view.order, press('?', { code: 'Slash', shiftKey: true }).dialog]).toEqual(['status', 'hilbert', 'rows', 'help']);
  });

  it('are each bound once', () => {
    const { commands } = laboratory();
    const bound = commands.flatMap((command) => command.keys.map((key) => JSON.stringify([key.code, key.key, key.ctrl ?? false, key.shift ?? false])));
    expect(new Set(bound).size).toBe(bound.length);
    expect(new Set(commands.map((command) => command.id)).size).toBe(commands.length);
  });

  it('are listed in the docs, all of them', () => {
    const docs = readFileSync(join(import.meta.dirname, '../../docs/reading-the-views.md'), 'utf8');
    for (const { title, keys } of laboratory().commands) {
      expect(docs).toContain(`| ${keys.map((key) => `\`${key.label}\``).join(' ')} | ${title} |`);
    }
  });
});
