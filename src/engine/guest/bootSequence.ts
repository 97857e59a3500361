import type { PageCount, PageIndex, SimNs } from '../../base/units';
import type { EngineConfig } from '../config';
import { bootCost, type BootCost } from '../host/memory/bootCosts';
import type { MemoryManager } from '../host/memory/memoryManager';
import { pinMetadataBytes } from '../host/memory/pinMetadata';
import type { PagePlanes } from '../memory/pagePlanes';
import type { EventLog } from '../record/eventLog';
import type { BootResult } from '../record/runResult';
import type { Guest } from './guest';
import type { BootPhase } from './kernel/bootSteps';
import type { PageStatusLife } from './pageStatusLife';

export interface BootState {
  active: boolean;
  isReboot: boolean;
  startNs: SimNs;
  /** When the next step is done. */
  nextNs: SimNs;
  /** Steps done: first those of pinning, then those of firmware and kernel. */
  steps: number;
}

interface BootParts {
  readonly config: EngineConfig;
  readonly planes: PagePlanes;
  readonly memory: MemoryManager;
  readonly guest: Guest;
  readonly status: PageStatusLife | undefined;
  readonly events: EventLog;
}

/** Steps of the pinning, and of firmware and kernel, that are shown. */
const BOOT_STEPS = 256;
/** When firmware hands over and the kernel comes to its milestones, in steps of the time that firmware and kernel take [estimate]. */
const PHASE_STEPS: Readonly<Record<Exclude<BootPhase, 'shutdown'>, number>> = {
  firmware: 96, early: 112, cpus: 120, 'mem-encrypt-init': 128, late_initcall: 224,
};

/**
 * A boot: with pinning at launch the host pins every page before the guest runs; with demand pinning pages are pinned as firmware and
 * kernel touch them, from the bottom of memory [choice]. A reboot is the same without the pinning: firmware and kernel write the same
 * low memory anew, what lies above keeps its contents [choice]. Times: bootCosts.ts. The workload starts when it is over.
 */
export class BootSequence {
  readonly state: BootState = { active: false, isReboot: false, startNs: 0, nextNs: 0, steps: 0 };
  private readonly parts: BootParts;

  constructor(parts: BootParts) {
    this.parts = parts;
  }

  start(atNs: SimNs): void {
    const { config, events } = this.parts;
    if (config.guest.kind !== 'none') {
      const value = config.hosts.pinning === 'launch' ? 'pins all pages' : 'accounts only';
      events.add({ atNs, kind: 'command', host: 'source', name: 'KVM_MEMORY_ENCRYPT_REG_REGION', value, ret: 0 });
    }
    this.begin(atNs, false);
  }

  /** From the reset on: firmware and kernel again; after a kexec the kernel alone. */
  restart(atNs: SimNs, isKexec: boolean): void {
    this.begin(atNs, true);
    if (!isKexec) return;
    this.state.steps = PHASE_STEPS.firmware;
    this.state.startNs = atNs - Math.round((this.cost.fixedNs * PHASE_STEPS.firmware) / BOOT_STEPS);
    this.state.nextNs = this.timeOf(PHASE_STEPS.firmware + 1);
  }

  /** The guest stood from `fromNs` to `toNs`: all that is still to come is later by that. */
  delay(fromNs: SimNs, toNs: SimNs): void {
    this.state.startNs += toNs - fromNs;
    this.state.nextNs = Math.max(toNs, this.state.nextNs + toNs - fromNs);
  }

  /** The guest has left this host: the rest of its boot is not here. */
  leave(): void {
    this.state.active = false;
  }

  /** Goes one step; the result when the guest is up. */
  step(): BootResult | undefined {
    const { state } = this;
    state.steps++;
    const pinSteps = this.pinSteps;
    if (state.steps <= pinSteps) this.pinStep(state.steps);
    else this.kernelStep(state.steps - pinSteps);
    if (state.steps === pinSteps + BOOT_STEPS) return this.finish();
    state.nextNs = this.timeOf(state.steps + 1);
    return undefined;
  }

  private begin(atNs: SimNs, isReboot: boolean): void {
    Object.assign(this.state, { active: true, isReboot, startNs: atNs, steps: 0 });
    this.state.nextNs = this.timeOf(1);
  }

  /** A guest without encryption faults its pages in as one with demand pinning does. */
  private get cost(): BootCost {
    const { config, planes } = this.parts;
    return bootCost(planes.pages, config.guest.kind === 'none' ? 'demand' : config.hosts.pinning);
  }

  private get pinSteps(): number {
    return this.cost.pinNs > 0 && !this.state.isReboot ? BOOT_STEPS : 0;
  }

  private timeOf(step: number): SimNs {
    const { startNs, isReboot } = this.state;
    const { totalNs, fixedNs, pinNs } = this.cost;
    if (isReboot) return startNs + Math.round((fixedNs * step) / BOOT_STEPS);
    const { pinSteps } = this;
    if (step <= pinSteps) return startNs + Math.round((pinNs * step) / BOOT_STEPS);
    return startNs + pinNs + Math.round(((totalNs - pinNs) * (step - pinSteps)) / BOOT_STEPS);
  }

  private pinStep(step: number): void {
    const { planes, memory } = this.parts;
    memory.pin(share(planes.pages, step - 1), share(planes.pages, step));
  }

  private kernelStep(step: number): void {
    const { guest, memory, status } = this.parts;
    const { touchedPages } = this.cost;
    const first = share(touchedPages, step - 1);
    const end = share(touchedPages, step);
    guest.rewrite(first, end);
    memory.rewrite(first, end);
    for (const [phase, at] of Object.entries(PHASE_STEPS) as [BootPhase, number][]) {
      if (at !== step) continue;
      for (const range of status?.passPhase(phase, this.state.nextNs) ?? []) {
        guest.rewrite(range.start, range.end);
        memory.rewrite(range.start, range.end);
      }
    }
  }

  private finish(): BootResult {
    const { state, parts } = this;
    state.active = false;
    parts.events.add({ atNs: state.nextNs, kind: 'guest', host: 'source', name: 'guest is up' });
    const { memory, planes, config } = parts;
    return {
      timeNs: state.nextNs - state.startNs, pinnedPages: memory.state.pinnedPages, touchedPages: this.cost.touchedPages,
      pinMetadataBytes: planes.pinned === undefined ? 0 : pinMetadataBytes(planes.pages, config.hosts.pinning),
    };
  }
}

/** The first of `pages` that is not done after `step` of the steps. */
function share(pages: PageCount, step: number): PageIndex {
  return Math.floor((pages * step) / BOOT_STEPS);
}
