import { err, ok, type Result } from '../base/result';
import { toConfig } from '../scenario/toConfig';
import { decodeLink } from '../scenario/linkCodec';
import type { Command, CommandOutput } from './command';
import { computeRun } from './computeRun';

const QUICK = '--quick';

/** `bench [--quick]`: wall time of the engine on this machine. */
export const benchCommand: Command = (args): Result<CommandOutput, string> => {
  const option = args.find((argument) => argument !== QUICK);
  if (option !== undefined) return err(`\`${option}\` is not an option of bench; allowed: ${QUICK}`);
  const memory = args.includes(QUICK) ? '16GiB' : '192GiB';
  const { scenario } = decodeLink(`#v=1&guest=none&memory=${memory}&bandwidth=25Gbit/s&writes=300000&working-set=${memory}&zero=10`);
  const { recording, wallMs } = computeRun(toConfig(scenario));
  return ok({ json: { memory, 'wall-ms': wallMs, cost: recording.result?.cost }, messages: [] });
};
