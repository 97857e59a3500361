import type { EngineConfig } from '../engine/config';

/** The script boots the guest or makes it secure: a run has rows of its life. */
export function hasLife({ script }: EngineConfig): boolean {
  return script.some(({ action }) => action === 'boot' || action === 'esm');
}
