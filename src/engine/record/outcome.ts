import type { MigrationResult, Outcome } from './runResult';

/** What a run came to: the word of its last migration. What is still active when the run ends never converges. */
export function outcomeOf(migrations: readonly MigrationResult[]): Outcome {
  const last = migrations.at(-1);
  if (last === undefined) return 'no-migration';
  if (last.blockedReasons.length > 0) return 'blocked';
  switch (last.status) {
    case 'completed': return 'converges';
    case 'failed': return 'failed';
    case 'cancelled': return 'cancelled';
    default: return 'never-converges';
  }
}
