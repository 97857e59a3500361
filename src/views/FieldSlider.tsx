import type { CSSProperties, KeyboardEvent, ReactElement } from 'react';
import type { QuantityField } from '../scenario/fields/field';
import { neighbourValue, positionOf, SLIDER_STEPS, tickShares, valueAt } from './sliderScale';

interface FieldSliderProps {
  readonly field: QuantityField;
  readonly value: number;
  /** The preset's value, marked on the track. */
  readonly presetValue: number | undefined;
  readonly valueText: string;
  readonly onDrag: (value: number) => void;
  readonly onRelease: () => void;
}

const DIRECTIONS: Readonly<Record<string, 1 | -1>> = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 };

/** A slider over the field's scale, with its decades and the preset's value marked. */
export function FieldSlider({ field, value, presetValue, valueText, onDrag, onRelease }: FieldSliderProps): ReactElement {
  const position = positionOf(field, value);
  // A step of the slider may be finer than the values that it gives; a key always goes on to the next of them.
  const onKeyDown = (event: KeyboardEvent): void => {
    const direction = DIRECTIONS[event.key];
    if (direction === undefined) return;
    event.preventDefault();
    onDrag(neighbourValue(field, value, direction));
  };
  const track = { '--share': position / SLIDER_STEPS } as CSSProperties;
  return (
    <span className="slider" style={track}>
      <input
        type="range"
        aria-label={field.name}
        aria-valuetext={valueText}
        min={0}
        max={SLIDER_STEPS}
        step={1}
        value={position}
        onChange={(event) => onDrag(valueAt(field, event.target.valueAsNumber))}
        onKeyDown={onKeyDown}
        onPointerUp={onRelease}
        onKeyUp={onRelease}
        onBlur={onRelease}
      />
      {tickShares(field).map((share) => (
        <i key={share} className="tick" style={{ '--at': share } as CSSProperties} />
      ))}
      {presetValue === undefined ? null : <i className="preset-tick" style={{ '--at': positionOf(field, presetValue) / SLIDER_STEPS } as CSSProperties} />}
    </span>
  );
}
