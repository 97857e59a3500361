import type { Result } from '../base/result';

/** What a command that ran has to say: one JSON document for stdout, lines for stderr. */
export interface CommandOutput {
  readonly json: unknown;
  readonly messages: readonly string[];
}

/** A command takes the arguments after its name; the error is one line about bad input (exit code 2). */
export type Command = (args: readonly string[]) => Result<CommandOutput, string>;
