import { describe, expect, it, vi } from 'vitest';
import { BlockedAnswer } from '../../../src/views/blocked/BlockedAnswer';
import { BlockedHead } from '../../../src/views/blocked/BlockedHead';
import type { BlockedFacts } from '../../../src/views/blocked/blockedFacts';
import { BlockedView } from '../../../src/views/blocked/BlockedView';
import { axeViolations, renderThemed } from '../timeline/themed';

const facts: BlockedFacts = {
  title: 'Blocked before the first page: an SEV-ES guest has no way to send its registers.',
  explanation: 'Mainline KVM defines `SEND_UPDATE_VMSA` (id 10) but does not handle it.',
  reasons: ['SEV: Migration is not implemented'],
  checks: [
    { id: 'policy', mark: 'pass', what: 'Policy word', name: '0x5 = NODBG + ES', finding: 'NOSEND clear', source: 'psp-sev.h' },
    { id: 'blocker', mark: 'stop', what: 'Migration blocker', name: 'blocked-reasons', finding: '\u201cSEV: Migration is not implemented\u201d', source: 'target/i386/sev.c' },
    { id: 'memory', mark: 'not-reached', what: 'Memory', name: 'SEND_UPDATE_DATA', finding: 'not reached', source: '' },
  ],
  alternatives: [
    { id: 'psp', title: 'Plain SEV', text: 'Policy 0x1.', outcome: '35 h for one pass', estimate: true, link: 'guest=sev&mechanism=psp' },
    { id: 'move', title: 'Move the VMM on this host only', text: '`KVM_CAP_VM_MOVE_ENC_CONTEXT_FROM`', outcome: 'no page is copied', estimate: false },
  ],
  qmp: '-> {"execute": "migrate"}\n<- {"error": {"class": "GenericError", "desc": "SEV: Migration is not implemented"}}',
  lanes: [{ host: 'source', steps: [
    { state: 'RUNNING', standing: 'here', next: { command: 'SEND_START', refused: false } },
    { state: 'SUPDATE', standing: 'never', next: { command: 'SEND_UPDATE_VMSA', refused: true } },
    { state: 'SENT', standing: 'never' },
  ] }],
};

describe('BlockedView', () => {
  it('lists the checks in order and says in words which one stops', async () => {
    const screen = await renderThemed('dark', 832, <><BlockedHead {...facts} /><BlockedView facts={facts} onTry={() => undefined} /></>);
    await expect.element(screen.getByRole('heading', { level: 1 })).toHaveTextContent(facts.title);
    const rows = [...document.querySelectorAll('.blocked-checks tbody tr')].map((row) => row.querySelector('.visually-hidden')?.textContent);
    expect(rows).toEqual(['passed', 'stops here', 'not reached']);
  });

  it('opens a way out by its link, and offers none where no scenario shows it', async () => {
    const onTry = vi.fn<(link: string) => void>();
    const screen = await renderThemed('dark', 832, <BlockedView facts={facts} onTry={onTry} />);
    expect(screen.getByRole('button').elements()).toHaveLength(1);
    await screen.getByRole('button', { name: 'Try: Plain SEV' }).click();
    expect(onTry).toHaveBeenCalledWith('guest=sev&mechanism=psp');
  });

  it('gives the answer word for word', async () => {
    await renderThemed('dark', 320, <BlockedAnswer qmp={facts.qmp} />);
    expect(document.querySelector('pre')?.textContent).toBe(facts.qmp);
  });

  it.each(['dark', 'light'] as const)('has no axe violation, %s', async (theme) => {
    const screen = await renderThemed(theme, 832, <><BlockedHead {...facts} /><BlockedView facts={facts} onTry={() => undefined} /><BlockedAnswer qmp={facts.qmp} /></>);
    expect(await axeViolations(screen.container)).toEqual([]);
  });
});
