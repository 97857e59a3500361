import { describe, expect, test } from 'vitest';
import { inTimeOrder } from '../../../src/engine/record/inTimeOrder';
import { Recorder } from '../../../src/engine/record/recorder';
import type { RunEvent } from '../../../src/engine/record/runEvent';
import { decodeLink } from '../../../src/scenario/linkCodec';
import { toConfig } from '../../../src/scenario/toConfig';

const event = (atNs: number, name: string): RunEvent => ({ atNs, kind: 'qmp', host: 'source', name });

describe('events in order of time', () => {
  test('equal times stay as they were recorded', () => {
    const names = inTimeOrder([event(5, 'a'), event(3, 'b'), event(5, 'c'), event(3, 'd')]).map(({ name }) => name);
    expect(names).toEqual(['b', 'd', 'a', 'c']);
  });

  test('a list that is ordered is not copied', () => {
    const events = [event(1, 'a'), event(1, 'b'), event(2, 'c')];
    expect(inTimeOrder(events)).toBe(events);
    expect(inTimeOrder([])).toEqual([]);
  });

  test.each(['#v=1&memory=256MiB', '#v=1&memory=256MiB&mechanism=psp', '#v=1&preset=hotplug-without-gfn-states&memory=256MiB'])('loses nothing of %s, and the guest grows by what is plugged in', (link) => {
    const recorder = new Recorder(toConfig(decodeLink(link).scenario), 0);
    while (!recorder.advance(1e7));
    expect(recorder.guestPages).toBe(recorder.recording.result!.secureSwitch === undefined ? 65536 : (256 * 2 ** 20 + 2 * 2 ** 30) / 65536);
    const { events } = recorder.recording;
    const ordered = inTimeOrder(events);
    expect(new Set(ordered)).toEqual(new Set(events));
    expect(ordered.map(({ atNs }) => atNs)).toEqual(events.map(({ atNs }) => atNs).toSorted((a, b) => a - b));
  });
});
