import type { ReactElement } from 'react';
import { useLaboratory } from './laboratory';
import { VerdictPane } from './Panes';
import { useAppState } from './useAppState';

/** What binds; or, when the engine stopped, that and what is left. Where a move is refused, the evidence says both. */
export function Answer(): ReactElement | null {
  const { readings } = useLaboratory();
  const error = useAppState((state) => state.error);
  const blocked = useAppState(readings.blocked);
  if (blocked !== undefined) return null;
  if (error === undefined) return <VerdictPane />;
  return (
    <section className="failed" role="alert">
      <h1>{error}</h1>
      <p className="prose">The scenario and its link are as they were. Change a field, or undo, and it is computed anew.</p>
    </section>
  );
}
