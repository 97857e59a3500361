import type { PageCount } from '../../base/units';
import type { PagePlanes } from '../memory/pagePlanes';
import { popcount } from '../memory/popcount';
import type { GfnContext } from './frameContext';
import type { LegendCounts } from './mapMode';
import { CRITICAL_CODE, GFN_CODE } from './mapMode';
import type { TileScan } from './tileScan';

/** Frames of a word that are NORMAL while the VM is secure: the critical state of this mode. */
export function normalInSecure(planes: PagePlanes, context: GfnContext | undefined, word: number): number {
  const { gfnSecure, gfnPagedOut, gfnShared } = planes;
  if (gfnSecure === undefined || context?.vmState !== 'SECURE') return 0;
  return ~(gfnSecure[word]! | gfnPagedOut![word]! | gfnShared![word]!);
}

/** Frames of a word that the guest reads wrongly: all with two owners while the VM is not secure, before that those that are resident. */
export function twoOwners(planes: PagePlanes, context: GfnContext | undefined, word: number): number {
  const { gfnCorrupt, gfnSecure } = planes;
  if (gfnCorrupt === undefined || context === undefined) return 0;
  return context.vmState === 'NORMAL' ? gfnCorrupt[word]! : gfnCorrupt[word]! & gfnSecure![word]!;
}

/** `gfn` mode, on the source; there is no second host. */
export class GfnScan implements TileScan {
  private readonly planes: PagePlanes;
  private readonly context: GfnContext | undefined;
  private secure = 0;
  private pagedOut = 0;
  private shared = 0;
  private corrupt = 0;
  private readonly all = { pages: 0, secure: 0, pagedOut: 0, shared: 0, corrupt: 0 };

  constructor(planes: PagePlanes, context: GfnContext | undefined) {
    this.planes = planes;
    this.context = context;
  }

  add(from: number, to: number, mask: number): void {
    const { gfnSecure, gfnPagedOut, gfnShared } = this.planes;
    if (gfnSecure === undefined) return;
    for (let word = from; word < to; word++) {
      const secure = gfnSecure[word]! & mask;
      const corrupt = twoOwners(this.planes, this.context, word) & mask;
      if (corrupt !== 0) this.corrupt += popcount(corrupt);
      if (secure === -1) {
        this.secure += 32;
        continue;
      }
      this.secure += popcount(secure);
      this.pagedOut += popcount(gfnPagedOut![word]! & mask);
      this.shared += popcount(gfnShared![word]! & mask);
    }
  }

  close(pages: PageCount): number {
    const { all } = this;
    const code = this.code(pages);
    all.pages += pages;
    all.secure += this.secure;
    all.pagedOut += this.pagedOut;
    all.shared += this.shared;
    all.corrupt += this.corrupt;
    this.secure = this.pagedOut = this.shared = this.corrupt = 0;
    return code | (GFN_CODE.absent << 8);
  }

  /** A rare state shows before a common one; of secure and NORMAL the more frequent, while the VM is not secure. */
  private code(pages: PageCount): number {
    if (this.planes.gfnSecure === undefined) return GFN_CODE.absent;
    if (this.corrupt > 0) return CRITICAL_CODE.corruptGfn;
    const normal = pages - this.secure - this.pagedOut - this.shared;
    if (normal > 0 && this.context?.vmState === 'SECURE') return CRITICAL_CODE.normalInSecure;
    if (this.pagedOut > 0) return GFN_CODE.pagedOut;
    if (this.shared > 0) return GFN_CODE.shared;
    return this.secure >= normal ? GFN_CODE.secure : GFN_CODE.normal;
  }

  sourceCounts(): LegendCounts {
    const { pages, secure, pagedOut, shared, corrupt } = this.all;
    if (this.planes.gfnSecure === undefined) return this.destinationCounts();
    const normal = pages - secure - pagedOut - shared;
    const isSecure = this.context?.vmState === 'SECURE';
    return [secure, pagedOut, shared, isSecure ? 0 : normal, isSecure ? normal : 0, 0, corrupt];
  }

  destinationCounts(): LegendCounts {
    return [0, 0, 0, 0, 0, this.all.pages, 0];
  }
}
