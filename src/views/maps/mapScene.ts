import type { Bytes, PageIndex } from '../../base/units';
import type { MapLayout } from '../../charts/maps/mapLayout';
import { LENS_PAGES } from '../../charts/maps/lensDrawing';
import type { LensLayout } from '../../charts/maps/lensDrawing';
import type { PageOrder } from '../../charts/maps/pageOrder';
import type { PageMapsProps } from './pageMapsProps';

/** Where the pointer is, since a tile of the map and a page of the lens are named differently. */
export type PointerPlace = 'map' | 'lens' | 'none';

/** What both maps share. */
export interface MapScene {
  readonly props: PageMapsProps;
  readonly pageBytes: Bytes;
  /** Of a map in CSS pixels. */
  readonly width: number;
  readonly layout: MapLayout;
  readonly order: PageOrder;
  /** Undefined while it is folded. */
  readonly lens: LensLayout | undefined;
  readonly pointer: PointerPlace;
  /** Of the words that describe both maps. */
  readonly summaryId: string;
  readonly onPointer: (place: PointerPlace, page: PageIndex | undefined) => void;
  /** Chooses a page and brings it into view. */
  readonly choose: (page: PageIndex) => void;
  readonly stepTile: (right: number, down: number) => void;
  /** Moves the chosen page as it lies in the lens. */
  readonly stepPage: (right: number, down: number) => void;
}

/** Columns of pages that a step downwards passes while the lens is folded. */
export const FOLDED_COLUMNS = 64;

/** First page of the lens of a chosen page: its block of 512. */
export function lensPageOf(chosenPage: PageIndex | undefined): PageIndex | undefined {
  return chosenPage === undefined ? undefined : Math.floor(chosenPage / LENS_PAGES) * LENS_PAGES;
}
