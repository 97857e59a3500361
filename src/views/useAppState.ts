import { useSyncExternalStore } from 'react';
import type { AppStoreState } from '../store/appActions';
import { useLaboratory } from './laboratory';

/**
 * Subscribes a component to one reading of the store.
 * @param select gives the same value (by identity) for the same state
 */
export function useAppState<T>(select: (state: AppStoreState) => T): T {
  const { store } = useLaboratory();
  return useSyncExternalStore(store.subscribe, () => select(store.getState()));
}

/** The store's actions; they never change, so reading them subscribes to nothing. */
export function useActions(): AppStoreState {
  return useLaboratory().store.getState();
}
