import { useState, type ReactElement } from 'react';
import { CopyButton } from './CopyButton';
import { useLaboratory } from './laboratory';
import { ModalDialog } from './ModalDialog';
import { useActions } from './useAppState';

/** The link of this run, whole or as a fragment for another place that serves the page, with or without the moment. */
export function ShareDialog({ onClose }: { readonly onClose: () => void }): ReactElement {
  const { link } = useLaboratory();
  const { openDialog } = useActions();
  const [whole, setWhole] = useState(true);
  const [withMoment, setWithMoment] = useState(true);
  const text = link({ whole, withMoment });
  return (
    <ModalDialog title="Share" onClose={onClose}>
      <p>Whoever opens this link sees the same run, to the last page. Nothing is uploaded: the link is the scenario.</p>
      <textarea className="mono" readOnly rows={4} aria-label="link" value={text} onFocus={(event) => event.target.select()} />
      <div className="dialog-row">
        <label>
          <input type="checkbox" checked={withMoment} onChange={(event) => setWithMoment(event.target.checked)} /> this moment and view
        </label>
        <label>
          <input type="checkbox" checked={!whole} onChange={(event) => setWhole(!event.target.checked)} /> fragment alone
        </label>
        <CopyButton label="Copy link" className="button primary" text={() => text} />
      </div>
      <p className="dialog-also">
        For a real system: <button type="button" className="verdict-more" onClick={() => openDialog('settings')}>settings to paste</button> into QMP, HMP or virsh.
      </p>
    </ModalDialog>
  );
}
