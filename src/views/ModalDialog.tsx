import { useEffect, useRef, type ReactElement, type ReactNode } from 'react';
import { IconButton } from './IconButton';

interface ModalDialogProps {
  readonly title: string;
  readonly children: ReactNode;
  readonly onClose: () => void;
}

/** A native dialog: the browser holds the focus in it, closes it on Escape and gives the focus back. */
export function ModalDialog({ title, children, onClose }: ModalDialogProps): ReactElement {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
    // The browser would choose the first control, which closes; what the dialog is for comes first.
    dialog.current?.querySelector<HTMLElement>('input[type=text], .primary')?.focus();
  }, []);
  return (
    <dialog ref={dialog} className="dialog" aria-label={title} onClose={onClose}>
      <header>
        <h2>{title}</h2>
        <IconButton icon="close" name="Close" hint="Esc" onClick={() => dialog.current?.close()} />
      </header>
      {children}
    </dialog>
  );
}
