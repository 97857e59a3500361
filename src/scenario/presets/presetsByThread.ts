import { THREADS, type Preset, type ThreadId } from './preset';

/** The stories of one thread, under its name. */
export interface PresetGroup {
  readonly id: ThreadId;
  readonly title: string;
  readonly date: string;
  readonly presets: readonly Preset[];
}

/** Groups in the order of the threads; each story in exactly one. */
export function presetsByThread(presets: readonly Preset[]): readonly PresetGroup[] {
  return THREADS.map((thread) => ({ ...thread, presets: presets.filter((preset) => preset.thread === thread.id) }));
}
