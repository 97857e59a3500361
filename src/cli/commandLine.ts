import { adviseCommand } from './adviseCommand';
import { benchCommand } from './benchCommand';
import type { Command, CommandOutput } from './command';
import { faultsCommand } from './faultsCommand';
import { runCommand } from './runCommand';
import { settingsCommand } from './settingsCommand';
import { validateCommand } from './validateCommand';

export interface Streams {
  readonly out: (text: string) => void;
  readonly error: (line: string) => void;
}

const COMMANDS: ReadonlyMap<string, Command> = new Map([
  ['run', runCommand],
  ['settings', settingsCommand],
  ['advise', adviseCommand],
  ['validate', validateCommand],
  ['faults', faultsCommand],
  ['bench', benchCommand],
]);

const USAGE = `sealift: simulates the live migration of encrypted virtual machines

  run <scenario> [--lenient]    one run; scenario: a link or its fragment, a JSON file, or - for stdin
  settings <scenario> [--json]  the texts that set it up on real systems: QMP, HMP, virsh, domain XML
  advise <scenario> [--downtime=500ms] [--json]
                                what would make it converge, or stop no longer than that: each change is run
  validate <file-or-folder>...  predicts recorded QEMU migrations (.json, .json.gz) and compares
  faults [F-nn ...] [--text]    the fault catalogue, each fault in a run of its own, one JSON line each: what it shows and what detected it
  bench [--quick]               wall times and sizes of the engine on this machine

One JSON document on stdout (faults: one a line; settings, advise: text, unless --json), messages on stderr. Exit 0 when it ran, whatever came of it; 2 for bad input.
`;

/** Runs one command; returns the exit code. Bad input is one line on `error` and nothing on `out`. */
export function runCommandLine(args: readonly string[], streams: Streams): number {
  const [name, ...rest] = args;
  if (name === '--help' || name === '-h' || name === 'help') {
    streams.out(USAGE);
    return 0;
  }
  const command = COMMANDS.get(name ?? '');
  const result = command === undefined ? { ok: false as const, error: unknownCommand(name) } : command(rest, (line) => streams.error(oneLine(line)));
  if (!result.ok) {
    streams.error(oneLine(result.error));
    return 2;
  }
  for (const message of result.value.messages) streams.error(oneLine(message));
  streams.out(printed(result.value));
  return 0;
}

function printed({ json, isPerLine, text }: CommandOutput): string {
  if (text !== undefined) return text;
  if (isPerLine === true && Array.isArray(json)) return json.map((line) => `${JSON.stringify(line)}\n`).join('');
  return `${JSON.stringify(json, undefined, 2)}\n`;
}

function unknownCommand(name: string | undefined): string {
  const allowed = `allowed: ${[...COMMANDS.keys()].join(', ')}`;
  return name === undefined ? `no command is given; ${allowed}` : `\`${name.slice(0, 60)}\` is not a command; ${allowed}`;
}

/** Text of unknown origin may hold anything; a message is one line. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
}
