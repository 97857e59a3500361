import { KvmEncBitmap } from '../host/pageStatus/kvmEncBitmap';
import type { PageStatusStore } from '../host/pageStatus/pageStatusStore';
import { writePrivatePlane } from '../host/pageStatus/privatePlane';
import { syncEncBitmap } from '../host/pageStatus/syncEncBitmap';
import type { PageCount } from '../../base/units';
import type { Plane } from '../memory/pagePlanes';
import type { FaultPlan } from './faultPlan';

/**
 * QEMU's synchronisation of v1 of the series (F-08): it has only GET, at each pass, and leaves out words of 64 shared pages. True: the
 * read was done this way, and not the right way.
 */
export function readSkippingZeroWords(faults: FaultPlan, store: PageStatusStore<unknown>, belief: Plane, pages: PageCount): boolean {
  if (!faults.has('F-08')) return false;
  const fromKvm = new Int32Array(belief.length);
  writePrivatePlane(fromKvm, pages, store.ranges({ start: 0, end: Number(pages) }));
  syncEncBitmap(belief, fromKvm, 'skip-zero-words');
  return true;
}

/** GET before v5 (F-07): a read that ends at the fault's page writes the rest of its byte, as private. */
export function readUnmaskedTail(faults: FaultPlan, store: PageStatusStore<unknown>, belief: Plane): void {
  const end = faults.find('F-07')?.page;
  if (end === undefined || !(store instanceof KvmEncBitmap)) return;
  const word = end >>> 5;
  const into = belief.slice(word, word + 1);
  store.get(word * 32, end - word * 32, into, 'unmasked-tail');
  belief.set(into, word);
}
