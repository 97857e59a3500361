import type { MigrationResult } from '../engine/record/runResult';

/** How often the guest had gone on at a destination before this one of the migrations: which hosts source and destination were. */
export function movesBefore(migrations: readonly MigrationResult[], index: number): number {
  return migrations.slice(0, index).filter(({ integrity }) => integrity !== undefined).length;
}
