import { useState, type FormEvent, type ReactElement } from 'react';
import type { FieldName } from '../scenario/scenario';
import { selectGuestPages, selectPageBytes } from '../store/selectors';
import { findTarget } from './findTarget';
import { useLaboratory } from './laboratory';
import { ModalDialog } from './ModalDialog';
import { useAppState } from './useAppState';

/** Goes to a page by GFN or address, or to a field by name. */
export function FindDialog({ onClose }: { readonly onClose: () => void }): ReactElement {
  const { choosePage, store } = useLaboratory();
  const [text, setText] = useState('');
  const guestPages = useAppState(selectGuestPages);
  const pageBytes = useAppState(selectPageBytes);
  const target = findTarget(text, guestPages, pageBytes);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (target === undefined) return;
    onClose();
    if (target.kind === 'page') {
      choosePage(target.page);
      return;
    }
    store.getState().changeView({ panel: 'scenario' });
    store.getState().showField(target.field);
    focusSoon(target.field);
  };
  return (
    <ModalDialog title="Find" onClose={onClose}>
      <form className="find" onSubmit={submit}>
        <input type="text" aria-label="find" placeholder="0x62aec4, 24.7GiB, downtime-limit" className="mono" value={text} spellCheck={false} autoComplete="off" onChange={(event) => setText(event.target.value)} />
        <output>{text.trim() === '' ? 'A GFN, an address, or a field.' : (target?.text ?? 'Nothing has this name, and the guest has no such page.')}</output>
      </form>
    </ModalDialog>
  );
}

/** The dialog gives the focus back as it closes; the field takes it after that, once its section is open. */
function focusSoon(field: FieldName): void {
  requestAnimationFrame(() => requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-field="${field}"] :is(input, select)`)?.focus()));
}
