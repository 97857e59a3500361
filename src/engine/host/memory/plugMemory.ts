import type { PageCount, PageIndex, SimNs } from '../../../base/units';
import type { EngineConfig } from '../../config';
import type { FaultPlan } from '../../faults/faultPlan';
import { memlockedConfig } from '../../faults/memlockedConfig';
import type { PageStatusLife } from '../../guest/pageStatusLife';
import { setRange } from '../../memory/bitRange';
import type { PagePlanes } from '../../memory/pagePlanes';
import { resizePlanes } from '../../memory/resizePlanes';
import type { EventLog } from '../../record/eventLog';
import type { RunEvent } from '../../record/runEvent';
import type { DirtyLog } from '../dirtyLog';
import { regionArgs } from '../kvm/regionArgs';
import type { MemoryManager } from './memoryManager';
import { isMemlockExceeded, memlockText } from './memlock';

interface PlugParts {
  readonly config: EngineConfig;
  readonly planes: PagePlanes;
  readonly memory: MemoryManager;
  readonly status: PageStatusLife | undefined;
  readonly log: DirtyLog;
  readonly events: EventLog;
  readonly faults: FaultPlan;
  /** Of the source's mirror VM, if there is one. */
  readonly mirrorState: string | undefined;
}

/**
 * Plugs `pages` of fresh memory in behind all other: a slot, registered and pinned as `pinning` says, zero and private; before its VM is
 * launched the boot registers it. In a migration every page of it is one to send. Returns the refusal if memlock has no room. Source:
 * arch/x86/kvm/svm/sev.c, sev_mem_enc_register_region; of the mirror's slot: thread 003, RAMBlockNotifier.
 */
export function plugMemory(parts: PlugParts, pages: PageCount, atNs: SimNs, isMigrating: boolean): string | undefined {
  const { config, planes, memory, status, log, events, mirrorState } = parts;
  const first: PageIndex = Number(planes.pages);
  const end: PageIndex = first + pages;
  const isEncrypted = config.guest.kind !== 'none';
  const range = `pages ${first} to ${end - 1}`;
  const command = (name: string, value: string, ret: number, told: Pick<RunEvent, 'args' | 'states'>): void => events.add({ atNs, kind: 'command', host: 'source', name, value, ret, ...told });
  const region = regionArgs(['addr', 'size'], first, pages);
  const slot = `next free slot, ${regionArgs(['guest_phys_addr', 'memory_size'], first, pages)}`;
  const pins = config.hosts.pinning === 'launch';
  const limited = memlockedConfig(config, parts.faults);
  if (isMemlockExceeded(limited, Number(end))) {
    command('KVM_MEMORY_ENCRYPT_REG_REGION', range, -12, { args: region, states: ['UNPINNED', 'UNPINNED'] });
    return memlockText(limited, Number(end));
  }
  if (hasMirror(config, isMigrating) && !isMirrorForgotten(parts.faults)) command('KVM_SET_USER_MEMORY_REGION', `mirror: ${range}`, 0, { args: slot, ...(mirrorState === undefined ? {} : { states: [mirrorState, mirrorState] }) });
  command('KVM_SET_USER_MEMORY_REGION', range, 0, { args: slot });
  if (isEncrypted && memory.state.here.alive) {
    command('KVM_MEMORY_ENCRYPT_REG_REGION', `${range}: ${pins ? 'pinned' : 'accounted'}`, 0, { args: region, states: ['UNPINNED', pins ? 'PINNED' : 'UNPINNED'] });
  }
  resizePlanes(planes, Number(end));
  showFresh(planes, first, end, isMigrating);
  if (isMigrating) log.plug(first);
  memory.state.dimms = [...memory.state.dimms, pages];
  memory.plug(first, end);
  status?.plug(first, pages, atNs);
  return undefined;
}

/** The posted mirror lives as long as its guest, the others as long as a migration. */
function hasMirror({ mechanism }: EngineConfig, isMigrating: boolean): boolean {
  return mechanism === 'mirror-rfc' || ((mechanism === 'mirror-ring' || mechanism === 'mailbox') && isMigrating);
}

/** F-30: nobody tells the mirror. */
function isMirrorForgotten(faults: FaultPlan): boolean {
  return faults.isArmed && faults.has('F-30');
}

/** Whatever the buffers hold from before a seek, new memory was never written, sent, pinned or replaced. */
function showFresh(planes: PagePlanes, first: number, end: number, isMigrating: boolean): void {
  const { dirty, toSend, sent0, sent1, sent2, stale, imported, zero, pinned, regionPinned, replaced } = planes;
  for (const plane of [dirty, toSend, sent0, sent1, sent2, stale, imported, zero, pinned, regionPinned, replaced]) plane?.fill(0, first >>> 5, end >>> 5);
  for (const plane of [zero, ...(isMigrating ? [toSend, stale, imported] : [])]) if (plane !== undefined) setRange(plane, first, end);
  planes.lastSentNs.fill(-1, Math.ceil(first / 512));
}
