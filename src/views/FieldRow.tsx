import { useId, useState, type ReactElement } from 'react';
import { sameValue, type Field, type QuantityField } from '../scenario/fields/field';
import type { Scenario } from '../scenario/scenario';
import { ChoiceControl } from './ChoiceControl';
import { FieldSlider } from './FieldSlider';
import { FlagsControl } from './FlagsControl';
import { useLaboratory } from './laboratory';
import { Measure } from './Measure';
import { hasSlider } from './panelLayout';
import { ValueInput } from './ValueInput';

interface FieldRowProps {
  readonly field: Field;
  readonly scenario: Scenario;
  readonly preset: Scenario;
}

/** What was typed and refused; it stands as long as the scenario stays what it was then. */
interface Refusal {
  readonly given: string;
  readonly reason: string;
  readonly scenario: Scenario;
}

/** One field of the scenario: name, value, slider; why it is locked, or what is wrong with what was typed. */
export function FieldRow({ field, scenario, preset }: FieldRowProps): ReactElement {
  const { fieldText, store, withFieldText } = useLaboratory();
  const [lastRefusal, setRefusal] = useState<Refusal>();
  const noteId = useId();
  const refusal = lastRefusal?.scenario === scenario ? lastRefusal : undefined;
  const lock = field.lockedBy(scenario);
  const note = refusal?.reason ?? lock?.reason;
  const commit = (given: string): void => {
    const changed = withFieldText(scenario, field.name, given);
    if (changed.ok) store.getState().changeScenario(changed.value.scenario, 'step', changed.value.notices);
    setRefusal(changed.ok ? undefined : { given, reason: changed.error.text, scenario });
  };
  return (
    <div className="field" data-field={field.name} data-changed={!sameValue(scenario[field.name], preset[field.name])} data-locked={lock !== undefined} title={field.help}>
      <FieldLabel field={field} />
      <FieldControl
        field={field}
        scenario={scenario}
        text={refusal?.given ?? fieldText(scenario, field.name)}
        isRefused={refusal !== undefined}
        isLocked={lock !== undefined}
        describedBy={note === undefined ? undefined : noteId}
        onCommit={commit}
      />
      {isSlid(field) && lock === undefined ? <SlidField field={field} scenario={scenario} preset={preset} /> : null}
      {note === undefined ? null : (
        <span className="field-note" id={noteId} data-refused={refusal !== undefined}>
          {note}
        </span>
      )}
    </div>
  );
}

function FieldLabel({ field }: { readonly field: Field }): ReactElement {
  return (
    <span className={field.label === field.name ? 'field-label mono' : 'field-label'}>
      <span className="field-name">{field.label}</span>
      {field.estimate === undefined ? null : (
        <span className="estimate" title={field.estimate}>
          est.
        </span>
      )}
    </span>
  );
}

interface FieldControlProps {
  readonly field: Field;
  readonly scenario: Scenario;
  readonly text: string;
  readonly isRefused: boolean;
  readonly isLocked: boolean;
  readonly describedBy: string | undefined;
  readonly onCommit: (text: string) => void;
}

function FieldControl({ field, scenario, text, isRefused, isLocked, describedBy, onCommit }: FieldControlProps): ReactElement {
  const shared = { disabled: isLocked, describedBy };
  switch (field.kind) {
    case 'choice':
      return <ChoiceControl field={field} text={text} onChoose={onCommit} {...shared} />;
    case 'flags':
      return <FlagsControl field={field} flags={scenario.policy} onChoose={onCommit} {...shared} />;
    case 'toggle':
      return (
        <label className="toggle">
          <input
            type="checkbox"
            role="switch"
            aria-checked={text === 'on'}
            aria-label={field.name}
            aria-describedby={describedBy}
            checked={text === 'on'}
            disabled={isLocked}
            onChange={(event) => onCommit(event.target.checked ? 'on' : 'off')}
          />
          <span aria-hidden="true">{text}</span>
        </label>
      );
    default:
      return (
        <ValueInput name={field.name} text={text} isInvalid={isRefused} onCommit={onCommit} {...shared}>
          <Measure text={text} unit={unitBeside(field, text)} />
        </ValueInput>
      );
  }
}

/** Rates and percentages are written without their unit; a cap of 0 is none (qapi/migration.json). */
function unitBeside(field: Field, text: string): string | undefined {
  if (text === '0' && /^max-.*bandwidth$/.test(field.name)) return 'no cap';
  if (field.kind === 'rate') return '/s';
  return field.kind === 'percent' ? '%' : undefined;
}

function isSlid(field: Field): field is QuantityField {
  return 'slider' in field && hasSlider(field);
}

function SlidField({ field, scenario, preset }: FieldRowProps & { readonly field: QuantityField }): ReactElement {
  const { fieldText, store, withFieldValue } = useLaboratory();
  const numberIn = (of: Scenario): number | undefined => {
    const value = of[field.name];
    return typeof value === 'number' ? value : undefined;
  };
  return (
    <FieldSlider
      field={field}
      value={numberIn(scenario) ?? field.max}
      presetValue={numberIn(preset)}
      valueText={fieldText(scenario, field.name)}
      onDrag={(value) => {
        const { scenario: from, past, inMotion, changeScenario } = store.getState();
        // From where the drag began: what gives way at one value comes back at the next.
        const changed = withFieldValue(inMotion ? (past.at(-1)?.scenario ?? from) : from, field.name, value);
        changeScenario(changed.scenario, 'motion', changed.notices);
      }}
      onRelease={store.getState().endMotion}
    />
  );
}
