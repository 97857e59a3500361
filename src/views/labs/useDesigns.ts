import { useAppState } from '../useAppState';
import { hasDesigns } from './hasDesigns';

/** `offered`: the scenario's mechanism is one of the compared designs; `shown`: they stand in the maps' place. */
export function useDesigns(): 'none' | 'offered' | 'shown' {
  return useAppState(({ shownScenario, scenario, view }) =>
    hasDesigns(shownScenario ?? scenario) ? (view.panel === 'designs' ? 'shown' : 'offered') : 'none');
}
