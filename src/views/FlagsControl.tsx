import type { ReactElement } from 'react';
import type { FlagsField } from '../scenario/fields/field';

interface FlagsControlProps {
  readonly field: FlagsField;
  readonly flags: readonly string[];
  readonly disabled: boolean;
  readonly describedBy: string | undefined;
  readonly onChoose: (text: string) => void;
}

/** Flags that can be set together, in the order of their bits. */
export function FlagsControl({ field, flags, disabled, describedBy, onChoose }: FlagsControlProps): ReactElement {
  const toggle = (name: string): void => {
    const next = field.choices.map((choice) => choice.text).filter((flag) => (flag === name ? !flags.includes(flag) : flags.includes(flag)));
    onChoose(next.length === 0 ? 'none' : next.join(','));
  };
  return (
    <fieldset className="segments" aria-label={field.name} aria-describedby={describedBy} data-wide="true">
      {field.choices.map((choice) => (
        <label key={choice.text} title={choice.help}>
          <input type="checkbox" aria-label={choice.text} checked={flags.includes(choice.text)} disabled={disabled} onChange={() => toggle(choice.text)} />
          <span aria-hidden="true">{choice.text}</span>
        </label>
      ))}
    </fieldset>
  );
}
