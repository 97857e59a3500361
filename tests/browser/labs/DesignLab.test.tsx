import { describe, expect, it, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { DesignLab } from '../../../src/views/labs/DesignLab';
import type { DesignFacts } from '../../../src/views/labs/designFacts';
import { DESIGN_WORDS } from '../../../src/views/labs/designWords';
import { axeViolations, renderThemed } from '../timeline/themed';

const plain = (text: string | null | undefined) => (text ?? '').replace(/[\u00a0\u2009\u202f]/g, ' ');
const ignore = () => undefined;

const FACTS: DesignFacts = {
  own: 'mirror-ring',
  usable: ['vcpus', 'context', 'run-loop', 'idle', 'postcopy'],
  uses: [
    { topic: 'vcpus', atNs: 3_570_000, by: 'KVM_CREATE_VCPU', text: '1 vCPU', broken: false },
    { topic: 'context', atNs: 1_570_000, by: 'CAP_VM_COPY_ENC_CONTEXT_FROM', text: 'ASID and handle shared', broken: false },
    { topic: 'run-loop', atNs: 10_196_000, by: 'KVM_RUN', text: 'KVM_EXIT_SHUTDOWN', broken: true },
  ],
  bills: [
    { design: 'mirror-rfc', by: 'model', cpuNs: 7.4e9, pages: 250_000 },
    { design: 'mirror-ring', by: 'run', cpuNs: 318e6, pages: 250_000 },
    { design: 'mailbox', by: 'model', cpuNs: 1.87e9, pages: 250_000 },
  ],
};

describe('DesignLab', () => {
  it('lights the cells of the run\u2019s own design that it has used, and no other', async () => {
    const screen = await renderThemed('dark', 832, <DesignLab facts={FACTS} onTry={ignore} onSeek={ignore} />);
    const lit = [...screen.container.querySelectorAll('[data-lit="true"]')];
    expect(lit.map((cell) => cell.parentElement?.querySelector('th')?.textContent)).toEqual(['Helper vCPUs', 'Key of the guest', 'Run loop']);
    expect(lit.map((cell) => cell.getAttribute('data-name'))).toEqual(Array.from({ length: 3 }, () => 'Ring sketch'));
    expect(lit.map((cell) => cell.getAttribute('data-broken'))).toEqual(['false', 'false', 'true']);
    expect(plain(screen.container.querySelector('h2')?.textContent)).toContain('3 of 5 points');
    expect(screen.container.querySelectorAll('tbody tr')).toHaveLength(DESIGN_WORDS.length);
  });

  it('goes to the moment of a cell by press and by Enter', async () => {
    const onSeek = vi.fn<(atNs: number) => void>();
    const screen = await renderThemed('dark', 832, <DesignLab facts={FACTS} onTry={ignore} onSeek={onSeek} />);
    await screen.getByRole('button', { name: /CAP_VM_COPY_ENC_CONTEXT_FROM/ }).click();
    (screen.getByRole('button', { name: /KVM_CREATE_VCPU/ }).element() as HTMLElement).focus();
    await userEvent.keyboard('{Enter}');
    expect(onSeek.mock.calls).toEqual([[1_570_000], [3_570_000]]);
  });

  it('says of the others why they are dark', async () => {
    const screen = await renderThemed('dark', 832, <DesignLab facts={FACTS} onTry={ignore} onSeek={ignore} />);
    const dark = (name: string) => [...screen.container.querySelectorAll('tbody tr')]
      .find((row) => row.querySelector('th')?.textContent === name)?.querySelector('.design-unlit')?.textContent;
    expect([dark('Without work'), dark('Out of the guest\u2019s sight'), dark('SEV-ES')]).toEqual(['not used so far', 'no event would show it', 'not part of any run']);
    expect(screen.container.querySelector('h2')?.textContent).toContain('SEV-ES and Later are part of no run');
  });

  it('opens another design, and has each one\u2019s bill', async () => {
    const onTry = vi.fn<(link: string) => void>();
    const screen = await renderThemed('dark', 832, <DesignLab facts={FACTS} onTry={onTry} onSeek={ignore} />);
    await screen.getByRole('button', { name: 'Run this design: Mailbox helper' }).click();
    expect(onTry).toHaveBeenCalledWith('mechanism=mailbox');
    const heads = [...screen.container.querySelectorAll('thead th')].slice(1).map((head) => plain(head.textContent));
    expect(heads[0]).toContain('source CPU 7.4 s est.');
    expect(heads[1]).toContain('source CPU 318 ms so far');
    expect(heads[1]).toContain('this run');
  });

  it.each(['dark', 'light'] as const)('has no axe violation and fits, %s, wide and narrow', async (theme) => {
    for (const width of [832, 358]) {
      const screen = await renderThemed(theme, width, <DesignLab facts={FACTS} onTry={ignore} onSeek={ignore} />);
      expect(await axeViolations(screen.container)).toEqual([]);
      expect(screen.container.scrollWidth).toBeLessThanOrEqual(screen.container.clientWidth);
      await screen.unmount();
    }
  });
});
