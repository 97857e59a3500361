import type { ReactElement } from 'react';
import { useLaboratory } from './laboratory';
import { MapsRoom } from './MapsRoom';
import { BlockedPane, MapsPane } from './Panes';
import { useAppState } from './useAppState';
import { useIsSlim, useLayout } from './useLayout';

/** The maps; where a move is refused, why and what to do instead. */
export function Evidence(): ReactElement {
  const { readings } = useLaboratory();
  const isPhone = useLayout() === 'phone';
  const isSlim = useIsSlim();
  const blocked = useAppState(readings.blocked);
  if (blocked !== undefined) return <BlockedPane facts={blocked} />;
  return isPhone || isSlim ? <MapsPane /> : <MapsRoom />;
}
