/** What the worker says, beside its answers, once it holds the lock that lives as long as it does. */
export const LOCK_HELD = 'lock-held';
