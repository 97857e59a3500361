import { useAppState } from '../useAppState';
import { labOf, type LabId } from './labOf';

/** The lab that the scenario is shown in; undefined while a migration, or nothing, is its story. */
export function useLab(): LabId | undefined {
  return useAppState((state) => labOf(state.shownScenario ?? state.scenario));
}
