import { err, ok, type Result } from '../base/result';
import type { DecodedLink } from '../scenario/linkCodec';
import { scenarioInput } from './scenarioInput';

export interface ScenarioArgument extends DecodedLink {
  /** Options that were given, dashes included; of one with a value the value. */
  readonly options: ReadonlyMap<string, string>;
}

const LENIENT = '--lenient';

/**
 * Reads the arguments of a command that takes one scenario.
 * @param allowed options besides `--lenient`; one that ends in `=` takes a value
 */
export function scenarioArgument(command: string, args: readonly string[], allowed: readonly string[] = []): Result<ScenarioArgument, string> {
  const known = [...allowed, LENIENT];
  const options = new Map<string, string>();
  const scenarios: string[] = [];
  for (const argument of args) {
    const option = known.find((each) => (each.endsWith('=') ? argument.startsWith(each) : argument === each));
    if (option !== undefined) options.set(option, argument.slice(option.length));
    else if (argument.startsWith('--')) return err(`\`${argument}\` is not an option of ${command}; allowed: ${known.join(', ')}`);
    else scenarios.push(argument);
  }
  const [scenario] = scenarios;
  if (scenario === undefined || scenarios.length > 1) return err(`${command} takes one scenario, ${scenarios.length} are given; quote a link: the shell reads & itself`);
  const decoded = scenarioInput(scenario, options.has(LENIENT));
  return decoded.ok ? ok({ ...decoded.value, options }) : decoded;
}
