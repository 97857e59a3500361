import type { EngineConfig } from '../engine/config';

/** The script boots the guest, anew too, or makes it secure: a run has phases of its life. */
export function hasLife({ script }: EngineConfig): boolean {
  return script.some(({ action }) => action === 'boot' || action === 'reboot' || action === 'esm');
}
