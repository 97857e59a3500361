/** What a page map shows. Categories, their order and the aggregation rule: docs/reading-the-views.md. */
export const MAP_MODES = ['state', 'status', 'sent', 'age', 'pinned', 'integrity', 'gfn'] as const;
export type MapMode = (typeof MAP_MODES)[number];

/**
 * Codes of a cell, one byte, per mode. In `state` and `status` the classes 1+, 16+, 128+, 384+ are shares of 512 pages and
 * scale with the tile; the lowest is always "at least one page". A code above 7 is a critical state that rings.
 */
export const STATE_CODE = { notSent: 0, current: 1, again1: 2, again16: 3, again128: 4, again384: 5, sending: 6 } as const;
export const STATUS_CODE = { absent: 0, private: 1, sharedSome: 2, sharedMost: 3, sharedAll: 4 } as const;
/** never, once, up to 2, up to 4, below 7, 7 or more: mean sends per page of the tile. The count of a page saturates at 7. */
export const SENT_CODE = { never: 0, once: 1, upTo2: 2, upTo4: 3, upTo8: 4, more: 5 } as const;
/** Time since the tile was last sent: never, over 40 s, below 40 s, 15 s, 5 s, 1 s. */
export const AGE_CODE = { never: 0, older: 1, below40s: 2, below15s: 3, below5s: 4, below1s: 5 } as const;
export const PINNED_CODE = { none: 0, some: 1, all: 2 } as const;
export const INTEGRITY_CODE = { unchecked: 0, right: 1 } as const;
/** POWER guests only, on the source map: state of a frame, of most frames of a tile; one paged out or shared shows in any tile. */
export const GFN_CODE = { absent: 0, secure: 1, pagedOut: 2, shared: 3, normal: 4 } as const;
/** Critical states share codes over all modes. `normalInSecure`: a frame that is NORMAL in a secure VM; `corruptGfn`: one of two owners. */
export const CRITICAL_CODE = {
  stale: 8, wrongKey: 9, misclassified: 10, lost: 11, moved: 12, beliefDiffers: 13, normalInSecure: 14, corruptGfn: 15,
} as const;

/** Set in a lens byte beside its code: the page is shared with the host. Never set for a guest without a private page plane. */
export const LENS_SHARED = 0x40;

/**
 * Legend counts of a map, in pages, in this order. state: [current, again, notSent, sending, violations] (the first three sum
 * to the guest's pages); status: [private, shared, beliefDiffers, absent] (private, shared and absent sum); sent: pages by
 * code of SENT_CODE; age: pages by AGE_CODE; pinned: [pinned, notPinned, moved] (the first two sum); integrity: [right,
 * stale, wrongKey, misclassified, lost, unchecked, moved, twoOwners] (all sum); gfn: [secure, pagedOut, shared, normal, normalInSecure,
 * absent, corrupt] (all but the last sum; absent: all of the destination).
 */
export type LegendCounts = readonly number[];
