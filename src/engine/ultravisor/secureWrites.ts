import type { PageCount } from '../../base/units';
import type { Plane } from '../memory/pagePlanes';
import { popcount } from '../memory/popcount';
import type { SecureVm } from './secureVm';

/**
 * What the writes of a secure guest mean: a paged-out GFN is fetched by H_SVM_PAGE_IN, while there are device PFNs; one that the
 * hypervisor has as NORMAL gets a second owner. Takes the writes out of `dirty`.
 * @returns GFNs fetched
 */
export function takeWrites(vm: SecureVm, dirty: Plane, corrupt: Plane): PageCount {
  const { gfnSecure, gfnPagedOut, gfnShared } = vm.planes;
  let fetched = 0;
  for (let word = 0; word < dirty.length; word++) {
    const touched = dirty[word]!;
    if (touched === 0) continue;
    dirty[word] = 0;
    corrupt[word]! |= touched & ~(gfnSecure[word]! | gfnPagedOut[word]! | gfnShared[word]!);
    const out = touched & gfnPagedOut[word]!;
    const pages = popcount(out);
    if (pages === 0 || pages > vm.pool.free) continue;
    vm.put(word, out, 'SECURE');
    fetched += pages;
  }
  return fetched;
}
