import type { PageIndex } from '../base/units';
import type { Frame } from '../engine/record/frame';

/** A picture and the first page of the lens that was asked for with it. */
export interface ShownFrame extends Frame {
  readonly lensPage?: PageIndex | undefined;
}

/** The newest picture, outside React: canvases subscribe, nothing re-renders. */
export interface FrameHub {
  newest(): ShownFrame | undefined;
  /** Hands a picture to every subscriber; the one before it is then free. */
  publish(frame: ShownFrame): void;
  /** Calls at once with the newest picture, if there is one, and then with every new one. Gives back what ends it. */
  subscribe(listener: (frame: ShownFrame) => void): () => void;
  /** Buffers of pictures that nobody shows any more, each given out once. */
  takeRecycled(): ArrayBuffer[];
}

/** Buffers of two pictures suffice: one is shown while the other is filled. */
const KEPT_FRAMES = 2;

/** @param buffersOf the buffers of a frame, each once */
export function createFrameHub(buffersOf: (frame: Frame) => ArrayBuffer[]): FrameHub {
  const listeners = new Set<(frame: ShownFrame) => void>();
  let shown: ShownFrame | undefined;
  let free: ArrayBuffer[][] = [];
  return {
    newest: () => shown,
    publish(frame) {
      const before = shown;
      shown = frame;
      for (const listener of listeners) listener(frame);
      if (before !== undefined) free = [...free, buffersOf(before)].slice(-KEPT_FRAMES);
    },
    subscribe(listener) {
      listeners.add(listener);
      if (shown !== undefined) listener(shown);
      return () => listeners.delete(listener);
    },
    takeRecycled: () => free.shift() ?? [],
  };
}
