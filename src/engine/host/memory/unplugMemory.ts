import type { PageCount, PageIndex, SimNs } from '../../../base/units';
import type { EngineConfig } from '../../config';
import type { FaultPlan } from '../../faults/faultPlan';
import type { GuestLife } from '../../guest/guestLife';
import { testBit } from '../../memory/bitRange';
import type { PagePlanes } from '../../memory/pagePlanes';
import { resizePlanes } from '../../memory/resizePlanes';
import type { EventLog } from '../../record/eventLog';
import type { RunEvent } from '../../record/runEvent';
import type { PrivatePath } from '../../vmm/paths/privatePath';
import { pageArgs, regionArgs } from '../kvm/regionArgs';
import { pinMetadataBytes } from './pinMetadata';
import { dirtyFrames, unpinFlushed } from './unpinFlushed';

interface UnplugParts {
  readonly config: EngineConfig;
  readonly planes: PagePlanes;
  readonly life: GuestLife;
  readonly path: PrivatePath | undefined;
  readonly events: EventLog;
  readonly faults: FaultPlan;
}

/**
 * Takes the DIMM that was plugged in last out again, whole; returns why not. The guest gives back what it shares there and takes the memory
 * offline, the memslot is freed, and what it had pinned is unpinned after a flush: by the slot itself with demand pinning, by its region at
 * launch. Source: QEMU hw/mem/pc-dimm.c, pc_dimm_unplug, softmmu/physmem.c, qemu_ram_free; svm/sev.c, sev_mem_enc_unregister_region;
 * confidential-migration.md 5.3. Offlining takes no time, and what the guest had there it does not need [simplification].
 */
export function unplugMemory(parts: UnplugParts, atNs: SimNs): string | undefined {
  const { planes, life, events, path } = parts;
  const { memory, status, conversions, guest, wrongPages, frames } = life;
  const pages = memory.state.dimms.at(-1);
  const name = `dimm${memory.state.dimms.length - 1}`;
  if (pages === undefined) return "Device 'dimm0' not found";
  const first: PageIndex = Number(planes.pages) - pages;
  if (!guest.state.up) return `${name} stays: the guest is not up to answer its ACPI eject request`;
  if (status?.keepsFrom(first) === true) return `${name} stays, ACPI_DEVICE_OST: the guest does not take its bounce buffers offline`;
  conversions?.forgetFrom(first);
  status?.unplug(first, pages, atNs);
  freeSlot(parts, first, pages, atNs);
  wrongPages.rewrite(first, first + pages);
  frames.unplug(first, first + pages);
  path?.unplug(first);
  resizePlanes(planes, Number(first));
  events.add({ atNs, kind: 'qmp', host: 'source', name: 'DEVICE_DELETED', value: name });
  return undefined;
}

/** KVM_SET_USER_MEMORY_REGION with a size of 0, then QEMU frees the block: its notifiers take it from the mirror and from what is registered. */
function freeSlot(parts: UnplugParts, first: PageIndex, pages: PageCount, atNs: SimNs): void {
  const { config, path, life: { memory } } = parts;
  const mirrorState = path?.mirrorState;
  const range = `pages ${first} to ${first + pages - 1}`;
  const { kind } = config.guest;
  const args = `${pageArgs('guest_phys_addr', first)}, memory_size 0`;
  const command = (name: string, value: string, more: Pick<RunEvent, 'args' | 'states'>): void => parts.events.add({ atNs, kind: 'command', host: 'source', name, value, ret: 0, ...more });
  const isLaunch = config.hosts.pinning === 'launch';
  command('KVM_SET_USER_MEMORY_REGION', `${range}: freed`, { args });
  if (!isLaunch) givePinsBack(parts, first, pages, atNs);
  if (config.mechanism === 'mirror-rfc') command('KVM_SET_USER_MEMORY_REGION', `mirror: ${range}: freed`, { args, ...(mirrorState === undefined ? {} : { states: [mirrorState, mirrorState] }) });
  if (kind !== 'none' && memory.state.here.alive) command('KVM_MEMORY_ENCRYPT_UNREG_REGION', `${range}: ${isLaunch ? 'unpinned' : 'accounted no more'}`, { args: `${regionArgs(['addr', 'size'], first, pages)}; pages_to_lock -= ${pages}` });
  if (isLaunch) givePinsBack(parts, first, pages, atNs);
}

function givePinsBack({ config, planes, life: { memory }, faults, events }: UnplugParts, first: PageIndex, pages: PageCount, atNs: SimNs): void {
  const { privateTruth } = planes;
  const holds = memory.pinsIn(first, first + pages) > 0;
  const isFlushed = !holds || faults.take('F-23') === undefined;
  const isFrame = (page: PageIndex): boolean => privateTruth !== undefined && testBit(privateTruth, page) && memory.holdsFrame(page);
  const frames = isFlushed ? [] : dirtyFrames(faults, first, pages, isFrame);
  const { unpinned } = memory.unplug(first, first + pages, atNs, isFlushed);
  if (unpinned === 0) return;
  const bytes = pinMetadataBytes(pages, config.hosts.pinning);
  const metadata = bytes > 0 ? `; pfns[] and pinned_bitmap of ${bytes} bytes go` : '';
  unpinFlushed({ events, memory }, { atNs, host: 'source', value: `${unpinned} pages of the memslot${metadata}`, npages: unpinned, isFlushed, frames });
}
