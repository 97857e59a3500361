import type { ReactNode, Ref } from 'react';
import type { Bytes, PageCount, PageIndex } from '../../base/units';
import type { FrameSource, MapFrameRequest, MapModeName } from '../../charts/maps/mapFrame';
import type { MapHost } from '../../charts/maps/mapColours';
import type { MapOrder, MapViewport } from '../../charts/maps/mapLayout';
import type { ThemeName } from '../../charts/palette';

/** What keys outside the maps may ask of them. */
export interface PageMapsHandle {
  /** One step in (1) or out (-1), at the page under the pointer, else at the chosen one, else in the middle. */
  readonly zoom: (direction: 1 | -1) => void;
  /** By a share of what is shown: -0.25 a quarter back. */
  readonly pan: (share: number) => void;
  readonly fit: () => void;
  /** Moves the chosen tile as it lies on the map. */
  readonly stepTile: (right: number, down: number) => void;
  /** Moves the chosen page as it lies in the lens. */
  readonly stepPage: (right: number, down: number) => void;
}

export interface PageMapsProps {
  /** The same object while the maps live; pictures never pass through React. */
  readonly frames: FrameSource;
  readonly guestPages: PageCount;
  /** 4 KiB unless told: 64 KiB for POWER. */
  readonly pageBytes?: Bytes;
  readonly mode: MapModeName;
  /** Modes that the scenario can have. */
  readonly modes: readonly MapModeName[];
  readonly order: MapOrder;
  readonly viewport: MapViewport;
  readonly chosenPage: PageIndex | undefined;
  readonly hoverPage: PageIndex | undefined;
  readonly theme: ThemeName;
  /** There is a GPU to draw with; without one a 2D context is faster, and takes no second to begin. */
  readonly gpu?: boolean;
  /** True silences the summaries; they speak of the moment where it stops. */
  readonly playing?: boolean;
  /** The moment as the summaries name it: `1:01.3`. */
  readonly time?: string;
  /** What has to be said of the pictures at this moment: that they are late, that they follow the scan. */
  readonly note?: string | undefined;
  /** Names of the hosts, once the guest has moved and moves on; A and B unless told. */
  readonly hostNames?: Readonly<Record<MapHost, string>>;
  /** Phone: one map at a time. */
  readonly narrow: boolean;
  /** Hosts that the run has; both unless told. */
  readonly hosts?: readonly MapHost[];
  /** Room for a map and its lens, CSS pixels; the design size unless told. */
  readonly height?: number;
  /** What stands where the lens will be while no page is chosen. */
  readonly emptyLens?: Readonly<Record<MapHost, ReactNode>>;
  readonly onMode: (mode: MapModeName) => void;
  readonly onOrder: (order: MapOrder) => void;
  readonly onViewport: (viewport: MapViewport) => void;
  readonly onChoose: (page: PageIndex | undefined) => void;
  readonly onHover: (page: PageIndex | undefined) => void;
  /** Which tiles the maps show from now on; called when layout, zoom, mode or lens change. */
  readonly onRequest: (request: MapFrameRequest) => void;
  readonly handle?: Ref<PageMapsHandle>;
}
