import type { PageCount } from '../../base/units';
import type { EngineConfig } from '../config';

/** Pages of the guest's RAM once every plug of the script was taken: the most that a run can come to. */
export function finalPages(config: EngineConfig): PageCount {
  const plugged = config.script.reduce((sum, action) => sum + (action.action === 'hotplug' ? action.bytes : 0), 0);
  return config.guest.pages + plugged / config.guest.pageBytes;
}
