import { parseField, withActionText, withField, withoutAction } from '../scenario/editScenario';
import { defaultScenario, fieldByName } from '../scenario/fields';
import { printField } from '../scenario/fields/printField';
import { findPreset, scenarioOfPreset } from '../scenario/presets';
import type { Scenario } from '../scenario/scenario';
import { effectiveScript, printAction } from '../scenario/script';
import type { Laboratory } from '../views/laboratory';
import { memoLast } from './memoLast';

type ScenarioTools = Pick<Laboratory, 'fieldText' | 'withFieldText' | 'withFieldValue' | 'actionText' | 'withActionText' | 'withoutAction' | 'impliesMigrate' | 'presetScenario'>;

/** What the scenario room does for controls: text to values and back. */
export function createScenarioTools(): ScenarioTools {
  return {
    fieldText: (scenario, field) => printField(fieldByName(field), scenario[field]),
    withFieldText: (scenario, field, text) => {
      const value = parseField(field, text);
      return value.ok ? withField(scenario, field, value.value) : value;
    },
    withFieldValue: (scenario, field, value) => {
      const changed = withField(scenario, field, value);
      return changed.ok ? changed.value : { scenario, notices: [changed.error] };
    },
    actionText: printAction,
    withActionText, withoutAction,
    impliesMigrate: (script) => effectiveScript(script) !== script,
    presetScenario: memoLast(presetScenario),
  };
}

/** The scenario of a preset; the first visit's for a name that is none. */
function presetScenario(name: string): Scenario {
  const preset = findPreset(name);
  return preset === undefined ? defaultScenario : scenarioOfPreset(preset);
}
