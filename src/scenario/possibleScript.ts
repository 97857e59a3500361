import { GIB, type Bytes } from '../base/units';
import { pluggedBytes } from './pluggedBytes';
import { valueProblem, type Problem } from './problem';
import type { Scenario, ScriptAction } from './scenario';
import { canonicalScript, parseRemap, printAction } from './script';

/** What a guest's memory may come to, as the field `memory` may. */
const MAX_MEMORY: Bytes = 1024 * GIB;

export interface PossibleScript {
  readonly script: readonly ScriptAction[];
  /** One for each action that the guest of the scenario cannot do. */
  readonly problems: readonly Problem[];
}

/** The actions of a scenario that its guest can do: nothing is accepted and then ignored. The others are named, each with the reason. */
export function possibleScript({ script, guest, memory }: Pick<Scenario, 'script' | 'guest' | 'memory'>): PossibleScript {
  const problems: Problem[] = [];
  let bytes = memory;
  let dimms = 0;
  const kept = script.filter((action) => {
    const plugged = pluggedBytes(action);
    const impossible = impossibleFor(action, guest) ?? impossibleIn({ bytes: bytes + plugged, dimms }, action);
    if (impossible === undefined) {
      // What the moment forbids stays plugged in: an unplug makes no room here.
      bytes += plugged;
      dimms += dimmsOf(action);
    } else problems.push(valueProblem('at', printAction(action), impossible.problem, { allowed: impossible.allowed }));
    return impossible === undefined;
  });
  return { script: problems.length === 0 ? script : canonicalScript(kept), problems };
}

interface Impossible {
  readonly problem: string;
  readonly allowed: string;
}

/** By how many the DIMMs that were plugged in change. */
function dimmsOf({ action }: ScriptAction): number {
  return action === 'hotplug' ? 1 : action === 'hotunplug' ? -1 : 0;
}

/** What the actions before it leave no room for, or nothing to take; `bytes` with the action's own. */
function impossibleIn({ bytes, dimms }: { readonly bytes: Bytes; readonly dimms: number }, { action, argument }: ScriptAction): Impossible | undefined {
  if (bytes > MAX_MEMORY) return { problem: 'brings memory above 1TiB', allowed: 'up to 1TiB in all' };
  const remap = action === 'remap' ? parseRemap(argument ?? '') : undefined;
  if (remap?.ok === true && remap.value.gpa + remap.value.bytes > bytes) return { problem: 'replaces frames beyond the end of memory', allowed: 'a range within memory' };
  if (action === 'hotunplug' && dimms === 0) return { problem: 'takes a DIMM out, and none was plugged in before it', allowed: 'one hotunplug after each hotplug' };
  return undefined;
}

/** Completes the sentence that begins with the action. */
function impossibleFor({ action, argument }: ScriptAction, guest: Scenario['guest']): Impossible | undefined {
  const isPower = guest === 'pef';
  if (action === 'esm' && !isPower) return { problem: `does not go with guest=${guest}: only a POWER guest asks for a secure switch`, allowed: 'esm with guest=pef' };
  if (action === 'boot' && isPower) return { problem: 'does not go with guest=pef: no boot of a POWER guest was measured, its run begins with a guest that is up', allowed: 'boot with any other guest' };
  if (action === 'compact' && isPower) return { problem: "does not go with guest=pef: no frame of it is pinned, secure memory is the ultravisor's to move", allowed: 'compact with any other guest' };
  if (action === 'hotunplug' && isPower) return { problem: 'does not go with guest=pef: UV_UNREGISTER_MEM_SLOT is not modelled', allowed: 'hotunplug with any other guest' };
  if (action === 'remap' && isPower) return { problem: "does not go with guest=pef: the ultravisor's frames are not the VMM's to replace", allowed: 'remap with any other guest' };
  if (action === 'move-enc-context' && isPower) return { problem: 'does not go with guest=pef: KVM_CAP_VM_MOVE_ENC_CONTEXT_FROM is of SEV alone', allowed: 'move-enc-context with any other guest' };
  if (argument === 'kexec' && isPower) return { problem: 'does not go with guest=pef: KVM_PPC_SVM_OFF is QEMU\'s, at a system reset', allowed: 'reboot' };
  return undefined;
}
