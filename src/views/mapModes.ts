import type { MapModeName } from '../charts/maps/mapFrame';
import type { Scenario } from '../scenario/scenario';

/** Map modes that a guest can have: one that is not encrypted shares all its pages and pins none for it; a POWER guest is never sent. */
export function modesOf(guest: Scenario['guest']): readonly MapModeName[] {
  if (guest === 'pef') return ['gfn', 'integrity'];
  return guest === 'none' ? ['state', 'sent', 'age', 'integrity'] : ['state', 'status', 'sent', 'age', 'pinned', 'integrity'];
}
