import { useEffect, useState, type ReactElement } from 'react';

const SHOWN_MS = 2000;

interface CopyButtonProps {
  readonly label: string;
  /** Where several stand together: what this one copies, for those who do not see which. */
  readonly name?: string;
  readonly text: () => string;
  readonly className?: string;
}

/** Copies a text and says so; where the clipboard is refused it selects nothing and says that too. */
export function CopyButton({ label, name, text, className = 'more' }: CopyButtonProps): ReactElement {
  const [outcome, setOutcome] = useState<'copied' | 'not copied'>();
  useEffect(() => {
    if (outcome === undefined) return undefined;
    const timer = setTimeout(() => setOutcome(undefined), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = async (): Promise<void> => {
    setOutcome((await copyText(text())) ? 'copied' : 'not copied');
  };
  return (
    <button type="button" className={className} aria-label={outcome ?? name} onClick={() => void copy()}>
      <span aria-live="polite">{outcome ?? label}</span>
    </button>
  );
}

/** The clipboard needs a secure context and permission; the older command works without either, in a selected field. */
async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = document.createElement('textarea');
    field.value = text;
    // Inside an open dialog nothing outside it can be selected.
    (document.querySelector('dialog[open]') ?? document.body).append(field);
    field.select();
    const copied = document.execCommand('copy');
    field.remove();
    return copied;
  }
}
