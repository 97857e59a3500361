import type { PageIndex, SimNs } from '../../base/units';
import type { EngineConfig } from '../config';
import type { FaultPlan } from '../faults/faultPlan';
import { memlockedConfig } from '../faults/memlockedConfig';
import { isMemlockExceeded } from '../host/memory/memlock';
import type { LaunchCall } from '../host/kvm/launchCall';
import { regionArgs } from '../host/kvm/regionArgs';
import { MemoryManager } from '../host/memory/memoryManager';
import { ReplacedFrames } from '../host/memory/replacedFrames';
import type { PagePlanes } from '../memory/pagePlanes';
import type { EventLog } from '../record/eventLog';
import type { BootResult } from '../record/runResult';
import { BootSequence } from './bootSequence';
import { composeMemory } from './composition';
import { WrongPages } from '../verify/wrongPages';
import { Conversions } from './conversions';
import { Guest } from './guest';
import { PageStatusLife } from './pageStatusLife';
import { Readiness } from './readiness';

/** Where the guest stands for the host: `stopped` for its switchover, `moved` when it runs elsewhere. */
export type GuestPlace = 'here' | 'migrating' | 'stopped' | 'moved';

interface LifeParts {
  readonly config: EngineConfig;
  readonly planes: PagePlanes;
  readonly events: EventLog;
  readonly faults: FaultPlan;
  /** A migration samples page statuses. */
  readonly isSampled: () => boolean;
  /** How the guest's VM is launched: empty for one without SEV. */
  readonly launchCalls: () => readonly LaunchCall[];
}

/** The guest at its source host: off, booting, up, rebooting, arrived. Owns what changes with that, so that one place orders it. */
export class GuestLife {
  readonly guest: Guest;
  /** What earlier hosts got wrong and the guest has not written anew. */
  readonly wrongPages = new WrongPages();
  readonly memory: MemoryManager;
  readonly frames: ReplacedFrames;
  readonly boot: BootSequence;
  readonly readiness: Readiness;
  /** Undefined where no page is private to begin with, or the ultravisor keeps the states. */
  readonly status: PageStatusLife | undefined;
  readonly conversions: Conversions | undefined;
  private readonly parts: LifeParts;

  constructor(parts: LifeParts) {
    const { config, planes, events } = parts;
    this.parts = parts;
    this.memory = new MemoryManager(config, planes, parts.faults);
    this.frames = new ReplacedFrames({ config, planes, memory: this.memory, events, faults: parts.faults });
    this.readiness = new Readiness(config.guest, events);
    this.status = planes.privateTruth === undefined ? undefined : new PageStatusLife({ ...parts, readiness: this.readiness });
    const onRewrite = (first: PageIndex, end: PageIndex): void => {
      this.wrongPages.rewrite(first, end);
      this.frames.rewrite(first, end);
    };
    this.conversions = this.status === undefined ? undefined : new Conversions(config.seed, planes, this.status, onRewrite);
    const afterWrites = (atNs: SimNs): void => {
      this.frames.lookAtWrites(atNs);
      this.memory.pinWritten();
    };
    this.guest = new Guest(config, planes, { ...(this.conversions === undefined ? {} : { conversions: this.conversions }), afterWrites, onRewrite });
    this.boot = new BootSequence({ config, planes, memory: this.memory, guest: this.guest, status: this.status, events });
  }

  /** A script with a boot begins with a guest that is off, its memory never touched; any other with one that is up. */
  begin(): void {
    const { config, planes } = this.parts;
    composeMemory(planes, config.guest.composition, config.seed);
    if (config.script.some(({ action }) => action === 'boot')) {
      this.status?.powerOn();
      planes.zero?.fill(-1);
      this.guest.goDown(0);
      return;
    }
    this.memory.assumeRunning();
    this.readiness.assumeBooted();
    this.status?.assumeBooted();
  }

  /** `boot`; returns why not. What memlock refuses is KVM's answer. */
  startBoot(atNs: SimNs): string | undefined {
    const { config, planes, events } = this.parts;
    if (this.guest.state.up || this.boot.state.active) return 'the guest runs already';
    if (isMemlockExceeded(memlockedConfig(config, this.parts.faults), planes.pages)) {
      events.add({ atNs, kind: 'command', host: 'source', name: 'KVM_MEMORY_ENCRYPT_REG_REGION', ret: -12, args: regionArgs(['addr', 'size'], 0, Number(planes.pages)), states: ['UNPINNED', 'UNPINNED'] });
      return undefined;
    }
    const calls = this.parts.launchCalls();
    const failed = calls.find(({ ret }) => ret !== 0);
    if (failed !== undefined) {
      events.add({ atNs, kind: 'command', host: 'source', ...failed });
      return undefined;
    }
    this.readiness.reset();
    this.memory.create();
    this.memory.register(planes.pages);
    this.boot.start(atNs, calls);
    return undefined;
  }

  /**
   * The guest's kernel shuts down, the machine is reset, firmware and kernel start anew; returns why not. READY is gone from the
   * shutdown to the new kernel's late_initcall; nobody but that kernel corrects the host's list (confidential-migration.md 2.6).
   * A kexec is the same without reset and firmware.
   */
  reboot(atNs: SimNs, place: GuestPlace, isKexec = false): string | undefined {
    if (place === 'stopped') return 'the guest is stopped for the switchover';
    if (!this.guest.state.up) return 'the guest is not up';
    this.guest.goDown(atNs);
    this.status?.shutdown(atNs);
    this.status?.reset();
    this.readiness.reset();
    this.boot.restart(atNs, isKexec);
    return undefined;
  }

  /** One step of the boot; its result when the guest is up. */
  stepBoot(): BootResult | undefined {
    const result = this.boot.step();
    if (result !== undefined) this.guest.comeUp(this.boot.state.nextNs);
    return result;
  }

  /**
   * The guest has run at the destination since `resumeNs`, and that host is its own from `atNs` on: memory manager and store are those
   * of the host where it arrived, READY came along with the vCPUs, a boot that was under way goes on after the stop at `stopNs`.
   */
  takeOver(stopNs: SimNs, resumeNs: SimNs, atNs: SimNs): void {
    this.memory.takeOver(atNs);
    this.frames.takeOver();
    this.status?.takeOver();
    this.guest.goOnAtDestination(resumeNs);
    if (this.boot.state.active) this.boot.delay(stopNs, atNs);
  }

  /** The guest's VM is that of the host where it arrived: pins and frames are that VM's. */
  handOver(): void {
    this.frames.forget();
    this.memory.handOver();
  }

  /** Before a checkpoint: what is no plain data goes into the states. */
  freeze(): void {
    this.status?.freeze();
    this.memory.freeze();
    this.frames.freeze();
    this.wrongPages.freeze();
  }

  thaw(): void {
    this.status?.thaw();
    this.memory.thaw();
    this.frames.thaw();
    this.wrongPages.thaw();
  }

  /** State records, for checkpoints. */
  get states(): readonly object[] {
    const states = [this.guest.state, this.guest.clock.state, this.memory.state, this.frames.state, this.boot.state, this.readiness.state, this.wrongPages.state];
    return [...states, ...(this.status === undefined ? [] : [this.status.state]), ...(this.conversions === undefined ? [] : [this.conversions.state])];
  }
}
