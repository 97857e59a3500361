import type { ReactElement } from 'react';
import { CopyButton } from './CopyButton';
import { useLaboratory } from './laboratory';
import { lateViews } from './lateViews';
import { VerdictPane } from './Panes';
import { useAppState } from './useAppState';

/** What binds; where a move is refused, that and why; when the engine stopped, that and what is left. */
export function Answer(): ReactElement {
  const { link, readings } = useLaboratory();
  const error = useAppState((state) => state.error);
  const blocked = useAppState(readings.blocked);
  if (blocked !== undefined && error === undefined) return <lateViews.BlockedHead title={blocked.title} explanation={blocked.explanation} />;
  if (error === undefined) return <VerdictPane />;
  return (
    <section className="failed" role="alert">
      <h1>{error}</h1>
      <p className="prose">The scenario and its link are as they were. Change a field, or undo, and it is computed anew.</p>
      <div className="button-row">
        <CopyButton label="Copy its link" className="button" text={() => link({ whole: true, withMoment: false })} />
      </div>
    </section>
  );
}
