import type { BlockedFacts } from './blockedFacts';
import './blocked.css';

/** How every kind of guest fares. Source: confidential-migration.md 1.7, 1.12, 3.4, 6; qemu-migration.md 7.1. */
const OTHER_GUESTS = [
  ['SEV', 'QEMU 10.2: blocker; patches: PSP or helper'],
  ['SEV-ES', 'no VMSA command in KVM: \u2212EINVAL'],
  ['SEV-SNP', 'SEND_* below id 100: \u2212EPERM'],
  ['SEV, NOSEND', 'SEND_START \u2212EIO, error 7'],
  ['not READY', 'refused until the guest writes 1'],
  ['memlock too low', '\u2212ENOMEM: the VM does not start'],
  ['PEF (POWER)', 'always blocked; see the secure switch'],
] as const;

/** The VMM's answer word for word, and the same question put to other guests: the right column of a blocked run. */
export function BlockedAnswer({ qmp }: Pick<BlockedFacts, 'qmp'>) {
  return (
    <>
      <section className="panel blocked-answer" aria-label="The answer, word for word">
        <h2>The answer, word for word</h2>
        <pre>{qmp}</pre>
      </section>
      <section className="panel blocked-others" aria-label="Other guests, same question">
        <h2>Other guests, same question</h2>
        <table>
          <tbody>{OTHER_GUESTS.map(([guest, answer]) => <tr key={guest}><th scope="row">{guest}</th><td>{answer}</td></tr>)}</tbody>
        </table>
      </section>
    </>
  );
}
