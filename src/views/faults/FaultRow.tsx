import { useId, useState, type ReactElement } from 'react';
import type { FaultChoice } from './faultFacts';

interface FaultRowProps {
  readonly fault: FaultChoice;
  readonly isTimeBad: boolean;
  /** Adds it to the script, or says why not. */
  readonly onAdd: (id: string, target: string) => string | undefined;
  /** Opens the small scenario that shows it. */
  readonly onStory: () => void;
}

function TargetChoice({ fault, value, onChange }: Pick<FaultRowProps, 'fault'> & { readonly value: string; readonly onChange: (value: string) => void }): ReactElement | null {
  const { id, target, refusal } = fault;
  if (target === undefined || refusal !== undefined) return null;
  const shared = { 'aria-label': `${id}: target`, value };
  if (target === 'page') {
    return <input type="text" className="mono" placeholder="any page" spellCheck={false} autoComplete="off" {...shared} onChange={(event) => onChange(event.target.value.trim())} />;
  }
  return (
    <select {...shared} onChange={(event) => onChange(event.target.value)}>
      <option value="">as a rule</option>
      {target.map((word) => (
        <option key={word}>{word}</option>
      ))}
    </select>
  );
}

/** One fault: what it is, why it cannot happen here if it cannot, its targets, and what can be done with it. */
export function FaultRow({ fault, isTimeBad, onAdd, onStory }: FaultRowProps): ReactElement {
  const { id, title, symptom, refusal } = fault;
  const [target, setTarget] = useState('');
  const [refused, setRefused] = useState<string>();
  const noteId = useId();
  const note = refusal === undefined ? refused : `Not here: ${refusal}.`;
  return (
    <li className="fault-row" data-possible={refusal === undefined}>
      <code>{id}</code>
      <div>
        <b>{title}</b>
        <p>{symptom}</p>
        {note === undefined ? null : <p className="fault-note" id={noteId} data-refused={refusal === undefined}>{note}</p>}
      </div>
      <TargetChoice fault={fault} value={target} onChange={setTarget} />
      <button type="button" className="button fault-add" aria-label={`Add ${id}: ${title}`} aria-describedby={note === undefined ? undefined : noteId} disabled={refusal !== undefined || isTimeBad} onClick={() => setRefused(onAdd(id, target))}>
        Add
      </button>
      <button type="button" className="fault-story" aria-label={`Open the story of ${id}: ${title}`} onClick={onStory}>
        story
      </button>
    </li>
  );
}
