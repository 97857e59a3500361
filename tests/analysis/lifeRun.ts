import { Recorder } from '../../src/engine/record/recorder';
import type { Recording } from '../../src/engine/record/recording';
import type { RunResult } from '../../src/engine/record/runResult';
import { defaultScenario } from '../../src/scenario/fields';
import type { Scenario } from '../../src/scenario/scenario';
import { toConfig } from '../../src/scenario/toConfig';

/** A scenario's run, computed to its end. */
export function lifeRun(fields: Partial<Scenario>): Recording & { readonly result: RunResult } {
  const recorder = new Recorder(toConfig({ ...defaultScenario, ...fields }), 0);
  while (!recorder.advance(1e7));
  const { result } = recorder.recording;
  if (result === undefined) throw new Error('a run that is done has a result');
  return { ...recorder.recording, result };
}
