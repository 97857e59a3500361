import type { PageIndex } from '../../base/units';
import type { Frame, FrameRequest } from '../../engine/record/frame';
import type { MapMode } from '../../engine/record/mapMode';

/** A picture as the maps take it; it may be reused by its owner once the listener returns. */
export interface MapFrame extends Frame {
  /** First page of its lens, if it has one. */
  readonly lensPage?: PageIndex | undefined;
}
/** Which tiles of which mode the maps want to see. */
export type MapFrameRequest = Omit<FrameRequest, 'atNs'>;
export type MapModeName = MapMode;

/** Where pictures come from: the newest at once, if there is one, and then every new one. */
export interface FrameSource {
  readonly subscribe: (listener: (frame: MapFrame) => void) => () => void;
}
