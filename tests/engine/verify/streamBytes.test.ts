import { describe, expect, it } from 'vitest';
import type { EngineConfig } from '../../../src/engine/config';
import { Simulation } from '../../../src/engine/simulation';
import { encryptedConfig, testConfig } from '../testConfig';

function violations(config: EngineConfig, plant: (simulation: Simulation) => void = () => undefined): readonly string[] {
  const simulation = new Simulation(config);
  plant(simulation);
  while (!simulation.advance(Infinity, 1e9));
  expect(simulation.thread.counters.status).toBe('completed');
  return simulation.state.integrity.violations.map(({ invariant, text }) => `${invariant} ${text}`);
}

const zeroes = { guest: { composition: { zeroShare: 0.3, sharedPages: 0 } } } as const;
const CONFIGS: Readonly<Record<string, EngineConfig>> = {
  plain: testConfig(zeroes),
  'multifd, channels find zeros': testConfig({ ...zeroes, parameters: { multifd: true } }),
  'multifd, the thread finds zeros': testConfig({ ...zeroes, parameters: { multifd: true, zeroPageDetection: 'legacy' } }),
  'multifd of 7.2': testConfig({ ...zeroes, vmm: { qemu: '7.2' }, parameters: { multifd: true, multifdChannels: 5 } }),
  psp: encryptedConfig('psp'),
  'multifd, private pages beside it': encryptedConfig('psp', { parameters: { multifd: true } }),
  'multifd of 7.2, private pages beside it': encryptedConfig('mailbox', { vmm: { qemu: '7.2' }, parameters: { multifd: true } }),
  'mirror-ring': encryptedConfig('mirror-ring', { helper: { imageBytes: 20_000 } }),
};

/** INV-11: the stream is the sum of its records. */
describe('bytes in the stream', () => {
  it.each(Object.entries(CONFIGS))('%s: as many as the records make', (_, config) => {
    expect(violations(config)).toEqual([]);
  });

  it.each(Object.entries(CONFIGS))('%s: one byte that no record accounts for is found', (name, config) => {
    const texts = violations(config, ({ thread, stream }) => {
      const state = name.startsWith('multifd') ? thread.sender.multifd!.state : stream.state;
      const complete = thread as unknown as { complete: () => void };
      const original = complete.complete.bind(thread);
      complete.complete = () => {
        if ('queuedBytes' in state) state.queuedBytes++;
        else state.bytes++;
        original();
      };
    });
    expect(texts).toContainEqual(expect.stringMatching(/^INV-11 \d+ bytes in the stream, \d+ by its records$/));
  });

  it('a packet without a header is found too', () => {
    expect(violations(CONFIGS['multifd of 7.2']!, ({ thread }) => {
      const multifd = thread.sender.multifd!;
      const flush = multifd.flush.bind(multifd);
      multifd.flush = () => {
        const bytes = flush();
        if (bytes > 1344 && thread.counters.dirtySyncCount === 1) multifd.state.bytes -= 1000;
        return bytes;
      };
    })).toContainEqual(expect.stringMatching(/^INV-11/));
  });
});
