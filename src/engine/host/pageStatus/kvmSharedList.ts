import type { PageCount, PageIndex } from '../../../base/units';
import type { GfnRange } from './gfnRange';
import { pagesOf } from './gfnRange';
import type { PageStatusStore } from './pageStatusStore';

/** One region of KVM's linked list (struct shared_region of v10). */
interface Node {
  start: PageIndex;
  end: PageIndex;
  next: Node | undefined;
}

/** KVM_GET_SHARED_PAGES_LIST and KVM_SET_SHARED_PAGES_LIST, v10 only. */
export const SHARED_PAGES_LIST_IOCTLS = { get: 0xc8, set: 0xc9 } as const;

/**
 * v10: a sorted linked list of shared regions in KVM, read and written as pairs [start, end) of u64. Walks from the
 * head, as KVM's does. Source: series v10, svm_page_enc_status_hc and svm_get_shared_pages_list.
 */
export class KvmSharedList implements PageStatusStore<Float64Array> {
  #head: Node | undefined;

  get sharedPages(): PageCount {
    return pagesOf(this.ranges());
  }

  share(first: PageIndex, pages: PageCount): void {
    if (pages <= 0) return;
    const merged: Node = { start: first, end: first + pages, next: undefined };
    let before: Node | undefined;
    let node = this.#head;
    while (node !== undefined && node.end < merged.start) {
      before = node;
      node = node.next;
    }
    while (node !== undefined && node.start <= merged.end) {
      merged.start = Math.min(merged.start, node.start);
      merged.end = Math.max(merged.end, node.end);
      node = node.next;
    }
    merged.next = node;
    this.#link(before, merged);
  }

  unshare(first: PageIndex, pages: PageCount): void {
    const end = first + pages;
    let before: Node | undefined;
    let node = this.#head;
    while (pages > 0 && node !== undefined && node.start < end) {
      const next = node.next;
      if (node.end <= first) before = node;
      else before = this.#cut(before, node, first, end);
      node = next;
    }
  }

  isShared(page: PageIndex): boolean {
    for (let node = this.#head; node !== undefined && node.start <= page; node = node.next) {
      if (page < node.end) return true;
    }
    return false;
  }

  ranges(window?: GfnRange): readonly GfnRange[] {
    const { start, end } = window ?? { start: 0, end: Infinity };
    const ranges: GfnRange[] = [];
    for (let node = this.#head; node !== undefined && node.start < end; node = node.next) {
      if (node.end > start) ranges.push({ start: Math.max(node.start, start), end: Math.min(node.end, end) });
    }
    return ranges;
  }

  serialise(): Float64Array {
    return Float64Array.from(this.ranges().flatMap((range) => [range.start, range.end]));
  }

  load(data: Float64Array): void {
    this.#head = undefined;
    for (let at = 0; at + 1 < data.length; at += 2) {
      const start = data[at] as number;
      this.share(start, (data[at + 1] as number) - start);
    }
  }

  reset(): void {
    this.#head = undefined;
  }

  fresh(): KvmSharedList {
    return new KvmSharedList();
  }

  /** Replaces a node by what lies outside [first, end); returns the last node kept before what follows. */
  #cut(before: Node | undefined, node: Node, first: PageIndex, end: PageIndex): Node | undefined {
    let last = before;
    const keep = (start: PageIndex, stop: PageIndex): void => {
      if (start >= stop) return;
      const kept: Node = { start, end: stop, next: undefined };
      this.#link(last, kept);
      last = kept;
    };
    const after = node.next;
    keep(node.start, Math.min(node.end, first));
    keep(Math.max(node.start, end), node.end);
    this.#link(last, after);
    return last;
  }

  #link(before: Node | undefined, node: Node | undefined): void {
    if (before === undefined) this.#head = node;
    else before.next = node;
  }
}
