import type { AppStore } from '../store/createAppStore';
import { selectFingerprint, selectRunState } from '../store/selectors';

/** Keeps `data-state` and `data-fingerprint` of the document true: the contract for tools that drive the page. */
export function syncDocumentState(store: AppStore, root: HTMLElement): () => void {
  const write = (): void => {
    const state = store.getState();
    const fingerprint = selectFingerprint(state);
    const runState = selectRunState(state);
    // Only what changed: this runs at every picture.
    if (root.dataset['state'] !== runState) root.dataset['state'] = runState;
    if (root.dataset['fingerprint'] === fingerprint) return;
    if (fingerprint === undefined) delete root.dataset['fingerprint'];
    else root.dataset['fingerprint'] = fingerprint;
  };
  write();
  return store.subscribe(write);
}
