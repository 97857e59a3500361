import type { Bytes } from '../base/units';
import type { ScriptAction } from './scenario';
import { parseHotplug } from './script';

/** Memory that an action of the script plugs in; 0 for any other action, and for a size that is none. */
export function pluggedBytes({ action, argument }: ScriptAction): Bytes {
  if (action !== 'hotplug') return 0;
  const size = parseHotplug(argument ?? '');
  return size.ok ? size.value : 0;
}
