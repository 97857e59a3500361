import type { Bytes, PageCount } from '../../base/units';
import type { Simulation } from '../simulation';

/** Sizes of records, written down once more: the check must not share a constant with what it checks. */
const RECORD = { plain: 4104, zero: 9 } as const;
/** The same of multifd: a page, a packet's header with its offsets, the first packet of a channel. */
const PACKET = { page: 4096, header: 1344, init: 64 } as const;
/** Pages of the machine's other blocks, all of which cross in the first pass. Source: qemu-migration.md 1.10. */
const FIRMWARE_PAGES: PageCount = 130;

/**
 * Bytes that the records of a completed migration take, from how often each kind was sent: INV-11. Framing (sections, block
 * names, setup, device state) is what the thread put besides, counted there.
 */
export function expectedStreamBytes(simulation: Simulation): Bytes {
  const { thread } = simulation;
  const { sender } = thread;
  const { plain, zero, hidden } = sender.sent;
  // Private pages go on the main channel, multifd or not.
  const rest = thread.state.framingBytes + sender.state.nameBytes + hidden * (thread.path?.recordBytes ?? 0);
  const { beforeSwitch = sender.sent, deltas, deltaBytes } = sender.records.state;
  const onChannels = sender.multifd === undefined ? { plain: 0, zero: 0 } : beforeSwitch;
  const main = (plain - onChannels.plain - deltas) * RECORD.plain + deltaBytes + (zero - onChannels.zero) * RECORD.zero;
  return rest + main + (sender.multifd === undefined ? 0 : packetBytes(simulation, onChannels));
}

/** Pages that the sender took for sent and those that have a record, or need none: the same, or a page never left. */
export function pagesWithoutRecord({ thread: { sender } }: Simulation): PageCount {
  const { plain, zero, hidden } = sender.sent;
  const { handledBefore, unchanged } = sender.records.state;
  const firmware = sender.state.firmwarePending ? 0 : FIRMWARE_PAGES;
  return sender.state.pageEvents - handledBefore - (plain + zero + hidden - firmware + unchanged);
}

/** Pages, and as many headers as fit into what the channels say besides: at least one for 128 pages. Zero pages are named in them, or go on the main channel. */
function packetBytes({ thread, config }: Simulation, { plain, zero }: { readonly plain: PageCount; readonly zero: PageCount }): Bytes {
  const { multifd } = thread.sender;
  const { qemu } = config.vmm;
  const channelsFindZeros = qemu !== '7.2' && config.vmm.parameters.zeroPageDetection === 'multifd';
  const pages = plain * PACKET.page + (qemu === '7.2' ? 0 : PACKET.init * multifd!.channels);
  const leastHeaders = Math.ceil((plain + (channelsFindZeros ? zero : 0)) / 128);
  const headers = Math.max(leastHeaders, Math.floor((multifd!.state.bytes - pages) / PACKET.header));
  return pages + headers * PACKET.header + (channelsFindZeros ? 0 : zero * RECORD.zero);
}
