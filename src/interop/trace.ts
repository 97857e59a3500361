import * as v from 'valibot';
import { err, ok, type Result } from '../base/result';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const amount = v.pipe(v.number(), v.finite(), v.minValue(0));

const workloadSchema = v.object({
  pattern: v.picklist(['idle', 'uniform', 'hotset', 'sequential']),
  working_set_pages: count,
  working_set_first_page: count,
  target_page_writes_per_s: amount,
  achieved_page_writes_per_s: v.optional(amount),
  achieved_during_migration_page_writes_per_s: v.optional(amount),
  words_per_write: v.optional(count, 1),
  catch_up_ms: v.optional(amount, 100),
  wakes_per_s: v.optional(amount),
  filled_pages: count,
  fill_first_page: count,
  fill_interleave: v.optional(v.tuple([count, count]), [1, 1]),
  hot_pages: v.optional(count),
  hot_share: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
  on_ms: v.optional(amount),
  off_ms: v.optional(amount),
  seed: v.optional(count, 1),
});

const parameterSchema = v.record(v.string(), v.union([v.number(), v.string(), v.boolean()]));

const actionSchema = v.object({
  do: v.picklist(['start-postcopy', 'cancel', 'kill-destination', 'set-parameters']),
  at_s: amount,
  done_at_ms: v.optional(amount),
  parameters: v.optional(parameterSchema),
});

const sampleSchema = v.object({ t_ms: v.number(), writes: count, wakes: v.optional(count) });

const finalSchema = v.object({
  status: v.string(),
  'total-time': v.optional(amount),
  downtime: v.optional(amount),
  'setup-time': v.optional(amount),
  ram: v.optional(v.object({ transferred: amount, 'dirty-sync-count': count })),
});

const traceSchema = v.object({
  id: v.string(),
  kind: v.string(),
  qemu: v.pipe(v.string(), v.regex(/^\d+\.\d+/, 'a version such as 10.0.2')),
  accel: v.optional(v.picklist(['tcg', 'kvm']), 'tcg'),
  transport: v.optional(v.string(), ''),
  link_bytes_per_s: v.nullish(v.pipe(v.number(), v.minValue(1))),
  guest: v.object({ ram_bytes: v.pipe(count, v.minValue(2 * 1024 * 1024)), page_size: v.optional(v.literal(4096), 4096), workload: workloadSchema }),
  parameters: v.optional(parameterSchema, {}),
  effective_parameters: v.optional(parameterSchema, {}),
  capabilities: v.optional(v.array(v.string()), []),
  action: v.nullish(actionSchema),
  cancelled_by_limit_at_ms: v.nullish(amount),
  guest_samples: v.optional(v.pipe(v.array(sampleSchema), v.transform((samples) => samples.slice(0, 1))), []),
  final: v.nullish(finalSchema),
});

/**
 * One recorded migration: what was known before it started, and `final`, QEMU's own account after its end, where the trace
 * still holds one. Format: tests/fixtures/qemu-traces/README.md. Polls, events and all guest samples but the first (taken
 * at the `migrate` command) are left behind: a prediction must not see them.
 */
export type Trace = v.InferOutput<typeof traceSchema>;
export type TraceWorkload = Trace['guest']['workload'];

/** Reads a trace; the error is one sentence that names the field, what it holds and what is expected. */
export function readTrace(text: string): Result<Trace, string> {
  const json = parseJson(text);
  if (!json.ok) return json;
  const checked = v.safeParse(traceSchema, json.value);
  return checked.success ? ok(checked.output) : err(sentence(checked.issues[0]));
}

function parseJson(text: string): Result<unknown, string> {
  try {
    return ok(JSON.parse(text));
  } catch (cause) {
    return err(`not JSON: ${cause instanceof Error ? cause.message.replace(/\s+/g, ' ') : 'unreadable'}`);
  }
}

function sentence(issue: v.InferIssue<typeof traceSchema>): string {
  const field = v.getDotPath(issue) ?? 'the trace';
  const expected = issue.expected === null ? issue.message : `${issue.expected} is expected`;
  return `${field} is ${issue.received}: ${expected}`;
}
