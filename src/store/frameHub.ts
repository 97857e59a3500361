import type { Frame } from '../engine/record/frame';

/** The newest picture, outside React: canvases subscribe, nothing re-renders. */
export interface FrameHub {
  newest(): Frame | undefined;
  /** Hands a picture to every subscriber; the one before it is then free. */
  publish(frame: Frame): void;
  /** Calls at once with the newest picture, if there is one, and then with every new one. Gives back what ends it. */
  subscribe(listener: (frame: Frame) => void): () => void;
  /** Buffers of pictures that nobody shows any more, each given out once. */
  takeRecycled(): ArrayBuffer[];
}

/** Buffers of two pictures suffice: one is shown while the other is filled. */
const KEPT_FRAMES = 2;

/** @param buffersOf the buffers of a frame, each once */
export function createFrameHub(buffersOf: (frame: Frame) => ArrayBuffer[]): FrameHub {
  const listeners = new Set<(frame: Frame) => void>();
  let shown: Frame | undefined;
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
