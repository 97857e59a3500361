import { useEffect, useRef, useState, type KeyboardEvent, type ReactElement, type ReactNode } from 'react';

interface ValueInputProps {
  /** Accessible name: the field's own. */
  readonly name: string;
  /** As it is written in a link. */
  readonly text: string;
  /** What is shown while nobody types. */
  readonly children: ReactNode;
  readonly describedBy?: string | undefined;
  readonly isInvalid?: boolean;
  readonly disabled?: boolean;
  /** Takes what was typed, if it differs. */
  readonly onCommit: (text: string) => void;
  readonly onCancel?: () => void;
  /** The field was just asked for: typing begins at once. */
  readonly startsFocused?: boolean;
}

/** A value that is typed in place: shown set in type, edited as text. Enter or leaving takes it, Escape gives it up. */
export function ValueInput(props: ValueInputProps): ReactElement {
  const { name, text, children, describedBy, isInvalid = false, disabled = false, onCommit, onCancel, startsFocused = false } = props;
  const [draft, setDraft] = useState<string>();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (startsFocused) input.current?.focus();
  }, [startsFocused]);
  const commit = (): void => {
    if (draft !== undefined && draft !== text) onCommit(draft);
    else onCancel?.();
    setDraft(undefined);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.key === 'Enter') commit();
    if (event.key === 'Escape') {
      setDraft(undefined);
      onCancel?.();
      event.stopPropagation();
    }
  };
  return (
    <span className="value">
      <input
        ref={input}
        type="text"
        aria-label={name}
        aria-describedby={describedBy}
        aria-invalid={isInvalid}
        value={draft ?? text}
        disabled={disabled}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => setDraft(event.target.value)}
        onFocus={(event) => event.target.select()}
        onBlur={commit}
        onKeyDown={onKeyDown}
      />
      <span className="value-shown" aria-hidden="true">
        {children}
      </span>
    </span>
  );
}
