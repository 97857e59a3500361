import type { Bytes } from '../../base/units';
import type { Simulation } from '../simulation';

/** Sizes of records, written down once more: the check must not share a constant with what it checks. */
const RECORD = { plain: 4104, zero: 9 } as const;
/** The same of multifd: a page, a packet's header with its offsets, the first packet of a channel. */
const PACKET = { page: 4096, header: 1344, init: 64 } as const;

/**
 * Bytes that the records of a completed migration take, from how often each kind was sent: INV-11. Framing (sections, block
 * names, setup, device state) is what the thread put besides, counted there. Undefined where records vary in size (XBZRLE), and in
 * post-copy after multifd, whose pages went both ways.
 */
export function expectedStreamBytes(simulation: Simulation): Bytes | undefined {
  const { thread } = simulation;
  const { sender } = thread;
  const { plain, zero, hidden } = sender.sent;
  // Private pages go on the main channel, multifd or not.
  const rest = thread.state.framingBytes + sender.state.nameBytes + hidden * (thread.path?.recordBytes ?? 0);
  if (sender.xbzrle !== undefined) return undefined;
  if (sender.multifd !== undefined) return thread.postcopy.state.active ? undefined : rest + packetBytes(simulation);
  return plain * RECORD.plain + zero * RECORD.zero + rest;
}

/** Pages, and as many headers as fit into what the channels say besides: at least one for 128 pages. Zero pages are named in them, or go on the main channel. */
function packetBytes({ thread, config }: Simulation): Bytes {
  const { multifd, sent } = thread.sender;
  const { qemu } = config.vmm;
  const channelsFindZeros = qemu !== '7.2' && config.vmm.parameters.zeroPageDetection === 'multifd';
  const pages = sent.plain * PACKET.page + (qemu === '7.2' ? 0 : PACKET.init * multifd!.channels);
  const leastHeaders = Math.ceil((sent.plain + (channelsFindZeros ? sent.zero : 0)) / 128);
  const headers = Math.max(leastHeaders, Math.floor((multifd!.state.bytes - pages) / PACKET.header));
  return pages + headers * PACKET.header + (channelsFindZeros ? 0 : sent.zero * RECORD.zero);
}
