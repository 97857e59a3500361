import type { Scenario } from '../../scenario/scenario';

/** A story of its own that a scenario tells besides a migration. */
export type LabId = 'boot' | 'switch';

/** The lab that shows a scenario best: of a guest that boots, or becomes secure, and is not moved. */
export function labOf({ guest, script }: Pick<Scenario, 'guest' | 'script'>): LabId | undefined {
  const has = (name: Scenario['script'][number]['action']): boolean => script.some(({ action }) => action === name);
  if (has('migrate')) return undefined;
  if (has('boot')) return 'boot';
  return guest === 'pef' && has('esm') ? 'switch' : undefined;
}
