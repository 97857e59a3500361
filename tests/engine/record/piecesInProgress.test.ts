import { expect, it } from 'vitest';
import { Recorder } from '../../../src/engine/record/recorder';
import type { SeriesSet } from '../../../src/engine/record/series';
import { decodeLinkStrict } from '../../../src/scenario/linkCodec';
import { toConfig } from '../../../src/scenario/toConfig';

function seriesOf(link: string): SeriesSet {
  const decoded = decodeLinkStrict(link);
  if (!decoded.ok) throw new Error(`bad link ${link}`);
  const recorder = new Recorder(toConfig(decoded.value.scenario), 0);
  while (!recorder.advance(1e6));
  return recorder.recording.series;
}

/** Pages per second in each span of 20 ms, from one second on. */
function ratesOf({ stepNs, length, columns }: SeriesSet): readonly number[] {
  const { last } = columns['sent-psp'];
  const span = Math.round(20e6 / stepNs);
  const starts = Array.from({ length: Math.floor(length / span) - 1 }, (_, i) => i * span).filter((start) => start * stepNs > 1e9);
  return starts.map((start) => ((last[start + span]! - last[start]!) / (span * stepNs)) * 1e9);
}

it('a steady PSP is recorded as steady, finer than its sections of 160 ms', () => {
  const rates = ratesOf(seriesOf('#v=1&guest=sev&mechanism=psp&psp-page-time=2.5ms&memory=64MiB&shared=0&writes=0&workload=idle&until=8s'));
  expect(rates.length).toBeGreaterThan(300);
  expect(Math.min(...rates)).toBeGreaterThan(340);
  expect(Math.max(...rates)).toBeLessThan(460);
});

it('all that was sent is in the last value', () => {
  const { length, columns } = seriesOf('#v=1&guest=sev&mechanism=psp&psp-page-time=100us&memory=64MiB&shared=0&writes=0&workload=idle');
  expect(columns['sent-psp'].last[length - 1]).toBe(16_384);
});
