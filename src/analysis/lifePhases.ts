import type { SimNs } from '../base/units';
import type { EngineConfig } from '../engine/config';
import { bootCost } from '../engine/host/memory/bootCosts';
import { launchTimes } from '../engine/guest/launchTimes';
import type { RunEvent } from '../engine/record/runEvent';

/** What the guest's life is besides a migration: boots of it, and its switch into secure mode. */
export type LifeKind = 'off' | 'pinning' | 'booting' | 'running' | 'transient' | 'converting' | 'aborting' | 'secure';

export interface LifePhase {
  readonly kind: LifeKind;
  readonly fromNs: SimNs;
}

/**
 * The phases of a guest that boots, reboots or becomes secure, in order of time, read off the run's events; empty where a script does neither.
 * Where pinning ends, which has no event, follows from the cost model: bootCosts.ts.
 */
export function lifePhases(config: EngineConfig, events: readonly RunEvent[]): readonly LifePhase[] {
  const phases: LifePhase[] = [];
  const boots = config.script.some(({ action }) => action === 'boot');
  const isAsked = config.script.some(({ action }) => action === 'esm' || (action === 'reboot' && config.guest.kind !== 'pef'));
  if (!boots && !isAsked) return phases;
  phases.push({ kind: boots ? 'off' : 'running', fromNs: 0 });
  events.forEach((event, index) => {
    for (const phase of after(config, event, events[index + 1])) if (phase.kind !== phases.at(-1)?.kind) phases.push(phase);
  });
  return phases;
}

/** The phase that holds at a moment. */
export function lifePhaseAt(phases: readonly LifePhase[], atNs: SimNs): LifePhase | undefined {
  return phases.findLast(({ fromNs }) => fromNs <= atNs);
}

function after(config: EngineConfig, event: RunEvent, next: RunEvent | undefined): readonly LifePhase[] {
  const { kind, name, atNs, state } = event;
  if (kind === 'action' && name === 'boot') return isRefusal(next) ? [] : bootPhases(config, atNs);
  if (kind === 'action' && name === 'reboot' && config.guest.kind !== 'pef') return isRefusal(next) ? [] : [{ kind: 'booting', fromNs: atNs }];
  if (kind === 'guest' && name === 'guest is up') return [{ kind: 'running', fromNs: atNs }];
  if (kind !== 'command') return [];
  if (state === 'TRANSIENT') return [{ kind: 'transient', fromNs: atNs }];
  if (state === 'SECURE') return [{ kind: 'secure', fromNs: atNs }];
  if (state === 'NORMAL') return [{ kind: 'running', fromNs: atNs }];
  // With a return it is over, or was refused (F-35): then the VM is what it was.
  if (name === 'H_SVM_INIT_ABORT' && event.fwError === undefined) return [{ kind: 'aborting', fromNs: atNs }];
  return name === 'H_SVM_INIT_DONE' && event.fwError === undefined ? [{ kind: 'converting', fromNs: atNs }] : [];
}

function isRefusal(event: RunEvent | undefined): boolean {
  return event !== undefined && ((event.kind === 'qmp' && event.name.endsWith(' refused')) || (event.ret ?? 0) < 0);
}

function bootPhases(config: EngineConfig, atNs: SimNs): readonly LifePhase[] {
  const { guest, hosts } = config;
  const { pinNs } = bootCost(guest.pages, guest.kind === 'none' ? 'demand' : hosts.pinning);
  const booting: LifePhase = { kind: 'booting', fromNs: pinNs === 0 ? atNs : atNs + launchTimes(config).startNs + pinNs };
  return pinNs === 0 ? [booting] : [{ kind: 'pinning', fromNs: atNs }, booting];
}
