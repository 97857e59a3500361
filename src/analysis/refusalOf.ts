import type { EngineConfig } from '../engine/config';
import type { MigrationResult, RunResult } from '../engine/record/runResult';
import { hasPolicy } from '../engine/sev/policyWord';

/** Why no page of a run ever moved; undefined where one did, or nobody asked: a guest that has moved may be refused its next move. */
export function refusalOf({ guest }: EngineConfig, result: RunResult | undefined): MigrationResult | undefined {
  // QMP says failed, not blocked, where the firmware refuses the first command of a guest whose policy forbids to send it.
  const isForbidden = ({ errorDesc }: MigrationResult): boolean => hasPolicy(guest.policy, 'nosend') && errorDesc?.includes('SEND_START') === true;
  return result?.migrations.every((migration) => migration.blockedReasons.length > 0 || isForbidden(migration)) === true ? result.migrations[0] : undefined;
}
