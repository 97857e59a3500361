import type { WriteTarget } from '../../memory/writtenPages';

/**
 * Which pages a guest writes. `write` carries out the writes numbered [from, to) of the run: it sets the bits of the pages
 * in `dirty` and `stale` and nothing else (performance.md: a third random plane makes a write 4.5 times slower).
 * Its result depends on the numbers alone, never on how a run was cut into calls, as long as writes are drawn one by one.
 */
export interface WritePattern {
  write(planes: WriteTarget, from: number, to: number): void;
}
