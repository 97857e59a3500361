import { useId, type ReactElement } from 'react';
import type { ChoiceField } from '../scenario/fields/field';

interface ChoiceControlProps {
  readonly field: ChoiceField;
  readonly text: string;
  readonly disabled: boolean;
  readonly describedBy: string | undefined;
  readonly onChoose: (text: string) => void;
}

/** Characters that fit side by side in a narrow column. */
const SEGMENT_CHARACTERS = 28;

/** A short list of choices side by side, a long one as a list that opens. */
export function ChoiceControl(props: ChoiceControlProps): ReactElement {
  const length = props.field.choices.reduce((sum, choice) => sum + shortText(choice.text).length, 0);
  return length <= SEGMENT_CHARACTERS ? <Segments {...props} /> : <List {...props} />;
}

function Segments({ field, text, disabled, describedBy, onChoose }: ChoiceControlProps): ReactElement {
  const group = useId();
  return (
    <div className="segments" role="radiogroup" aria-label={field.name} aria-describedby={describedBy} data-wide={field.choices.length > 3}>
      {field.choices.map((choice) => (
        <label key={choice.text} title={choice.help}>
          <input
            type="radio"
            name={group}
            value={choice.text}
            aria-label={choice.text}
            checked={choice.text === text}
            disabled={disabled}
            onChange={() => onChoose(choice.text)}
          />
          <span aria-hidden="true">{shortText(choice.text)}</span>
        </label>
      ))}
    </div>
  );
}

function List({ field, text, disabled, describedBy, onChoose }: ChoiceControlProps): ReactElement {
  return (
    <select aria-label={field.name} aria-describedby={describedBy} value={text} disabled={disabled} onChange={(event) => onChoose(event.target.value)}>
      {field.choices.map((choice) => (
        <option key={choice.text} value={choice.text}>
          {choice.text}
        </option>
      ))}
    </select>
  );
}

/** The section says that these are mirror VMs. */
function shortText(text: string): string {
  return text.replace('mirror-', '');
}
