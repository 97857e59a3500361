import type { ReactElement } from 'react';
import { useActions, useAppState } from '../useAppState';

/** What an operator asks next, under the answer. @param brief only what a run that does not arrive makes one ask */
export function OperateLinks({ brief }: { readonly brief: boolean }): ReactElement | null {
  const { openDialog } = useActions();
  const outcome = useAppState(({ result }) => result?.outcome);
  const isStuck = outcome === 'never-converges';
  if (brief && !isStuck) return null;
  const question = isStuck ? 'What would help?' : 'A shorter stop?';
  return (
    <div className="verdict-links">
      {isStuck || outcome === 'converges' ? <button type="button" className="verdict-more" onClick={() => openDialog('advice')}>{question}</button> : undefined}
      {brief ? undefined : <button type="button" className="verdict-more" onClick={() => openDialog('settings')}>Settings to paste</button>}
    </div>
  );
}
