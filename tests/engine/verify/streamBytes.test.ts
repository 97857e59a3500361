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

const switching = (qemu: '10.0' | '10.2', parameters: object, atNs = 60e6): EngineConfig => testConfig({
  guest: { composition: { zeroShare: 0.2, sharedPages: 0 } }, workload: { writesPerSecond: 300_000, workingSetPages: 3000 }, vmm: { qemu },
  parameters: { postcopyRam: true, downtimeLimitMs: 1, ...parameters }, script: [{ atNs: 0, action: 'migrate' }, { atNs, action: 'migrate-start-postcopy' }],
});
const zeroes = { guest: { composition: { zeroShare: 0.3, sharedPages: 0 } } } as const;
const CONFIGS: Readonly<Record<string, EngineConfig>> = {
  plain: testConfig(zeroes),
  'multifd, channels find zeros': testConfig({ ...zeroes, parameters: { multifd: true } }),
  'multifd, the thread finds zeros': testConfig({ ...zeroes, parameters: { multifd: true, zeroPageDetection: 'legacy' } }),
  'multifd of 7.2': testConfig({ ...zeroes, vmm: { qemu: '7.2' }, parameters: { multifd: true, multifdChannels: 5 } }),
  'xbzrle, a few writes a page': testConfig({ ...zeroes, workload: { writesPerSecond: 20_000, bytesPerWrite: 200 }, parameters: { xbzrle: true, downtimeLimitMs: 5 } }),
  'xbzrle, many writes a page': testConfig({ ...zeroes, vmm: { qemu: '7.2' }, workload: { writesPerSecond: 200_000, workingSetPages: 500 }, parameters: { xbzrle: true, downtimeLimitMs: 5 } }),
  'xbzrle, overflows and a cache that is too small': testConfig({ ...zeroes, workload: { writesPerSecond: 40_000, bytesPerWrite: 500 }, parameters: { xbzrle: true, xbzrleCacheSize: 1 << 21, downtimeLimitMs: 12 } }),
  'xbzrle, then post-copy': switching('10.2', { xbzrle: true }, 300e6),
  'multifd, then post-copy': switching('10.2', { multifd: true }),
  'multifd, then post-copy, the thread finds zeros': switching('10.2', { multifd: true, zeroPageDetection: 'legacy' }),
  'multifd, then post-copy in the first pass': switching('10.2', { multifd: true, zeroPageDetection: 'none' }, 5e6),
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

  it('deltas were sent, and pages that had not changed', () => {
    const records = Object.entries(CONFIGS).filter(([name]) => name.startsWith('xbzrle')).map(([, config]) => {
      const simulation = new Simulation(config);
      while (!simulation.advance(Infinity, 1e9));
      const { deltas, deltaBytes, unchanged } = simulation.thread.sender.records.state;
      return { deltas, unchanged, mean: deltaBytes / deltas };
    });
    for (const { deltas } of records) expect(deltas).toBeGreaterThan(50);
    expect(records.some(({ unchanged }) => unchanged > 0)).toBe(true);
    // header, flag and length; a gap, a length and 200 bytes of one change
    expect(records[0]!.mean).toBeCloseTo(8 + 1 + 2 + 2 + 2 + 200, 0);
  });

  it.each(Object.entries(CONFIGS).filter(([name]) => name.startsWith('xbzrle')))('%s: a delta that is one byte longer than its changes make it', (_, config) => {
    let deltas = 0;
    expect(violations(config, ({ thread }) => {
      const put = thread.channel.put.bind(thread.channel);
      const { records } = thread.sender;
      const delta = records.delta.bind(records);
      records.delta = () => {
        if (deltas++ === 20) put(1);
        delta();
      };
    })).toContainEqual(expect.stringMatching(/^INV-11 \d+ bytes in the stream, \d+ by its records$/));
  });

  it('writes that the sender counts wrongly make deltas of the wrong length', () => {
    expect(violations(CONFIGS['xbzrle, a few writes a page']!, ({ thread }) => {
      const { state } = thread.sender;
      const beginSection = thread.sender.beginSection.bind(thread.sender);
      thread.sender.beginSection = () => {
        state.writesPerPage += 1;
        beginSection();
      };
    })).toContainEqual(expect.stringMatching(/^INV-11 \d+ bytes in the stream/));
  });

  it('a packet that stays behind when post-copy begins', () => {
    expect(violations(CONFIGS['multifd, then post-copy']!, ({ thread }) => {
      (thread as unknown as { emptyChannels: () => void }).emptyChannels = () => undefined;
    })).toContainEqual(expect.stringMatching(/^INV-11 \d+ bytes in the stream/));
  });

  it('a page that is taken for sent and whose record was never put', () => {
    const texts = violations(testConfig({ parameters: { maxBandwidth: 200e6 } }), ({ thread }) => {
      const sender = thread.sender as unknown as { putPlain: (pages: number) => void };
      const putPlain = sender.putPlain.bind(sender);
      let calls = 0;
      sender.putPlain = (pages) => putPlain(calls++ === 30 ? pages - 1 : pages);
    });
    expect(texts).toEqual(['INV-11 1 pages were taken for sent without a record']);
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
