import type { Frame } from './frame';

/** Buffers of a frame, each once and none empty: what is transferred with it, and given back to build the next one in. */
export function frameBuffers(frame: Frame): ArrayBuffer[] {
  const arrays = [frame.source.tiles, frame.destination.tiles, frame.source.lens, frame.destination.lens, frame.rings];
  const buffers = new Set(arrays.map((array) => array.buffer as ArrayBuffer));
  return [...buffers].filter((buffer) => buffer.byteLength > 0);
}

/** Hands out recycled buffers while they fit, and new ones after. */
export class BufferPool {
  private readonly free: ArrayBuffer[];

  /** A buffer that was transferred away has no bytes left and is passed over. */
  constructor(recycled: readonly ArrayBuffer[]) {
    this.free = [...new Set(recycled)].filter((buffer) => buffer.byteLength > 0).sort((a, b) => a.byteLength - b.byteLength);
  }

  /** An array of exactly `length` bytes with undefined content, over the smallest buffer that holds it. */
  take(length: number): Uint8Array<ArrayBuffer> {
    const index = this.free.findIndex((buffer) => buffer.byteLength >= length);
    const [buffer] = index === -1 || length === 0 ? [] : this.free.splice(index, 1);
    return new Uint8Array(buffer ?? new ArrayBuffer(length), 0, length);
  }
}
