import { expect, it } from 'vitest';
import { afterPaint } from '../../src/app/afterPaint';

function frames() {
  let waiting = new Map<number, FrameRequestCallback>();
  let last = 0;
  return {
    requestAnimationFrame: (callback: FrameRequestCallback) => {
      last += 1;
      waiting.set(last, callback);
      return last;
    },
    cancelAnimationFrame: (id: number) => void waiting.delete(id),
    pass: () => {
      const due = waiting;
      waiting = new Map();
      for (const callback of due.values()) callback(0);
    },
  };
}

it('begins in the second frame, and ends when it is told to', () => {
  const screen = frames();
  const told: string[] = [];
  const end = afterPaint(screen, () => {
    told.push('begun');
    return () => void told.push('ended');
  });
  screen.pass();
  expect(told).toEqual([]);
  screen.pass();
  expect(told).toEqual(['begun']);
  end();
  expect(told).toEqual(['begun', 'ended']);
});

it.each([0, 1])('never begins when it is ended after %i frames', (passed) => {
  const screen = frames();
  const told: string[] = [];
  const end = afterPaint(screen, () => {
    told.push('begun');
    return () => undefined;
  });
  for (let i = 0; i < passed; i++) screen.pass();
  end();
  screen.pass();
  screen.pass();
  expect(told).toEqual([]);
});
