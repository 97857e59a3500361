import { VM_BUGGED } from './faults/failedPin';
import { memlockedConfig } from './faults/memlockedConfig';
import { isMemlockExceeded, memlockText } from './host/memory/memlock';
import { blockersOf } from './sev/migrationBlockers';
import type { Simulation } from './simulation';

/** Why `migrate` is refused now, as `query-migrate` lists it in `blocked-reasons`; empty: it is not. Source: qapi/migration.json, MigrationInfo. */
export function blockedReasons({ config, faults, guest, thread, readiness }: Simulation): readonly string[] {
  if (faults.state.isVmDead) return [VM_BUGGED];
  const limited = guest.state.up ? config : memlockedConfig(config, faults);
  if (isMemlockExceeded(limited)) return [memlockText(limited)];
  const { launchError } = thread.path ?? {};
  if (launchError !== undefined) return [launchError];
  return blockersOf(config.guest, config.mechanism, readiness.isReady).map(({ reason }) => reason);
}
