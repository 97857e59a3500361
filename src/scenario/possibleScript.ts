import { GIB, type Bytes } from '../base/units';
import { pluggedBytes } from './pluggedBytes';
import { valueProblem, type Problem } from './problem';
import type { Scenario, ScriptAction } from './scenario';
import { canonicalScript, printAction } from './script';

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
  const kept = script.filter((action) => {
    const plugged = pluggedBytes(action);
    const impossible = impossibleFor(action, guest) ?? (bytes + plugged > MAX_MEMORY ? { problem: 'brings memory above 1TiB', allowed: 'up to 1TiB in all' } : undefined);
    if (impossible === undefined) bytes += plugged;
    else problems.push(valueProblem('at', printAction(action), impossible.problem, { allowed: impossible.allowed }));
    return impossible === undefined;
  });
  return { script: problems.length === 0 ? script : canonicalScript(kept), problems };
}

/** Completes the sentence that begins with the action. */
function impossibleFor({ action, argument }: ScriptAction, guest: Scenario['guest']): { readonly problem: string; readonly allowed: string } | undefined {
  const isPower = guest === 'pef';
  if (action === 'esm' && !isPower) return { problem: `does not go with guest=${guest}: only a POWER guest asks for a secure switch`, allowed: 'esm with guest=pef' };
  if (action === 'boot' && isPower) return { problem: 'does not go with guest=pef: no boot of a POWER guest was measured, its run begins with a guest that is up', allowed: 'boot with any other guest' };
  if (action === 'compact' && isPower) return { problem: "does not go with guest=pef: no frame of it is pinned, secure memory is the ultravisor's to move", allowed: 'compact with any other guest' };
  if (action === 'move-enc-context' && isPower) return { problem: 'does not go with guest=pef: KVM_CAP_VM_MOVE_ENC_CONTEXT_FROM is of SEV alone', allowed: 'move-enc-context with any other guest' };
  if (argument === 'kexec' && isPower) return { problem: 'does not go with guest=pef: KVM_PPC_SVM_OFF is QEMU\'s, at a system reset', allowed: 'reboot' };
  return undefined;
}
