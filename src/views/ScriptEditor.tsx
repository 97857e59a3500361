import { useId, useState, type ReactElement } from 'react';
import type { ScriptAction } from '../scenario/scenario';
import { Icon } from './Icon';
import { IconButton } from './IconButton';
import { useLaboratory } from './laboratory';
import { Measure } from './Measure';
import { ValueInput } from './ValueInput';

/** The timed actions of a run, each a line that is edited in place: `30s:set:downtime-limit=600ms`. */
export function ScriptEditor({ script }: { readonly script: readonly ScriptAction[] }): ReactElement {
  const { store, withScript } = useLaboratory();
  const [isAdding, setAdding] = useState(false);
  const replace = (next: readonly ScriptAction[]): void => {
    const { scenario, changeScenario } = store.getState();
    changeScenario(withScript(scenario, next), 'step');
  };
  return (
    <section className="panel-section" aria-label="Script">
      <h2>
        Script
        <button type="button" className="more" aria-label="add an action" onClick={() => setAdding(true)}>
          add <Icon name="add" />
        </button>
      </h2>
      {script.length === 0 && !isAdding ? <ImpliedLine /> : null}
      {script.map((action, index) => (
        <ScriptLine
          key={`${index}:${action.atNs}:${action.action}`}
          action={action}
          onChange={(changed) => replace(script.with(index, changed))}
          onRemove={() => replace(script.toSpliced(index, 1))}
        />
      ))}
      {isAdding ? <ScriptLine onChange={(added) => replace([...script, added])} onRemove={() => setAdding(false)} onSettled={() => setAdding(false)} /> : null}
    </section>
  );
}

function ImpliedLine(): ReactElement {
  return (
    <p className="script-line implied mono">
      <span>0 s</span>
      <span>migrate</span>
    </p>
  );
}

interface ScriptLineProps {
  /** Absent for a line that is being added. */
  readonly action?: ScriptAction;
  readonly onChange: (action: ScriptAction) => void;
  readonly onRemove: () => void;
  readonly onSettled?: () => void;
}

function ScriptLine({ action, onChange, onRemove, onSettled }: ScriptLineProps): ReactElement {
  const { actionText, parseAction } = useLaboratory();
  const [refused, setRefused] = useState<{ readonly given: string; readonly reason: string }>();
  const noteId = useId();
  const written = action === undefined ? '' : actionText(action);
  const commit = (given: string): void => {
    const parsed = parseAction(given);
    setRefused(parsed.ok ? undefined : { given, reason: parsed.error });
    if (!parsed.ok) return;
    onSettled?.();
    onChange(parsed.value);
  };
  const text = refused?.given ?? written;
  const [time = '', ...rest] = text.split(':');
  return (
    <div className="script-line">
      <ValueInput
        name="at"
        text={text}
        isInvalid={refused !== undefined}
        describedBy={refused === undefined ? undefined : noteId}
        startsFocused={action === undefined}
        onCommit={commit}
        onCancel={onSettled ?? (() => setRefused(undefined))}
      >
        <span className="script-time mono">
          <Measure text={time} />
        </span>
        <span className="mono">{rest.join(':').replace(/^set:/, '').replace('=', ' = ')}</span>
      </ValueInput>
      <IconButton icon="close" name={`Remove ${written === '' ? 'this action' : written}`} onClick={onRemove} />
      {refused === undefined ? null : (
        <span className="field-note" id={noteId} data-refused="true">
          {refused.reason}
        </span>
      )}
    </div>
  );
}
