import { expect, test } from 'vitest';
import { Recorder } from '../../../src/engine/record/recorder';
import type { MigrationResult } from '../../../src/engine/record/runResult';
import { decodeLink } from '../../../src/scenario/linkCodec';
import { toConfig } from '../../../src/scenario/toConfig';

function migrationOf(link: string): MigrationResult {
  const recorder = new Recorder(toConfig(decodeLink(link).scenario), 0);
  while (!recorder.advance(1e6));
  return recorder.recording.result!.migrations[0]!;
}

test.each(['#guest=none&memory=256MiB', '#guest=none&memory=256MiB&return-path=on', '#memory=256MiB', '#memory=64MiB&mechanism=psp&workload=idle'])(
  'the parts of the downtime add up to it: %s',
  (link) => {
    const { downtimeParts, queryMigrate } = migrationOf(link);
    const { stop, lastPages, deviceState, acknowledgement } = downtimeParts!;
    expect(Math.min(stop, lastPages, deviceState, acknowledgement)).toBeGreaterThanOrEqual(0);
    expect(Math.abs(stop + lastPages + deviceState + acknowledgement - Number(queryMigrate.downtime))).toBeLessThan(1);
  },
);

test('a migration that never completes has no downtime to take apart', () => {
  expect(migrationOf('#memory=256MiB&mechanism=psp&writes=12000').downtimeParts).toBeUndefined();
});
