import { memlockXml } from '../../analysis/memlock';
import { pasteSettings, type PasteSettings } from '../../interop/settings/pasteSettings';
import type { Scenario } from '../../scenario/scenario';
import { toConfig } from '../../scenario/toConfig';

/** The texts of a scenario, with libvirt's line for what it locks. */
export function settingsToPaste(scenario: Scenario): PasteSettings {
  return pasteSettings(scenario, memlockXml(toConfig(scenario)));
}
