import type { EngineAction, EngineConfig } from '../config';
import type { FaultNeed, FaultRule, FaultTarget } from './fault';
import { hasPolicy } from '../sev/policyWord';
import { FAULT_RULES } from './faultRules';

type FaultAction = Extract<EngineAction, { readonly action: 'fault' }>;

/**
 * Why a fault of the script cannot happen in this scenario; undefined if it can. Completes a sentence that begins with the fault:
 * "needs a reboot after it". Says nothing of what the run itself decides, such as a guest that is off by then.
 */
export function faultRefusal(action: FaultAction, config: EngineConfig): string | undefined {
  const fault = FAULT_RULES[action.fault];
  if (fault === undefined) return 'is not in the catalogue; allowed: F-01 to F-40';
  const refusal = scopeRefusal(fault, action, config) ?? targetRefusal(fault.target, action.target, config);
  return refusal ?? needRefusal(fault.targetNeeds?.[action.target ?? ''], action, config) ?? (fault.injectable ? undefined : 'cannot be injected yet');
}

function scopeRefusal({ scope }: FaultRule, action: FaultAction, config: EngineConfig): string | undefined {
  const { guests, mechanisms, interfaces, needs } = scope;
  if (!guests.includes(config.guest.kind)) return `needs guest=${guests.join(' or ')}`;
  if (mechanisms !== undefined && !mechanisms.includes(config.mechanism)) return `needs mechanism=${mechanisms.join(' or ')}`;
  const { statusInterface } = config.guest;
  if (interfaces !== undefined && !interfaces.includes(statusInterface)) return `needs status-interface=${interfaces.join(' or ')}`;
  return needRefusal(needs, action, config);
}

function needRefusal(needs: readonly FaultNeed[] | undefined, action: FaultAction, config: EngineConfig): string | undefined {
  const missing = needs?.find((need) => !NEEDS[need].isMet(config, laterActions(action, config)));
  return missing === undefined ? undefined : `needs ${NEEDS[missing].text}`;
}

/** What the script does from the fault on. */
function laterActions(action: FaultAction, { script }: EngineConfig): readonly EngineAction[] {
  const at = script.indexOf(action);
  return at >= 0 ? script.slice(at + 1) : script.filter(({ atNs }) => atNs >= action.atNs);
}

const NEEDS: Readonly<Record<FaultNeed, { readonly text: string; readonly isMet: (config: EngineConfig, later: readonly EngineAction[]) => boolean }>> = {
  migrate: { text: 'a migrate in the script', isMet: ({ script }) => has(script, 'migrate') },
  'later-migrate': { text: 'a migrate after it, since it acts as one begins', isMet: (_, later) => has(later, 'migrate') },
  'later-reboot': { text: 'a reboot after it', isMet: (_, later) => has(later, 'reboot') },
  'later-registration': { text: 'a boot or a hotplug after it', isMet: (_, later) => has(later, 'boot') || has(later, 'hotplug') },
  'later-hotplug': { text: 'a hotplug after it', isMet: (_, later) => has(later, 'hotplug') },
  unpinning: { text: 'a migrate in the script, or after it a hotunplug, or a remap with pinning=demand', isMet: ({ script, hosts }, later) => has(script, 'migrate') || has(later, 'hotunplug') || (has(later, 'remap') && hosts.pinning === 'demand') },
  'later-switch': { text: 'an esm after it', isMet: (_, later) => has(later, 'esm') },
  switch: { text: 'an esm in the script', isMet: ({ script }) => has(script, 'esm') },
  conversions: { text: 'conversions above 0', isMet: ({ workload }) => workload.conversionsPerSecond > 0 },
  'shared-pages': { text: 'shared of at least 1MiB', isMet: ({ guest }) => guest.composition.sharedPages >= 256 },
  'demand-pinning': { text: 'pinning=demand', isMet: ({ hosts }) => hosts.pinning === 'demand' },
  'gfn-states': { text: 'gfn-states=on', isMet: ({ esm }) => esm.gfnStates === 'on' },
  'paged-out': { text: 'paged-out above 0', isMet: ({ esm }) => esm.pagedOutBytes > 0 },
  'domain-policy': { text: 'policy with domain', isMet: ({ guest }) => hasPolicy(guest.policy, 'domain') },
  'helper-image': { text: 'helper-image above 0', isMet: ({ helper }) => helper.imageBytes > 0 },
};

function has(script: readonly EngineAction[], name: EngineAction['action']): boolean {
  return script.some(({ action }) => action === name);
}

function targetRefusal(allowed: FaultTarget | undefined, target: string | undefined, { guest }: EngineConfig): string | undefined {
  if (target === undefined) return undefined;
  if (allowed === undefined) return `takes no target, \`${target}\` is given`;
  if (allowed === 'page') {
    const isPage = /^\d{1,12}$/.test(target) && Number(target) < guest.pages;
    return isPage ? undefined : `takes a page below ${guest.pages} as its target, \`${target}\` is given`;
  }
  return allowed.includes(target) ? undefined : `takes ${allowed.join(' or ')} as its target, \`${target}\` is given`;
}
