import { formatBytes } from '../../base/format';
import { CopyButton } from '../CopyButton';
import type { BootFacts, MemlockFacts } from './bootFacts';

function limitText({ limitBytes, lockedBytes, fits }: MemlockFacts): string {
  if (limitBytes === undefined) return 'unlimited';
  const difference = formatBytes(Math.abs(limitBytes - lockedBytes));
  return fits ? `${formatBytes(limitBytes)}: fits, ${difference} spare` : `${formatBytes(limitBytes)}: ${difference} too low`;
}

/** What a locked-memory limit must allow for this guest, and the lines that allow it. */
export function MemlockBox({ facts }: { readonly facts: BootFacts }) {
  const { memlock } = facts;
  if (memlock === undefined) {
    return (
      <section className="lab-part" aria-label="What a locked-memory limit must allow">
        <h2>What a locked-memory limit must allow</h2>
        <p className="lab-prose">Nothing for this guest: its memory is not encrypted, so the host may move it.</p>
      </section>
    );
  }
  return (
    <section className="lab-part" aria-label="What a locked-memory limit must allow">
      <h2>What a locked-memory limit must allow</h2>
      <dl className="lab-facts">
        <div><dt><code>REG_REGION</code> accounts</dt><dd>{formatBytes(memlock.lockedBytes)}, in both modes</dd></div>
        <div data-alarm={!memlock.fits}><dt><code>RLIMIT_MEMLOCK</code></dt><dd>{limitText(memlock)}</dd></div>
        <div><dt>metadata of the pins</dt><dd>{memlock.metadataBytes === 0 ? 'none at launch' : `${formatBytes(memlock.metadataBytes)}, 2.03 MiB per GiB`}</dd></div>
        <div><dt>flash, ROMs, video, QEMU</dt><dd>{formatBytes(memlock.marginBytes)}<span className="lab-tag" title="No source gives a figure; it is in the lines below">est.</span></dd></div>
      </dl>
      <ul className="lab-lines">
        {memlock.lines.map(({ id, place, text }) => (
          <li key={id}>
            <span title={place}>{id}</span>
            <code>{text}</code>
            <CopyButton label="copy" name={`copy ${id}`} text={() => text} className="lab-copy" />
          </li>
        ))}
      </ul>
    </section>
  );
}
