import type { SimNs } from '../../base/units';
import type { EngineConfig } from '../config';
import { bootCost, type BootCost } from '../host/memory/bootCosts';
import type { MemoryManager } from '../host/memory/memoryManager';
import type { EventLog } from '../record/eventLog';
import type { BootResult } from '../record/runResult';

export interface BootState {
  active: boolean;
  startNs: SimNs;
  nextNs: SimNs;
  /** Pages pinned or touched so far, in address order. */
  donePages: number;
}

/** Steps of the pinning and of the touching that are shown. */
const BOOT_STEPS = 256;

/**
 * A boot: with pinning at launch the host pins every page before the guest runs; with demand pinning pages are pinned as the
 * guest touches them, from the bottom of memory [choice]. Times: bootCosts.ts. The guest's workload starts when it is over.
 */
export class BootSequence {
  readonly state: BootState = { active: false, startNs: 0, nextNs: 0, donePages: 0 };
  private readonly config: EngineConfig;
  private readonly memory: MemoryManager;
  private readonly events: EventLog;
  private readonly cost: BootCost;

  constructor(config: EngineConfig, memory: MemoryManager, events: EventLog) {
    this.config = config;
    this.memory = memory;
    this.events = events;
    this.cost = bootCost(config.guest.pages, config.hosts.pinning);
  }

  start(atNs: SimNs): void {
    Object.assign(this.state, { active: true, startNs: atNs, nextNs: atNs, donePages: 0 });
    this.command(atNs, 'KVM_MEMORY_ENCRYPT_REG_REGION', this.config.hosts.pinning === 'launch' ? 'pins all pages' : 'accounts only');
  }

  /** Goes one step; the result when the guest is up. */
  step(): BootResult | undefined {
    const { state, config } = this;
    const isLaunch = config.hosts.pinning === 'launch';
    const total = isLaunch ? config.guest.pages : this.cost.touchedPages;
    const workNs = isLaunch ? this.cost.pinNs : this.cost.totalNs;
    const next = Math.min(total, state.donePages + Math.ceil(total / BOOT_STEPS));
    if (state.donePages < total) {
      this.memory.pin(state.donePages, next);
      state.donePages = next;
      state.nextNs = state.startNs + Math.round((workNs * next) / total);
      return undefined;
    }
    if (state.nextNs < state.startNs + this.cost.totalNs) {
      state.nextNs = state.startNs + this.cost.totalNs;
      return undefined;
    }
    return this.finish();
  }

  private finish(): BootResult {
    const { state } = this;
    state.active = false;
    this.events.add({ atNs: state.nextNs, kind: 'guest', host: 'source', name: 'guest is up' });
    return { timeNs: state.nextNs - state.startNs, pinnedPages: this.memory.state.pinnedPages, touchedPages: this.cost.touchedPages };
  }

  private command(atNs: SimNs, name: string, value: string): void {
    this.events.add({ atNs, kind: 'command', host: 'source', name, value, ret: 0 });
  }
}
