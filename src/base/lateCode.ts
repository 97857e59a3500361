/** Code that comes with a chunk of its own: fetched when it is first needed, or before that when there is time. */
export interface LateCode<T> {
  /** Undefined until it was fetched. */
  readonly current: () => T | undefined;
  /** Fetches it unless it is there or on its way. Rejects as `load` did; the next call then tries again. */
  readonly fetch: () => Promise<void>;
  /** Calls once it is there. Gives back what ends it. */
  readonly subscribe: (listener: () => void) => () => void;
}

export function lateCode<T>(load: () => Promise<T>): LateCode<T> {
  const listeners = new Set<() => void>();
  let current: T | undefined;
  let onItsWay: Promise<void> | undefined;
  const begin = async (): Promise<void> => {
    try {
      current = await load();
    } finally {
      onItsWay = undefined;
    }
    for (const listener of listeners) listener();
  };
  return {
    current: () => current,
    fetch: async () => {
      if (current === undefined) await (onItsWay ??= begin());
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
