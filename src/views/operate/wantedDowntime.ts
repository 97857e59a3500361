import { err, ok, type Result } from '../../base/result';

const MS_PER_UNIT: Readonly<Record<string, number>> = { '': 1, ms: 1, s: 1000 };
/** The longest that QEMU takes as a limit. */
const MOST_MS = 2_000_000;

/** Reads `500ms`, `1.5s` or a bare number of ms; nothing typed means any. */
export function wantedDowntime(text: string): Result<number | undefined, string> {
  const given = text.trim();
  if (given === '') return ok(undefined);
  const match = /^(\d+(?:\.\d+)?)\s*(ms|s|)$/.exec(given);
  const ms = match === null ? 0 : Math.round(Number(match[1]) * (MS_PER_UNIT[match[2] ?? ''] ?? 1));
  return ms >= 1 && ms <= MOST_MS ? ok(ms) : err('1ms to 2000s, or nothing for any.');
}
