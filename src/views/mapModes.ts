import type { MapModeName } from '../charts/maps/mapFrame';
import type { Scenario } from '../scenario/scenario';

/** Map modes that a guest can have: one that is not encrypted shares all its pages and pins none for it; a POWER guest is never sent; nor is one that only boots (`still`). */
export function modesOf(guest: Scenario['guest'], still = false): readonly MapModeName[] {
  if (guest === 'pef') return ['gfn', 'integrity'];
  if (still) return guest === 'none' ? ['integrity'] : ['pinned', 'status', 'integrity'];
  return guest === 'none' ? ['state', 'sent', 'age', 'integrity'] : ['state', 'status', 'sent', 'age', 'pinned', 'integrity'];
}
