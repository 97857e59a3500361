import { runCommandLine } from '../../src/cli/commandLine';

export interface Invocation {
  readonly code: number;
  readonly out: string;
  readonly lines: readonly string[];
}

/** Runs a command line in this process. */
export function invoke(...args: readonly string[]): Invocation {
  let out = '';
  const lines: string[] = [];
  const code = runCommandLine(args, { out: (text) => { out += text; }, error: (line) => lines.push(line) });
  return { code, out, lines };
}
