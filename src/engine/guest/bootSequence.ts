import { PAGE_BYTES, type PageCount, type PageIndex, type SimNs } from '../../base/units';
import type { EngineConfig } from '../config';
import { bootCost, type BootCost } from '../host/memory/bootCosts';
import type { LaunchCall } from '../host/kvm/launchCall';
import { regionArgs } from '../host/kvm/regionArgs';
import { LAUNCH_IMAGE_PAGES, type MemoryManager } from '../host/memory/memoryManager';
import { pinMetadataBytes } from '../host/memory/pinMetadata';
import type { PagePlanes } from '../memory/pagePlanes';
import type { EventLog } from '../record/eventLog';
import type { BootResult } from '../record/runResult';
import type { Guest } from './guest';
import type { BootPhase } from './kernel/bootSteps';
import { launchTimes } from './launchTimes';
import type { PageStatusLife } from './pageStatusLife';

export interface BootState {
  active: boolean;
  isReboot: boolean;
  startNs: SimNs;
  /** When the next step is done. */
  nextNs: SimNs;
  /** Steps done: LAUNCH_START, pinning, the other launch commands, then firmware and kernel. */
  steps: number;
  /** What launches the VM; empty in a reboot, which keeps ASID and handle. */
  calls: readonly LaunchCall[];
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
 * A boot: KVM_SEV_INIT and LAUNCH_START; with pinning at launch the host pins every page; the image is encrypted, measured, finished, and the
 * guest runs. With demand pinning pages are pinned as firmware and kernel touch them, from the bottom of memory [choice]. A reboot is the same without launch and pinning: firmware and kernel write the same
 * low memory anew, what lies above keeps its contents [choice]. Times: bootCosts.ts. The workload starts when it is over.
 */
export class BootSequence {
  readonly state: BootState = { active: false, isReboot: false, startNs: 0, nextNs: 0, steps: 0, calls: [] };
  private readonly parts: BootParts;

  constructor(parts: BootParts) {
    this.parts = parts;
  }

  /** @param calls how the VM is launched, all of them successful; none for a guest without SEV */
  start(atNs: SimNs, calls: readonly LaunchCall[]): void {
    this.state.calls = calls;
    this.begin(atNs, false);
    this.tell(calls.slice(0, 1), [atNs]);
    if (calls.length === 1) this.register(atNs);
  }

  /** From the reset on: firmware and kernel again; after a kexec the kernel alone. */
  restart(atNs: SimNs, isKexec: boolean): void {
    this.begin(atNs, true);
    if (!isKexec) return;
    this.state.steps = PHASE_STEPS.firmware;
    this.state.startNs = atNs - Math.round((this.guestNs * PHASE_STEPS.firmware) / BOOT_STEPS);
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
    const { pinSteps, launchSteps } = this;
    const before = pinSteps + launchSteps;
    if (state.steps > before) this.kernelStep(state.steps - before);
    else if (launchSteps > 0 && state.steps === 1) this.launchStart();
    else if (launchSteps > 0 && state.steps === before) this.launchImage();
    else this.pinStep(state.steps - launchSteps / 2);
    if (state.steps === before + BOOT_STEPS) return this.finish();
    state.nextNs = this.timeOf(state.steps + 1);
    return undefined;
  }

  private begin(atNs: SimNs, isReboot: boolean): void {
    Object.assign(this.state, { active: true, isReboot, startNs: atNs, steps: 0, ...(isReboot ? { calls: [] } : {}) });
    this.state.nextNs = this.timeOf(1);
  }

  /** A handle, bound to the ASID; then memory is registered. */
  private launchStart(): void {
    const { calls, nextNs } = this.state;
    this.tell(calls.slice(1, 2), [nextNs]);
    this.register(nextNs);
  }

  /** The image is encrypted and measured, and the guest may run. */
  private launchImage(): void {
    const { calls, nextNs } = this.state;
    const { vmsaNs, measureNs, finishNs } = launchTimes(this.parts.config);
    const doneNs = nextNs - finishNs - measureNs - vmsaNs;
    const [image, ...rest] = calls.slice(2);
    if (image !== undefined) this.tell([{ ...image, value: `${LAUNCH_IMAGE_PAGES} pages of OVMF_CODE.fd`, args: `uaddr, len 0x${(LAUNCH_IMAGE_PAGES * PAGE_BYTES).toString(16)}` }], [doneNs]);
    this.tell(rest, rest.length === 3 ? [doneNs + vmsaNs, nextNs - finishNs, nextNs] : [nextNs - finishNs, nextNs]);
  }

  private tell(calls: readonly LaunchCall[], timesNs: readonly SimNs[]): void {
    calls.forEach((call, at) => this.parts.events.add({ atNs: timesNs[at]!, kind: 'command', host: 'source', ...call }));
  }

  private register(atNs: SimNs): void {
    const { config, planes, events } = this.parts;
    const pins = config.hosts.pinning === 'launch';
    events.add({
      atNs, kind: 'command', host: 'source', name: 'KVM_MEMORY_ENCRYPT_REG_REGION', value: pins ? 'pins all pages' : 'accounts only', ret: 0,
      args: regionArgs(['addr', 'size'], 0, Number(planes.pages)), states: ['UNPINNED', pins ? 'PINNED' : 'UNPINNED'],
    });
  }

  /** What firmware and kernel of the guest take of the part that does not grow with memory: all but the launch. */
  private get guestNs(): SimNs {
    return this.cost.fixedNs - launchTimes(this.parts.config).totalNs;
  }

  /** LAUNCH_START before the pinning, the others after it. */
  private get launchSteps(): number {
    return !this.state.isReboot && launchTimes(this.parts.config).totalNs > 0 ? 2 : 0;
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
    const { totalNs, pinNs } = this.cost;
    if (isReboot) return startNs + Math.round((this.guestNs * step) / BOOT_STEPS);
    const { pinSteps, launchSteps } = this;
    const launch = launchTimes(this.parts.config);
    if (launchSteps > 0 && step === 1) return startNs + launch.startNs;
    if (step <= pinSteps + launchSteps / 2) return startNs + launch.startNs + Math.round((pinNs * (step - launchSteps / 2)) / BOOT_STEPS);
    const before = pinSteps + launchSteps;
    const readyNs = startNs + pinNs + launch.totalNs;
    return readyNs + Math.round(((totalNs - pinNs - launch.totalNs) * (step - before)) / BOOT_STEPS);
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
