import { ok, type Result } from '../base/result';
import { encodeLink } from '../scenario/linkCodec';
import { toConfig } from '../scenario/toConfig';
import type { Command, CommandOutput } from './command';
import { computeRun } from './computeRun';
import { runReport } from './runReport';
import { scenarioArgument } from './scenarioArgument';

/** `run <scenario> [--lenient]`: computes the run and prints what came of it. Contract: design, command line. */
export const runCommand: Command = (args): Result<CommandOutput, string> => {
  const given = scenarioArgument('run', args);
  if (!given.ok) return given;
  const { scenario, preset, notices } = given.value;
  const computed = computeRun(toConfig(scenario));
  return ok({
    json: runReport({ scenario, link: encodeLink(scenario, preset), ...computed }),
    messages: notices.map((notice) => notice.text),
  });
};
