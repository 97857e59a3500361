import type { Scenario } from '../../scenario/scenario';
import { labOf } from './labOf';

/** A guest is moved by one of the helper designs that are compared. */
export function hasDesigns(scenario: Pick<Scenario, 'guest' | 'mechanism' | 'script'>): boolean {
  return scenario.mechanism !== 'plain' && scenario.mechanism !== 'psp' && labOf(scenario) === undefined;
}
