import { expose, wrap } from 'comlink';
import { afterEach, describe, expect, it } from 'vitest';
import { EngineClient } from '../../src/worker/client';
import { withTransfer } from '../../src/worker/engineApi';
import type { EngineWorkerHandle } from '../../src/worker/engineWorkerHandle';
import type { EngineApi } from '../../src/worker/protocol';
import { Runner } from '../../src/worker/runner';
import { countTo, countingEngine, pictureAt, WorkClock } from './countingEngine';

type Port = Parameters<typeof expose>[1];
const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

/** Workers on Node message channels that the test can kill or make deaf. */
class Yard {
  readonly started: { kill: () => void; deafen: () => void }[] = [];
  readonly heard: string[] = [];

  readonly start = (): EngineWorkerHandle => {
    const clock = new WorkClock();
    const { port1, port2 } = new MessageChannel();
    expose(withTransfer(new Runner(countingEngine(clock), clock.pace)), port1 as unknown as Port);
    const close = (): void => {
      port1.close();
      port2.close();
    };
    ends.push(close);
    const listeners: (() => void)[] = [];
    this.started.push({ kill: () => listeners.forEach((listener) => listener()), deafen: () => port1.close() });
    return { api: wrap<EngineApi>(port2 as unknown as Parameters<typeof wrap>[0]), onDeath: (listener) => void listeners.push(listener), terminate: close };
  };

  client(patienceMs?: number): EngineClient {
    const listener = {
      onRestart: (restarts: number) => void this.heard.push(`restart ${restarts}`),
      onGivenUp: () => void this.heard.push('given up'),
    };
    return new EngineClient(this.start, listener, patienceMs);
  }
}

async function untilDone(client: EngineClient) {
  for (;;) {
    const reply = await client.progress();
    if (reply.ok && reply.value.done) return reply.value;
    if (!reply.ok && reply.error.code === 'engine') throw new Error(reply.error.message);
  }
}

describe('EngineClient', () => {
  it('numbers its runs and starts one worker for them', async () => {
    const yard = new Yard();
    const client = yard.client();
    expect(await client.load(countTo(10), 1)).toMatchObject({ ok: true, value: { runId: 1 } });
    expect(await client.load(countTo(20), 1)).toMatchObject({ ok: true, value: { runId: 2, computedNs: 20 } });
    expect(yard.started).toHaveLength(1);
  });

  it('drops replies to a run that was replaced meanwhile', async () => {
    const client = new Yard().client();
    await client.load(countTo(1000), 1);
    const old = client.frame(pictureAt(5), []);
    const next = client.load(countTo(2000), 1);
    expect(await old).toMatchObject({ ok: false, error: { code: 'superseded' } });
    expect(await next).toMatchObject({ ok: true });
  });

  it('replays the run in a new worker when the old one dies: same run, same fingerprint', async () => {
    const yard = new Yard();
    const client = yard.client();
    await client.load(countTo(3_000_000), 1);
    const before = await untilDone(client);
    const cutOff = client.frame(pictureAt(5), []);
    yard.started[0]?.kill();
    expect(await cutOff).toMatchObject({ ok: false, error: { code: 'superseded' } });
    const after = await untilDone(client);
    expect(after.result).toEqual(before.result);
    expect(client.runId).toBe(1);
    expect(yard.heard).toEqual(['restart 1']);
  });

  it('gives up after two deaths in a row, and starts again for another scenario', async () => {
    const yard = new Yard();
    const client = yard.client();
    await client.load(countTo(1e9), 1);
    yard.started[0]?.kill();
    yard.started[1]?.kill();
    expect(yard.heard).toEqual(['restart 1', 'given up']);
    expect(await client.progress()).toMatchObject({ ok: false, error: { code: 'disposed' } });
    expect(await client.load(countTo(10), 1)).toMatchObject({ ok: true, value: { done: true } });
    expect(yard.started).toHaveLength(3);
  });

  it('does not add up deaths of a run that recovered in between', async () => {
    const yard = new Yard();
    const client = yard.client();
    await client.load(countTo(1000), 1);
    for (let death = 0; death < 3; death += 1) {
      await untilDone(client);
      expect(await client.frame(pictureAt(7), [])).toMatchObject({ ok: true });
      yard.started[death]?.kill();
    }
    expect(yard.heard).toEqual(['restart 1', 'restart 2', 'restart 3']);
  });

  it('finds out that a worker no longer answers', async () => {
    const yard = new Yard();
    const client = yard.client(20);
    await client.load(countTo(1000), 1);
    yard.started[0]?.deafen();
    expect(await client.series()).toMatchObject({ ok: false, error: { code: 'superseded' } });
    expect(yard.heard).toEqual(['restart 1']);
    expect(await untilDone(client)).toMatchObject({ computedNs: 1000 });
  });
});
