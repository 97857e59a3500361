import { valueProblem, type Problem } from './problem';
import type { Scenario } from './scenario';
import { printAction } from './script';

/**
 * What QEMU will answer to `migrate-start-postcopy` in this scenario whenever it comes: the action stays, the run shows it refused.
 * Source: QEMU migration.c, qmp_migrate_start_postcopy; of the mechanisms: docs/model/private-pages.md.
 */
export function refusedPostcopy(scenario: Pick<Scenario, 'script' | 'mechanism' | 'postcopy-ram'>): readonly Problem[] {
  const reason = reasonOf(scenario);
  if (reason === undefined) return [];
  return scenario.script.filter(({ action }) => action === 'migrate-start-postcopy').map((action) => {
    const given = printAction(action);
    return valueProblem('at', given, `will be refused in the run: ${reason.problem}`, { used: given, allowed: reason.allowed, fatal: false });
  });
}

function reasonOf({ mechanism, 'postcopy-ram': capability }: Pick<Scenario, 'mechanism' | 'postcopy-ram'>): { readonly problem: string; readonly allowed: string } | undefined {
  if (!capability) return { problem: 'postcopy-ram is off (QEMU: Enable postcopy with migrate_set_capability before the start of migration)', allowed: 'with postcopy-ram=on' };
  if (mechanism === 'plain' || mechanism === 'mirror-ring') return undefined;
  return { problem: `post-copy does not go with mechanism=${mechanism}`, allowed: 'with mechanism=plain or mirror-ring' };
}
