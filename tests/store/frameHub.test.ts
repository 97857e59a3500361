import { describe, expect, it } from 'vitest';
import type { Frame } from '../../src/engine/record/frame';
import { createFrameHub } from '../../src/store/frameHub';

const frame = (atNs: number): Frame => ({ atNs, source: { tiles: new Uint8Array(atNs) } }) as unknown as Frame;
const hub = () => createFrameHub((picture) => [picture.source.tiles.buffer as ArrayBuffer]);

describe('frameHub', () => {
  it('tells every subscriber of every picture, and a late one of the newest', () => {
    const frames = hub();
    const seen: string[] = [];
    const end = frames.subscribe((picture) => seen.push(`a${picture.atNs}`));
    frames.publish(frame(1));
    frames.subscribe((picture) => seen.push(`b${picture.atNs}`));
    frames.publish(frame(2));
    end();
    frames.publish(frame(3));
    expect(seen).toEqual(['a1', 'b1', 'a2', 'b2', 'b3']);
    expect(frames.newest()?.atNs).toBe(3);
  });

  it('gives buffers back once, and never those of the picture that is shown', () => {
    const frames = hub();
    frames.publish(frame(1));
    expect(frames.takeRecycled()).toEqual([]);
    frames.publish(frame(2));
    expect(frames.takeRecycled().map((buffer) => buffer.byteLength)).toEqual([1]);
    expect(frames.takeRecycled()).toEqual([]);
  });

  it('keeps no more than two free pictures', () => {
    const frames = hub();
    for (let atNs = 1; atNs <= 9; atNs += 1) frames.publish(frame(atNs));
    expect([frames.takeRecycled(), frames.takeRecycled(), frames.takeRecycled()].map((buffers) => buffers.map((b) => b.byteLength))).toEqual([[7], [8], []]);
  });
});
