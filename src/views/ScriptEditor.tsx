import { useId, useState, type ReactElement } from 'react';
import type { FieldChange } from '../scenario/editScenario';
import type { ScriptAction } from '../scenario/scenario';
import { Icon } from './Icon';
import { IconButton } from './IconButton';
import { useLaboratory } from './laboratory';
import { Measure } from './Measure';
import { ValueInput } from './ValueInput';

/** The timed actions of a run, each a line that is edited in place: `30s:set:downtime-limit=600ms`. */
export function ScriptEditor({ script }: { readonly script: readonly ScriptAction[] }): ReactElement {
  const { store, withActionText, withoutAction, impliesMigrate } = useLaboratory();
  const [isAdding, setAdding] = useState(false);
  const take = ({ scenario, notices }: FieldChange): void => store.getState().changeScenario(scenario, 'step', notices);
  /** Why the line was refused, if it was. */
  const write = (text: string, index?: number): string | undefined => {
    const changed = withActionText(store.getState().scenario, text, index);
    if (changed.ok) take(changed.value);
    return changed.ok ? undefined : changed.error.text;
  };
  return (
    <section className="panel-section" aria-label="Script">
      <h2>
        Script
        <span className="script-ways">
          <button type="button" className="more" aria-label="inject a fault" onClick={() => store.getState().openDialog('faults')}>
            fault
          </button>
          <button type="button" className="more" aria-label="add an action" onClick={() => setAdding(true)}>
            add <Icon name="add" />
          </button>
        </span>
      </h2>
      {impliesMigrate(script) ? <ImpliedLine /> : null}
      {script.map((action, index) => (
        <ScriptLine
          key={`${index}:${action.atNs}:${action.action}`}
          action={action}
          onWrite={(text) => write(text, index)}
          onRemove={() => take(withoutAction(store.getState().scenario, index))}
        />
      ))}
      {isAdding ? <ScriptLine onWrite={(text) => write(text)} onRemove={() => setAdding(false)} onSettled={() => setAdding(false)} /> : null}
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
  /** Takes what was typed, or says why not. */
  readonly onWrite: (text: string) => string | undefined;
  readonly onRemove: () => void;
  readonly onSettled?: () => void;
}

function ScriptLine({ action, onWrite, onRemove, onSettled }: ScriptLineProps): ReactElement {
  const { actionText } = useLaboratory();
  const [refused, setRefused] = useState<{ readonly given: string; readonly reason: string }>();
  const noteId = useId();
  const written = action === undefined ? '' : actionText(action);
  const commit = (given: string): void => {
    const reason = onWrite(given);
    setRefused(reason === undefined ? undefined : { given, reason });
    if (reason === undefined) onSettled?.();
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
