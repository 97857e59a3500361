import { createPlanes, type PagePlanes } from '../../../../src/engine/memory/pagePlanes';

/** Planes of `pages` pages, rounded up to 2 MiB, with nothing but what every guest has. */
export function barePlanes(pages: number): PagePlanes {
  return createPlanes(Math.ceil(pages / 512) * 512, { imported: false, zero: false, status: false, pinned: false });
}

export const KEYS = { draw: 0x12345678, mask: -0x2468ace } as const;
