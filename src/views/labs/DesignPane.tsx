import type { ReactElement } from 'react';
import { useLaboratory } from '../laboratory';
import { lateViews } from '../lateViews';
import { useActions, useAppState } from '../useAppState';
import { useThrottledCursor } from '../useThrottledCursor';

/** Gives the comparison of the helper designs what it needs; nothing for a run without a helper. */
export function DesignPane(): ReactElement | null {
  const { readings, openVariant } = useLaboratory();
  const { seek } = useActions();
  const cursorNs = useThrottledCursor();
  const facts = useAppState((state) => readings.designs(state, cursorNs));
  return facts === undefined ? null : <lateViews.DesignLab facts={facts} onTry={openVariant} onSeek={seek} />;
}
