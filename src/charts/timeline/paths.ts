import type { SeriesId } from '../../engine/record/series';

/** How a page can travel, and the series that counts it. */
export interface PathInfo {
  readonly id: 'helper' | 'plain' | 'zero' | 'psp';
  readonly name: string;
  readonly series: SeriesId;
}

/** In the order of the legend. */
export const PATHS: readonly PathInfo[] = [
  { id: 'helper', name: 'helper', series: 'sent-helper' },
  { id: 'plain', name: 'plain', series: 'sent-plain' },
  { id: 'zero', name: 'zero', series: 'sent-zero' },
  { id: 'psp', name: 'PSP', series: 'sent-psp' },
];

export type PathId = PathInfo['id'];

/** From the bottom of the stack to its top: the large bands last, so that the thin ones stay on the base line. */
export const STACK_ORDER: readonly PathId[] = ['psp', 'zero', 'plain', 'helper'];
