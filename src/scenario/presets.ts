import { defaultScenario } from './fields';
import { FIRMWARE_PRESETS } from './presets/firmwarePresets';
import { HELPER_PRESETS } from './presets/helperPresets';
import { MEASURE_PRESETS } from './presets/measurePresets';
import { PINNING_PRESETS } from './presets/pinningPresets';
import { READY_PRESETS } from './presets/readyPresets';
import { SWITCH_PRESETS } from './presets/switchPresets';
import type { Preset } from './presets/preset';
import type { Scenario } from './scenario';

/** Every story, thread by thread. */
export const PRESETS: readonly Preset[] = [
  ...FIRMWARE_PRESETS, ...READY_PRESETS, ...SWITCH_PRESETS, ...HELPER_PRESETS, ...PINNING_PRESETS, ...MEASURE_PRESETS,
];

export function findPreset(name: string): Preset | undefined {
  return PRESETS.find((preset) => preset.name === name);
}

/** The whole scenario of a preset. */
export function scenarioOfPreset(preset: Preset): Scenario {
  return { ...defaultScenario, ...preset.fields };
}
