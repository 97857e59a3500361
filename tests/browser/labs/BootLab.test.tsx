import { describe, expect, it, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { BootLab } from '../../../src/views/labs/BootLab';
import { axeViolations, renderThemed } from '../timeline/themed';
import { BOOT } from './facts';

const plain = (text: string | null | undefined) => (text ?? '').replace(/[\u00a0\u2009\u202f]/g, ' ');

describe('BootLab', () => {
  it('lists measured seconds with their residuals, and the model alone in brackets', async () => {
    const screen = await renderThemed('dark', 496, <BootLab facts={BOOT} part="side" onTry={() => undefined} />);
    const rows = [...screen.container.querySelectorAll('tbody tr')].map((row) => [...row.children].map((cell) => plain(cell.textContent)));
    expect(rows[0]).toEqual(['4', '6.16', '\u22120.048', '5.71', '\u22120.082', '0.45', '1.08']);
    expect(rows[3]).toEqual(['512', '(55.73)', '\u2013', '(8.60)', '\u2013', '47.13', '6.48']);
    expect(screen.container.querySelector('[aria-current]')?.textContent).toBe('192');
    expect(plain(screen.container.textContent)).toContain('97.5 \u00b1 0.6 ms');
  });

  it('draws every point and says the chart in words', async () => {
    const screen = await renderThemed('dark', 600, <BootLab facts={BOOT} part="main" onTry={() => undefined} />);
    await expect.element(screen.getByRole('img', { name: /^Boot time by guest memory/ })).toBeInTheDocument();
    expect(screen.container.querySelectorAll('.lab-point')).toHaveLength(6);
    expect(screen.container.querySelectorAll('.lab-bar')).toHaveLength(6);
    expect(screen.container.querySelector('.lab-dashed')).toBeNull();
    expect(plain(screen.container.querySelector('.lab-svg')?.textContent)).toContain('saves 17.76 s');
  });

  it('marks what nobody measured', async () => {
    const screen = await renderThemed('dark', 600, <BootLab facts={{ ...BOOT, gb: 512, rows: BOOT.rows.map((row) => ({ ...row, own: row.gb === 512 })) }} part="main" onTry={() => undefined} />);
    await expect.element(screen.getByText('extrapolated: nobody measured these')).toBeInTheDocument();
    expect(screen.container.querySelectorAll('.lab-dashed')).toHaveLength(2);
  });

  it('reads the model by keys and sets the guest to the size found', async () => {
    const onTry = vi.fn<(link: string) => void>();
    const screen = await renderThemed('dark', 600, <BootLab facts={BOOT} part="main" onTry={onTry} />);
    const slider = screen.getByRole('slider', { name: /^Size/ });
    await expect.element(slider).toHaveAttribute('aria-valuetext', '192 GB: 24.53 s, on demand 6.83 s');
    (slider.element() as HTMLElement).focus();
    await userEvent.keyboard('{ArrowLeft}');
    await expect.element(slider).toHaveAttribute('aria-valuetext', '188 GB: 24.14 s, on demand 6.81 s');
    await userEvent.keyboard('{Shift>}{ArrowLeft}{/Shift}');
    await expect.element(slider).toHaveAttribute('aria-valuenow', '156');
    await userEvent.keyboard('{Enter}');
    expect(onTry).toHaveBeenCalledWith('memory=156GiB');
  });

  it('sets the guest to the other mode of pinning', async () => {
    const onTry = vi.fn<(link: string) => void>();
    const screen = await renderThemed('dark', 600, <BootLab facts={BOOT} part="main" onTry={onTry} />);
    await expect.element(screen.getByRole('button', { name: '+ demand pinning' })).toHaveAttribute('aria-pressed', 'true');
    await screen.getByRole('button', { name: 'baseline v5.17-rc6' }).click();
    expect(onTry).toHaveBeenCalledWith('pinning=launch');
  });

  it('sets the guest to a size of the table', async () => {
    const onTry = vi.fn<(link: string) => void>();
    const screen = await renderThemed('dark', 496, <BootLab facts={BOOT} part="side" onTry={onTry} />);
    await screen.getByRole('button', { name: 'Set the guest to 64 GB' }).click();
    expect(onTry).toHaveBeenCalledWith('memory=64GiB');
  });

  it('gives the lines to paste, each with a button that copies it', async () => {
    const screen = await renderThemed('dark', 600, <BootLab facts={BOOT} part="main" onTry={() => undefined} />);
    expect([...screen.container.querySelectorAll('.lab-lines code')].map((code) => code.textContent)).toEqual(BOOT.memlock!.lines.map(({ text }) => text));
    const write = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue();
    await screen.getByRole('button', { name: 'copy libvirt' }).click();
    expect(write).toHaveBeenCalledWith(BOOT.memlock!.lines[0]!.text);
    write.mockRestore();
    expect(plain(screen.container.querySelector('.lab-facts')?.textContent)).toContain('200 GiB: fits, 8 GiB spare');
  });

  it('says in words that a limit is too low', async () => {
    const memlock = { ...BOOT.memlock!, limitBytes: 64 * 2 ** 30, fits: false };
    const screen = await renderThemed('light', 600, <BootLab facts={{ ...BOOT, memlock, refused: true, run: undefined }} part="main" onTry={() => undefined} />);
    expect(plain(screen.container.querySelector('[data-alarm="true"]')?.textContent)).toContain('64 GiB: 128 GiB too low');
  });

  it.each(['dark', 'light'] as const)('has no axe violation, %s, wide and narrow', async (theme) => {
    for (const width of [600, 358]) {
      const screen = await renderThemed(theme, width, <><BootLab facts={BOOT} part="main" onTry={() => undefined} /><BootLab facts={BOOT} part="side" onTry={() => undefined} /></>);
      await expect.element(screen.getByRole('slider')).toBeInTheDocument();
      expect(await axeViolations(screen.container)).toEqual([]);
      await screen.unmount();
    }
  });
});
