import type { Bytes } from '../../base/units';
import type { Simulation } from '../simulation';

/** Sizes of records, written down once more: the check must not share a constant with what it checks. */
const RECORD = { plain: 4104, zero: 9 } as const;

/**
 * Bytes that the records of a completed migration take, from how often each kind was sent: INV-11. Framing (sections, block
 * names, setup, device state) is what the thread put besides, counted there. Undefined where records vary in size (XBZRLE).
 */
export function expectedStreamBytes(simulation: Simulation): Bytes | undefined {
  const { thread } = simulation;
  const { sender } = thread;
  if (sender.xbzrle !== undefined || sender.multifd !== undefined) return undefined;
  const { plain, zero, hidden } = sender.sent;
  const hiddenBytes = hidden * (thread.path?.recordBytes ?? 0);
  return plain * RECORD.plain + zero * RECORD.zero + hiddenBytes + thread.state.framingBytes + sender.state.nameBytes;
}
