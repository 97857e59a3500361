import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { IO_BUF_BYTES, MigrationStream } from '../../../src/engine/vmm/migrationStream';

describe('the main channel as QEMUFile counts it', () => {
  test('flushes every 32 pages: 131,328 bytes', () => {
    const stream = new MigrationStream();
    const flushes = Array.from({ length: 100 }, () => stream.page());
    expect(flushes.flatMap((bytes, i) => (bytes > 0 ? [[i + 1, bytes]] : []))).toEqual([[32, 131_328], [64, 131_328], [96, 131_328]]);
    expect(stream.pendingBytes).toBe(4 * 4104);
  });

  test('flushes when the copy buffer is full, the pages referenced before included', () => {
    const stream = new MigrationStream();
    stream.page();
    expect(stream.copy(IO_BUF_BYTES - 9)).toBe(0);
    expect(stream.copy(1)).toBe(IO_BUF_BYTES + 4096);
    expect(stream.pendingBytes).toBe(0);
    expect(stream.copy(3 * IO_BUF_BYTES + 5)).toBe(3 * IO_BUF_BYTES);
    expect(stream.state.bufferedBytes).toBe(5);
  });

  test('zero records alone flush after 3,641 of them: the last one is cut in two', () => {
    const stream = new MigrationStream();
    let count = 1;
    while (stream.copy(9) === 0) count++;
    expect(count).toBe(3641);
    expect(stream.state).toMatchObject({ flushedBytes: 32_768, bufferedBytes: 1 });
  });

  type Put = { readonly copy: number } | { readonly page: true } | { readonly pages: number } | { readonly flush: true };
  const put: fc.Arbitrary<Put> = fc.oneof(
    fc.record({ copy: fc.oneof(fc.nat(50), fc.nat(70_000)) }),
    fc.record({ page: fc.constant(true as const) }),
    fc.record({ pages: fc.nat(100) }),
    fc.record({ flush: fc.constant(true as const) }),
  );

  test('loses and invents no byte: queued = flushed + pending, and each call says what it flushed', () => {
    fc.assert(
      fc.property(fc.array(put, { maxLength: 60 }), (puts) => {
        const stream = new MigrationStream();
        const naive = new MigrationStream();
        let put = 0;
        let flushed = 0;
        for (const now of puts) {
          if ('copy' in now) {
            put += now.copy;
            flushed += stream.copy(now.copy);
            naive.copy(now.copy);
          } else if ('page' in now) {
            put += 4104;
            flushed += stream.page();
            naive.page();
          } else if ('flush' in now) {
            flushed += stream.flush();
            naive.flush();
          } else {
            put += now.pages * 4104;
            const fits = stream.state.bufferedBytes + now.pages * 8 < IO_BUF_BYTES;
            if (fits) flushed += stream.pages(now.pages);
            else for (let i = 0; i < now.pages; i++) flushed += stream.page();
            for (let i = 0; i < now.pages; i++) naive.page();
          }
          expect(stream.state).toEqual(naive.state);
          expect(stream.state).toMatchObject({ queuedBytes: put, flushedBytes: flushed });
          expect(stream.pendingBytes).toBe(put - flushed);
          expect(stream.state.bufferedBytes).toBeLessThan(IO_BUF_BYTES);
          expect(stream.state.referencedPages).toBeLessThan(32);
        }
      }),
    );
  });
});
