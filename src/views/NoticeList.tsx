import { useState, type ReactElement } from 'react';
import type { Notice } from '../scenario/notice';
import { IconButton } from './IconButton';
import { useActions, useAppState } from './useAppState';
import { CodeText } from './verdict/CodeText';

const RESTARTED = 'The engine was restarted and the run replayed. Nothing is lost.';

/** What a link said that could not be used, and what happened to the engine. Absent when there is nothing to say. */
export function NoticeList(): ReactElement {
  const { dismissNotices } = useActions();
  const notices = useAppState((state) => state.notices);
  // Said until the engine ends once more: then the sentence in the centre says what came of it.
  const restarts = useAppState((state) => (state.error === undefined ? state.restarts : 0));
  return (
    <output className="notices" aria-label="Notices">
      {restarts === 0 ? null : (
        <p className="notice">
          <strong>Engine</strong>
          <span>{RESTARTED}</span>
        </p>
      )}
      {notices.length === 0 ? null : <Notices notices={notices} onDismiss={dismissNotices} />}
    </output>
  );
}

function Notices({ notices, onDismiss }: { readonly notices: readonly Notice[]; readonly onDismiss: () => void }): ReactElement {
  const [isOpen, setOpen] = useState(false);
  const count = notices.length === 1 ? '1 notice' : `${notices.length} notices`;
  const shown = isOpen ? notices : notices.slice(0, 1);
  return (
    <div className="notice">
      {notices.length === 1 ? (
        <strong>{count}</strong>
      ) : (
        <button type="button" className="notice-count" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {count}
        </button>
      )}
      <ul>
        {shown.map((notice, index) => (
          <li key={index}>
            <CodeText text={notice.text} />
          </li>
        ))}
      </ul>
      <IconButton icon="close" name="Dismiss notices" onClick={onDismiss} />
    </div>
  );
}
