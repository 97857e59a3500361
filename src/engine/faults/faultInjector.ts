import type { PageCount, PageIndex, SimNs } from '../../base/units';
import type { EngineAction, EngineConfig } from '../config';
import type { GuestLife } from '../guest/guestLife';
import type { GfnRange } from '../host/pageStatus/gfnRange';
import { regionArgs } from '../host/kvm/regionArgs';
import { testBit } from '../memory/bitRange';
import type { PagePlanes } from '../memory/pagePlanes';
import type { EventLog } from '../record/eventLog';
import { badHypercalls } from './badHypercalls';
import type { FaultPlan } from './faultPlan';
import { faultRefusal } from './faultRefusal';

type FaultAction = Extract<EngineAction, { readonly action: 'fault' }>;

interface InjectorParts {
  readonly config: EngineConfig;
  readonly planes: PagePlanes;
  readonly life: GuestLife;
  readonly events: EventLog;
  readonly faults: FaultPlan;
}

/** A driver's buffer, 64 KiB: what one lost hypercall or one move of the host is about [choice]. */
const BUFFER_PAGES = 16;
/** Draws of a place before the first that fits is taken. */
const PLACE_DRAWS = 4096;
/** KVM_MIGRATION_READY and the lowest reserved bit. Source: msr.rst. */
const RESERVED_MSR_VALUE = 3n;

/**
 * How each fault of the catalogue begins. Those of a moment act here and at once; those that wait for an occasion, or that choose a
 * wrong handling, are armed, and the part that they concern asks for them.
 */
export class FaultInjector {
  private readonly parts: InjectorParts;

  constructor(parts: InjectorParts) {
    this.parts = parts;
  }

  /** Returns why the fault cannot happen, if it cannot. */
  inject(action: FaultAction, atNs: SimNs): string | undefined {
    const refusal = faultRefusal(action, this.parts.config);
    if (refusal !== undefined) return refusal;
    switch (action.fault) {
      case 'F-01': return this.loseCall(action, atNs, false);
      case 'F-02': return this.loseCall(action, atNs, true);
      case 'F-06': return this.armOnPage(action, atNs);
      case 'F-07': case 'F-08': return this.readWrongly(action, atNs);
      case 'F-20': return this.move(action, atNs);
      case 'F-39': return this.writeMsr(action, atNs);
      case 'F-40': return this.callBadly(action, atNs);
      default:
        this.arm(action, atNs);
        return undefined;
    }
  }

  private arm({ fault, target }: FaultAction, atNs: SimNs, page?: PageIndex): void {
    this.parts.faults.arm({ id: fault, atNs, ...(target === undefined ? {} : { target }), ...(page === undefined ? {} : { page }) });
  }

  /** The guest turns a buffer over and writes it anew; its call is lost on the way. */
  private loseCall(action: FaultAction, atNs: SimNs, encrypted: boolean): string | undefined {
    const { status, guest, memory } = this.parts.life;
    if (status === undefined || !guest.state.up) return 'the guest is not up';
    const truth = this.parts.planes.privateTruth!;
    const range = this.place(action, BUFFER_PAGES, encrypted ? status.layout.swiotlb : undefined, (page) => testBit(truth, page) !== encrypted);
    if (range === undefined) return `finds no ${BUFFER_PAGES} ${encrypted ? 'shared' : 'private'} pages there`;
    status.turnOverUnheard(range, encrypted, atNs);
    guest.rewrite(range.start, range.end);
    memory.rewrite(range.start, range.end);
    return undefined;
  }

  private armOnPage(action: FaultAction, atNs: SimNs): string | undefined {
    const { life, planes } = this.parts;
    if (life.status === undefined || !life.guest.state.up) return 'the guest is not up';
    const truth = planes.privateTruth!;
    const range = this.place(action, 1, undefined, (page) => testBit(truth, page) && (action.target !== undefined || !this.isWorkedOn(page)));
    if (range === undefined) return 'finds no private page there';
    this.arm(action, atNs, range.start);
    return undefined;
  }

  private isWorkedOn(page: PageIndex): boolean {
    const { firstPage, workingSetPages, kind } = this.parts.config.workload;
    return kind !== 'idle' && page >= firstPage && page < firstPage + workingSetPages;
  }

  /** QEMU's copy of KVM's bitmap is read wrongly from now on. */
  private readWrongly(action: FaultAction, atNs: SimNs): string | undefined {
    const { status } = this.parts.life;
    if (status === undefined) return 'the guest has no page status';
    const { start, end } = status.layout.swiotlb;
    const middle = Math.floor((start + end) / 16) * 8 + 3;
    const page = action.target === undefined ? middle : Number(action.target);
    if (action.fault === 'F-07' && page % 8 === 0) return `takes a page count that is no multiple of 8, ${page} is given`;
    this.arm(action, atNs, page);
    status.readAnew();
    return undefined;
  }

  /** Pins are lost, and the host moves the pages. */
  private move(action: FaultAction, atNs: SimNs): string | undefined {
    const { life, planes, events } = this.parts;
    const { memory, guest } = life;
    if (!guest.state.up) return 'the guest is not up';
    const { privateTruth, zero, dirty } = planes;
    const isWritten = (page: PageIndex): boolean => zero === undefined || !testBit(zero, page) || testBit(dirty, page);
    const range = this.place(action, BUFFER_PAGES, undefined, (page) => testBit(privateTruth!, page) && isWritten(page));
    if (range === undefined) return `finds no ${BUFFER_PAGES} private pages with contents there`;
    memory.unpin(range.start, range.end);
    memory.move(range.start, range.end);
    events.add({ atNs, kind: 'command', host: 'source', name: 'migrate_pages', value: `pages ${range.start} to ${range.end - 1}, not pinned`, args: regionArgs(['gpa', 'size'], range.start, BUFFER_PAGES), ret: 0, count: BUFFER_PAGES });
    return undefined;
  }

  private writeMsr(action: FaultAction, atNs: SimNs): string | undefined {
    const { readiness, guest } = this.parts.life;
    if (!guest.state.up) return 'the guest is not up';
    readiness.write(RESERVED_MSR_VALUE, atNs, action.target === 'accept' ? 'accept' : 'reject');
    return undefined;
  }

  private callBadly(action: FaultAction, atNs: SimNs): string | undefined {
    const { life, planes, events } = this.parts;
    const { status, guest } = life;
    if (status === undefined || !guest.state.up) return 'the guest is not up';
    const { start } = status.layout.swiotlb;
    for (const { kind, call } of badHypercalls(start)) {
      if (action.target !== undefined && action.target !== kind) continue;
      const has = status.channel.statusOf(start, 1);
      const ret = status.channel.make(call, Number(planes.pages));
      events.add({ atNs, kind: 'guest', host: 'source', name: status.channel.callName, value: kind, args: status.channel.argsOf(call), ret, states: [has, status.channel.statusOf(start, 1)] });
    }
    return undefined;
  }

  /** The target, or a drawn place in `within`, aligned to its size: all of its pages must fit. */
  private place(action: FaultAction, pages: PageCount, within: GfnRange | undefined, fits: (page: PageIndex) => boolean): GfnRange | undefined {
    const all = { start: 0, end: Number(this.parts.planes.pages) };
    if (action.target !== undefined) {
      const start = Number(action.target);
      return isAll({ start, end: start + pages }, all, fits);
    }
    const { start, end } = within ?? all;
    const first = Math.ceil(start / pages);
    const places = Math.floor(end / pages) - first;
    for (let draw = 0; draw < PLACE_DRAWS && places > 0; draw++) {
      const at = (first + Math.floor(this.parts.faults.draw() * places)) * pages;
      const range = isAll({ start: at, end: at + pages }, all, fits);
      if (range !== undefined) return range;
    }
    return undefined;
  }
}

function isAll(range: GfnRange, within: GfnRange, fits: (page: PageIndex) => boolean): GfnRange | undefined {
  return range.end <= within.end && pagesOf(range).every(fits) ? range : undefined;
}

function pagesOf({ start, end }: GfnRange): readonly PageIndex[] {
  return Array.from({ length: end - start }, (_, at) => start + at);
}

