import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { MODEL_VERSION, type EngineConfig } from '../../src/engine/config';
import { Recorder } from '../../src/engine/record/recorder';
import { GOLDEN_SCENARIOS } from './goldenScenarios';

const FILE = fileURLToPath(new URL(`fingerprints.model${MODEL_VERSION}.txt`, import.meta.url));

/** One line a scenario: what a reader can judge, then the fingerprint. */
function lineOf(name: string, config: EngineConfig): string {
  const recorder = new Recorder(config, 0);
  while (!recorder.advance(1e9));
  const { result } = recorder.recording;
  const { outcome, endNs, fingerprint, migrations, integrity } = result!;
  const last = migrations.at(-1)!;
  const pause = last.stopNs === undefined || last.resumeNs === undefined ? '' : `, pause ${last.resumeNs - last.stopNs} ns`;
  return `${name}: ${outcome} at ${endNs} ns${pause}, ${integrity.violations.length} violations, ${fingerprint}`;
}

test(`model ${MODEL_VERSION}: every scenario gives the run that it gave when its line was reviewed (docs/testing.md)`, async () => {
  expect(existsSync(FILE), `no reviewed results of model ${MODEL_VERSION}`).toBe(true);
  const lines = Object.entries(GOLDEN_SCENARIOS).map(([name, config]) => lineOf(name, config));
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(FILE);
});
