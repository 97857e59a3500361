import { describe, expect, it, vi } from 'vitest';
import { SwitchLab } from '../../../src/views/labs/SwitchLab';
import { axeViolations, renderThemed } from '../timeline/themed';
import { SWITCH } from './facts';

const plain = (text: string | null | undefined) => (text ?? '').replace(/[\u00a0\u2009\u202f]/g, ' ');
const SECOND = 1e9;

describe('SwitchLab', () => {
  it('sets the modes side by side and says which figures are the run\u2019s own', async () => {
    const screen = await renderThemed('dark', 608, <SwitchLab facts={SWITCH} part="main" cursorNs={0} onTry={() => undefined} />);
    const rows = [...screen.container.querySelectorAll('.switch-modes tbody tr')];
    expect(rows.map((row) => row.getAttribute('data-own'))).toEqual(['false', 'false', 'true', 'false']);
    expect(rows.map((row) => ['b', 'small'].map((tag) => plain(row.querySelector(`.switch-bar > ${tag}`)?.textContent)).join(', '))).toEqual([
      '420 s, closed form', '\u2013, closed form', '2.13 s, this run', '3.76 s, closed form',
    ]);
    expect(plain(rows[2]?.querySelector('.switch-end')?.textContent)).toBe('\u25b2 1 629 184 left NORMAL: writes there are lost');
    expect(plain(rows[1]?.textContent)).toContain('aborts: secure memory is full');
  });

  it('opens a mode by its link', async () => {
    const onTry = vi.fn<(link: string) => void>();
    const screen = await renderThemed('dark', 608, <SwitchLab facts={SWITCH} part="main" cursorNs={0} onTry={onTry} />);
    await screen.getByRole('button', { name: 'Try mode C: v3 series' }).click();
    expect(onTry).toHaveBeenCalledWith('esm-pages=needed&gfn-states=on');
  });

  it.each([
    [0, 'NORMAL', '0 SECURE, 1 638 400 NORMAL, 0 SHARED, 0 paged out', 0],
    [0.55 * SECOND, 'TRANSIENT', '4 SECURE, 1 638 396 NORMAL, 0 SHARED, 0 paged out', 1],
    [3 * SECOND, 'SECURE', '8 064 SECURE, 1 629 184 NORMAL, 1 024 SHARED, 128 paged out', 0],
    [6 * SECOND, 'NORMAL', '0 SECURE, 1 638 400 NORMAL, 0 SHARED, 0 paged out', 0],
  ])('lights the states of the moment %d', async (cursorNs, vm, gfns, active) => {
    const screen = await renderThemed('dark', 608, <SwitchLab facts={SWITCH} part="main" cursorNs={cursorNs} onTry={() => undefined} />);
    expect(plain(screen.container.querySelector('.switch-diagram')?.getAttribute('aria-label'))).toBe(`The VM is ${vm}. GFNs: ${gfns}.`);
    expect(screen.container.querySelectorAll('.switch-active')).toHaveLength(active);
    expect(screen.container.querySelector(`.switch-${vm}.switch-lit`)).not.toBeNull();
  });

  it('says what a reset and a plugged slot showed, and what the oracle thinks', async () => {
    const screen = await renderThemed('dark', 496, <SwitchLab facts={SWITCH} part="side" cursorNs={0} onTry={() => undefined} />);
    const text = plain(screen.container.textContent);
    expect(text).toContain('\u25b2 37 968');
    expect(text).toContain('32 768 of 32 768 GFNs left NORMAL');
    expect(text).toContain('INV-27 broken, 37 968 GFNs');
    expect(screen.container.scrollWidth).toBeLessThanOrEqual(screen.container.clientWidth);
  });

  it.each([[1_629_184, /keeps 1 629 184 GFNs as its own/], [0, /none has a second owner/]])('says what a reset would do where the script has none', async (leftNormal, words) => {
    const modes = SWITCH.modes.map((mode) => (mode.own ? { ...mode, leftNormal } : mode));
    const screen = await renderThemed('dark', 496, <SwitchLab facts={{ ...SWITCH, modes, resets: [], plugs: [], violations: [] }} part="side" cursorNs={0} onTry={() => undefined} />);
    expect(plain(screen.container.textContent)).toMatch(words);
    expect(plain(screen.container.textContent)).toContain('Oracle: clean.');
  });

  it.each(['dark', 'light'] as const)('has no axe violation, %s, wide and narrow', async (theme) => {
    for (const width of [608, 358]) {
      const screen = await renderThemed(theme, width, <><SwitchLab facts={SWITCH} part="main" cursorNs={0.55 * SECOND} onTry={() => undefined} /><SwitchLab facts={SWITCH} part="side" cursorNs={0} onTry={() => undefined} /></>);
      expect(await axeViolations(screen.container)).toEqual([]);
      await screen.unmount();
    }
  });
});
