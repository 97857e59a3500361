import type { ReactElement } from 'react';
import { useLaboratory } from '../laboratory';
import { lateViews } from '../lateViews';
import { useActions, useAppState } from '../useAppState';
import { useThrottledCursor } from '../useThrottledCursor';

/** Gives the comparison of the helper designs what it needs; nothing for a run without a helper. */
export function DesignPane(): ReactElement | null {
  const { readings, openVariant } = useLaboratory();
  const { seek, changeView } = useActions();
  const cursorNs = useThrottledCursor();
  const facts = useAppState((state) => readings.designs(state, cursorNs));
  // Another scenario is looked at anew; the comparison stays.
  const onTry = (link: string): void => {
    openVariant(link);
    changeView({ panel: 'designs' });
  };
  return facts === undefined ? null : <lateViews.DesignLab facts={facts} onTry={onTry} onSeek={seek} />;
}
