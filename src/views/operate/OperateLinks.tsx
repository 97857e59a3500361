import type { ReactElement } from 'react';
import { useActions, useAppState } from '../useAppState';

/** What an operator asks next, under the answer. @param brief only what a run that does not arrive makes one ask */
export function OperateLinks({ brief }: { readonly brief: boolean }): ReactElement | null {
  const { openDialog } = useActions();
  const isStuck = useAppState(({ result }) => result?.outcome === 'never-converges');
  if (brief && !isStuck) return null;
  return (
    <div className="verdict-links">
      {isStuck ? <button type="button" className="verdict-more" onClick={() => openDialog('advice')}>What would help?</button> : undefined}
      {brief ? undefined : <button type="button" className="verdict-more" onClick={() => openDialog('settings')}>Settings to paste</button>}
    </div>
  );
}
