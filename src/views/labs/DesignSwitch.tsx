import type { ReactElement } from 'react';
import { useActions } from '../useAppState';
import { useDesigns } from './useDesigns';

/** Puts the comparison of the helper designs in the maps' place, and back. */
export function DesignSwitch(): ReactElement | null {
  const { changeView } = useActions();
  const designs = useDesigns();
  if (designs === 'none') return null;
  const isShown = designs === 'shown';
  return (
    <button type="button" className="verdict-more" aria-pressed={isShown} onClick={() => changeView({ panel: isShown ? 'maps' : 'designs' })}>
      {isShown ? 'Back to the maps' : 'Compare the three designs'}
    </button>
  );
}
