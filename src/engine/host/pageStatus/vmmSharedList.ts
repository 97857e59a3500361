import { invariant } from '../../../base/assert';
import type { PageCount, PageIndex } from '../../../base/units';
import type { GfnRange } from './gfnRange';
import { GfnRangeSet } from './gfnRangeSet';
import type { PageStatusStore } from './pageStatusStore';

const CONTINUE = 1;
const END = 2;
const GFN_LIMIT = 0x1_0000_0000;

/**
 * The merged interface: KVM keeps nothing, the VMM keeps a list of shared regions and sends it once in the completion phase
 * as be32 words: 1, start, end (not included), repeated; then 2. GFNs have 32 bits on the wire (16 TiB).
 * Source: AMDESE/qemu sev_live_migration_v4, sev_save_outgoing_shared_regions_list; list semantics: correct, not v4's.
 */
export class VmmSharedList implements PageStatusStore<Uint8Array> {
  readonly #set = new GfnRangeSet();

  get sharedPages(): PageCount {
    return this.#set.pages;
  }

  share(first: PageIndex, pages: PageCount): void {
    this.#set.add(first, pages);
  }

  unshare(first: PageIndex, pages: PageCount): void {
    this.#set.remove(first, pages);
  }

  isShared(page: PageIndex): boolean {
    return this.#set.has(page);
  }

  ranges(window?: GfnRange): readonly GfnRange[] {
    return this.#set.ranges(window);
  }

  /** Bytes of the list on the wire: 12 per region and 4. */
  serialise(): Uint8Array {
    const ranges = this.#set.ranges();
    const bytes = new Uint8Array(ranges.length * 12 + 4);
    const view = new DataView(bytes.buffer);
    ranges.forEach((range, at) => {
      invariant(range.end < GFN_LIMIT, `shared region ends at gfn ${String(range.end)}, the stream holds 32 bits`);
      view.setUint32(at * 12, CONTINUE);
      view.setUint32(at * 12 + 4, range.start);
      view.setUint32(at * 12 + 8, range.end);
    });
    view.setUint32(ranges.length * 12, END);
    return bytes;
  }

  load(data: Uint8Array): void {
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    this.#set.clear();
    for (let at = 0; view.getUint32(at) === CONTINUE; at += 12) {
      const start = view.getUint32(at + 4);
      this.#set.add(start, view.getUint32(at + 8) - start);
    }
  }

  reset(): void {
    this.#set.clear();
  }

  fresh(): VmmSharedList {
    return new VmmSharedList();
  }
}
