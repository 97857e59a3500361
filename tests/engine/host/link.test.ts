import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Link } from '../../../src/engine/host/link';

/** 1 byte per ns of payload, so that numbers can be read. */
const plain = { bandwidth: 1e9, payloadShare: 1, latencyNs: 0 } as const;

describe('the wire', () => {
  test('takes a write at once while its queue has room, and is busy until it is sent', () => {
    const link = new Link({ ...plain, queueBytes: 1000 });
    expect(link.write(600, 5000)).toBe(5000);
    expect(link.state.freeNs).toBe(5600);
    expect(link.write(400, 5000)).toBe(5000);
    expect(link.state.freeNs).toBe(6000);
  });

  test('blocks a writer that overfills the queue and wakes it when a third is free', () => {
    const link = new Link({ ...plain, queueBytes: 900 });
    expect(link.write(900, 0)).toBe(0);
    expect(link.write(1, 0)).toBe(901 - 600);
  });

  test('without a queue the writer waits for its last byte', () => {
    const link = new Link({ ...plain, queueBytes: 0 });
    expect(link.write(100, 50)).toBe(150);
  });

  test('headers take their share of it', () => {
    expect(new Link({ ...plain, payloadShare: 0.5, queueBytes: 0 }).write(100, 0)).toBe(200);
  });

  const writes = fc.array(fc.tuple(fc.integer({ min: 1, max: 200_000 }), fc.integer({ min: 0, max: 400_000 })), { minLength: 1, maxLength: 40 });

  test('never goes back, never sends faster than it can, never idles while something waits', () => {
    fc.assert(
      fc.property(writes, fc.constantFrom(0, 50_000, 1e6), fc.constantFrom(3.3e8, 1e9, 2.7e10), (list, queueBytes, bandwidth) => {
        const link = new Link({ bandwidth, payloadShare: 0.97, latencyNs: 0, queueBytes });
        let now = 0;
        let free = 0;
        let sum = 0;
        for (const [bytes, pause] of list) {
          now += pause;
          const start = Math.max(free, now);
          const next = link.write(bytes, now);
          sum += bytes;
          expect(next).toBeGreaterThanOrEqual(now);
          expect(link.state.freeNs).toBeGreaterThanOrEqual(free);
          expect(Number.isInteger(next) && Number.isInteger(link.state.freeNs)).toBe(true);
          // within a busy stretch only one rounding: never more than 1 ns off the exact time
          expect(Math.abs(link.state.freeNs - start - bytes * link.nsPerByte)).toBeLessThan(1 + 1e-3);
          // what still waits when the writer goes on fits the queue
          expect((link.state.freeNs - next) / link.nsPerByte).toBeLessThanOrEqual(queueBytes + 1 / link.nsPerByte);
          free = link.state.freeNs;
          now = next;
        }
        expect(link.state.bytes).toBe(sum);
        expect(link.state.busyNs / (sum * link.nsPerByte)).toBeCloseTo(1, 9);
      }),
    );
  });

  test('is cumulative: many small writes end when one large write does', () => {
    const config = { bandwidth: 7e8, payloadShare: 0.9, latencyNs: 0, queueBytes: 1e12 };
    const whole = new Link(config);
    const parts = new Link(config);
    whole.write(4104 * 100_000, 0);
    for (let i = 0; i < 100_000; i++) parts.write(4104, 0);
    expect(parts.state.freeNs).toBe(whole.state.freeNs);
  });
});
