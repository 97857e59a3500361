import { CodeText } from '../verdict/CodeText';
import { FirmwareLanes } from './FirmwareLanes';
import type { BlockedFacts } from './blockedFacts';
import './blocked.css';

export interface BlockedViewProps {
  readonly facts: BlockedFacts;
  /** Opens the scenario at hand with these changes, in the link's grammar. */
  readonly onTry: (link: string) => void;
}

const MARKS = { pass: ['✓', 'passed'], stop: ['✕', 'stops here'], 'not-reached': ['–', 'not reached'] } as const;

function Checks({ checks }: Pick<BlockedFacts, 'checks'>) {
  return (
    <section className="blocked-part" aria-label="What is checked, in this order">
      <h2>What is checked, in this order <span>the first ✕ decides; later ones are listed so that nobody fixes only one</span></h2>
      <table className="blocked-checks">
        <thead className="visually-hidden"><tr><th scope="col">result</th><th scope="col">check</th><th scope="col">name</th><th scope="col">finding</th><th scope="col">source</th></tr></thead>
        <tbody>
          {checks.map((check) => (
            <tr key={check.id} data-mark={check.mark}>
              <td><span aria-hidden="true">{MARKS[check.mark][0]}</span><span className="visually-hidden">{MARKS[check.mark][1]}</span></td>
              <th scope="row">{check.what}</th>
              <td><code>{check.name}</code></td>
              <td>{check.finding}</td>
              <td><code>{check.source}</code></td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Alternatives({ facts, onTry }: BlockedViewProps) {
  return (
    <section className="blocked-part" aria-label="What to do instead">
      <h2>What to do instead <span>each is a scenario; “Try” opens it</span></h2>
      <ul className="blocked-ways">
        {facts.alternatives.map(({ id, title, text, outcome, estimate, link }) => (
          <li key={id}>
            <div><b>{title}</b><p><CodeText text={text} /></p></div>
            <span className="blocked-outcome">{outcome}{estimate ? <small title="rests on an estimate"> est.</small> : undefined}</span>
            {link === undefined ? <span /> : <button type="button" aria-label={`Try: ${title}`} onClick={() => onTry(link)}>Try</button>}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Stands where the maps would: a refusal is a result, with its checks in order and what to do instead. */
export function BlockedView({ facts, onTry }: BlockedViewProps) {
  return (
    <div className="blocked">
      <Checks checks={facts.checks} />
      <Alternatives facts={facts} onTry={onTry} />
      <FirmwareLanes lanes={facts.lanes} />
    </div>
  );
}
