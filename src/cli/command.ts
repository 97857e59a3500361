import type { Result } from '../base/result';

/** What a command that ran has to say: one JSON document for stdout, a list of them, one on each line, or a text; lines for stderr. */
export interface CommandOutput {
  readonly json: unknown;
  /** `json` is a list, printed one element per line. */
  readonly isPerLine?: boolean;
  /** Printed instead of `json`: for people. Ends in a line break. */
  readonly text?: string;
  readonly messages: readonly string[];
}

/**
 * A command takes the arguments after its name; the error is one line about bad input (exit code 2).
 * @param say prints a line on stderr at once, for a command that works for minutes
 */
export type Command = (args: readonly string[], say: (line: string) => void) => Result<CommandOutput, string>;
