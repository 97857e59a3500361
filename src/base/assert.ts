/** Throws when a condition that the code relies on does not hold: a bug, never a user's mistake. */
export function invariant(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(`broken invariant: ${message}`);
}

/** Marks a switch as complete for the compiler. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${String(value)}`);
}
