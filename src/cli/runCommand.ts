import { err, ok, type Result } from '../base/result';
import { encodeLink } from '../scenario/linkCodec';
import { toConfig } from '../scenario/toConfig';
import type { Command, CommandOutput } from './command';
import { computeRun } from './computeRun';
import { runReport } from './runReport';
import { scenarioInput } from './scenarioInput';

const LENIENT = '--lenient';

/** `run <scenario> [--lenient]`: computes the run and prints what came of it. Contract: design, command line. */
export const runCommand: Command = (args): Result<CommandOutput, string> => {
  const option = args.find((argument) => argument.startsWith('--') && argument !== LENIENT);
  if (option !== undefined) return err(`\`${option}\` is not an option of run; allowed: ${LENIENT}`);
  const scenarios = args.filter((argument) => argument !== LENIENT);
  const [argument] = scenarios;
  if (argument === undefined || scenarios.length > 1) return err(`run takes one scenario, ${scenarios.length} are given; quote a link: the shell reads & itself`);
  const decoded = scenarioInput(argument, args.includes(LENIENT));
  if (!decoded.ok) return decoded;
  const { scenario, preset, notices } = decoded.value;
  const computed = computeRun(toConfig(scenario));
  return ok({
    json: runReport({ scenario, link: encodeLink(scenario, preset), ...computed }),
    messages: notices.map((notice) => notice.text),
  });
};
