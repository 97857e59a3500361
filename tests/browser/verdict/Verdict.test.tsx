import { describe, expect, it } from 'vitest';
import { Verdict } from '../../../src/views/verdict/Verdict';
import type { VerdictProps } from '../../../src/views/verdict/Verdict';
import { RegionLine } from '../../../src/views/verdict/RegionLine';
import { axeViolations, renderThemed } from '../timeline/themed';

const props: VerdictProps = {
  title: 'The source PSP binds: 244 pages/s sent, 12 000 written.',
  working: 'One pass takes 57 h; a longer `downtime-limit` would not help.',
  provisional: false,
  stages: [
    { id: 'psp-source', label: 'PSP, source', pagesPerSecond: 244, binds: true, estimate: true },
    { id: 'link', label: 'link, 10 Gbit/s', pagesPerSecond: 300e3, binds: false, estimate: false },
    { id: 'guest', label: 'guest page writes', pagesPerSecond: 12e3, binds: false, estimate: false },
  ],
};

const width = (row: Element | undefined): number => row?.querySelector('.capacity-bar > span')?.getBoundingClientRect().width ?? 0;

describe('Verdict', () => {
  it('heads the page with its sentence and sets names in mono', async () => {
    const screen = await renderThemed('dark', 832, <Verdict {...props} />);
    await expect.element(screen.getByRole('heading', { level: 1 })).toHaveTextContent(props.title);
    expect(document.querySelector('p code')?.textContent).toBe('downtime-limit');
  });

  it('marks the binding stage, tags estimates and draws lengths in the order of the numbers', async () => {
    const screen = await renderThemed('dark', 832, <Verdict {...props} />);
    const rows = screen.getByRole('row').elements();
    expect(rows.map((row) => row.className)).toEqual(['capacity-binds', 'capacity-stage', 'capacity-demand']);
    expect(rows[0]?.textContent).toContain('244 \u25c2 binds');
    expect(rows.map((row) => row.textContent?.includes('est.'))).toEqual([true, false, false]);
    expect(width(rows[0])).toBeLessThan(width(rows[2]));
    expect(width(rows[2])).toBeLessThan(width(rows[1]));
    await expect.element(screen.getByText('pages per second, each stage, log scale')).toBeVisible();
  });

  it('stands alone where nothing can bind', async () => {
    await renderThemed('dark', 832, <Verdict {...props} stages={[]} />);
    expect(document.querySelector('table')).toBeNull();
  });

  it('has the cost of a region under its working, behind a word where there is little room', async () => {
    const text = 'One region of 16 KiB: 16.294 ms.';
    const screen = await renderThemed('dark', 832, <Verdict {...props}><RegionLine text={text} folded={false} /></Verdict>);
    await expect.element(screen.getByText(/16\.294/)).toBeVisible();
    await screen.unmount();
    const narrow = await renderThemed('dark', 358, <Verdict {...props}><RegionLine text={text} folded /></Verdict>);
    const line = (): Element => narrow.container.querySelector('details p')!;
    expect(line().checkVisibility()).toBe(false);
    await narrow.getByText('What a region of 16 KiB costs').click();
    expect(line().checkVisibility()).toBe(true);
  });

  it.each(['dark', 'light'] as const)('has no axe violation, %s', async (theme) => {
    const screen = await renderThemed(theme, 832, <Verdict {...props}><RegionLine text="One region of 16 KiB: 16.294 ms." folded /></Verdict>);
    expect(await axeViolations(screen.container)).toEqual([]);
  });
});
