import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { compare, ERROR_UNITS, summarise, type TraceComparison } from '../analysis/comparison';
import { METRICS, predict, type Metric } from '../analysis/predict';
import { err, ok, type Result } from '../base/result';
import { readTrace, type Trace } from '../interop/trace';
import type { Command, CommandOutput } from './command';
import { fileText } from './fileText';

const ALLOWED = 'allowed: recorded migrations (.json, .json.gz) or folders of them';

/** `validate <file-or-folder>...`: predicts each recorded migration from what was known before it, and compares. */
export const validateCommand: Command = (args): Result<CommandOutput, string> => {
  const option = args.find((argument) => argument.startsWith('-'));
  if (option !== undefined) return err(`\`${option}\` is not an option of validate; it takes none`);
  if (args.length === 0) return err(`validate takes at least one file or folder; ${ALLOWED}`);
  const traces = readAll(args);
  if (!traces.ok) return traces;
  const comparisons = traces.value.map((trace) => compare(trace, predict(trace)));
  return ok({ json: report(comparisons), messages: [] });
};

function readAll(paths: readonly string[]): Result<readonly Trace[], string> {
  const traces: Trace[] = [];
  for (const path of paths) {
    const files = traceFiles(path);
    if (!files.ok) return files;
    for (const file of files.value) {
      const text = fileText(file);
      if (!text.ok) return err(`${text.error}; ${ALLOWED}`);
      const trace = readTrace(text.value);
      if (!trace.ok) return err(`file \`${file}\` is not a recorded migration: ${trace.error}`);
      traces.push(trace.value);
    }
  }
  return ok(traces);
}

/** The file itself, or the traces of a folder by name. */
function traceFiles(path: string): Result<readonly string[], string> {
  if (!(statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false)) return ok([path]);
  const names = readdirSync(path).filter((name) => /\.json(\.gz)?$/.test(name)).toSorted();
  return names.length === 0 ? err(`folder \`${path}\` holds no .json or .json.gz; ${ALLOWED}`) : ok(names.map((name) => join(path, name)));
}

/** Absent figures are null: QEMU prints none of a run that did not complete, and a stripped trace has none. */
function report(comparisons: readonly TraceComparison[]): object {
  const { metrics, rightStatus, measuredRuns } = summarise(comparisons);
  return {
    runs: comparisons.map(({ id, kind, prediction, measured, error }) => ({
      id, kind,
      predicted: { status: prediction.predicted.status, ...orNull((metric) => prediction.predicted[metric]) },
      measured: measured === undefined ? null : { status: measured.status, ...orNull((metric) => measured[metric]) },
      spread: { status: prediction.statuses, ...orNull((metric) => prediction.spread[metric]) },
      error: error === undefined ? null : orNull((metric) => error[metric]),
    })),
    summary: { ...orNull((metric) => metrics[metric]), status: { right: rightStatus, of: measuredRuns } },
    'error-units': ERROR_UNITS,
  };
}

function orNull<T>(of: (metric: Metric) => T | undefined): Readonly<Record<string, T | null>> {
  return Object.fromEntries(METRICS.map((metric) => [metric, of(metric) ?? null]));
}
