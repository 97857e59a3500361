import type { ReactElement } from 'react';
import { Icon, type IconName } from './Icon';

interface IconButtonProps {
  readonly icon: IconName;
  readonly name: string;
  /** The key that does the same. */
  readonly hint?: string;
  readonly disabled?: boolean;
  readonly onClick: () => void;
}

/** A button that shows a sign only; its name is read aloud and shown on hover. */
export function IconButton({ icon, name, hint, disabled = false, onClick }: IconButtonProps): ReactElement {
  return (
    <button type="button" className="icon-button" aria-label={name} title={hint === undefined ? name : `${name} (${hint})`} disabled={disabled} onClick={onClick}>
      <Icon name={icon} />
    </button>
  );
}
