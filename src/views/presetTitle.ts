import { findPreset } from '../scenario/presets';

/** What a link without a preset shows. */
export const FIRST_VISIT_TITLE = 'Mirror VM, 16 GiB';

/** Title of a preset; the first visit's for the empty name. */
export function presetTitle(name: string): string {
  return findPreset(name)?.title ?? FIRST_VISIT_TITLE;
}
