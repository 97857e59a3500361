import { expose, wrap, releaseProxy, transfer } from 'comlink';
import { afterEach, describe, expect, it } from 'vitest';
import { frameBuffers } from '../../src/engine/record/frameBuffers';
import { withTransfer } from '../../src/worker/engineApi';
import type { EngineApi } from '../../src/worker/protocol';
import { Runner } from '../../src/worker/runner';
import { countTo, countingEngine, pictureAt, WorkClock } from './countingEngine';

const open: MessagePort[] = [];
afterEach(() => {
  for (const port of open.splice(0)) port.close();
});

function overChannel(api: EngineApi) {
  const { port1, port2 } = new MessageChannel();
  open.push(port1, port2);
  expose(api, port1 as unknown as Parameters<typeof expose>[1]);
  return wrap<EngineApi>(port2 as unknown as Parameters<typeof wrap>[0]);
}

describe('the engine over a message channel', () => {
  it('hands buffers over instead of copying them, and takes them back', async () => {
    const clock = new WorkClock();
    const runner = new Runner(countingEngine(clock), clock.pace);
    const handedOut: ArrayBuffer[][] = [];
    const watched: EngineApi = {
      ...withTransfer(runner),
      frame: async (...call) => {
        const reply = await withTransfer(runner).frame(...call);
        if (reply.ok) handedOut.push(frameBuffers(reply.value.frame));
        return reply;
      },
    };
    const remote = overChannel(watched);
    await remote.load(1, countTo(1000), 1e6);
    const first = await remote.frame(1, 1, pictureAt(10), []);
    if (!first.ok) throw new Error(first.error.message);
    expect(first.value.frame.source.tiles).toEqual(new Uint8Array(64).fill(3));
    expect(handedOut[0]?.map((buffer) => buffer.byteLength)).toEqual([0, 0]);

    const back = frameBuffers(first.value.frame);
    expect(back.map((buffer) => buffer.byteLength)).toEqual([64, 64]);
    await remote.frame(1, 2, pictureAt(11), transfer(back, back));
    expect(back.map((buffer) => buffer.byteLength)).toEqual([0, 0]);
    remote[releaseProxy]();
  });

  it('carries failures as plain values', async () => {
    const clock = new WorkClock();
    const remote = overChannel(withTransfer(new Runner(countingEngine(clock), clock.pace)));
    expect(await remote.progress(9)).toEqual({ ok: false, error: { code: 'disposed', message: 'run 9 is not loaded' } });
    remote[releaseProxy]();
  });
});
