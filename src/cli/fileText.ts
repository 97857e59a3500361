import { readFileSync, statSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { err, ok, type Result } from '../base/result';

/** Far above any scenario or trace; a wrong file is told before it fills memory. */
const MAX_BYTES = 256 * 1024 * 1024;
const STDIN = 0;

/** Text of a file, or of stdin for `-`; `.gz` is unpacked. The error names the file and what is wrong with it. */
export function fileText(path: string): Result<string, string> {
  try {
    if (path === '-') return ok(readFileSync(STDIN, 'utf8'));
    const { size } = statSync(path);
    if (size > MAX_BYTES) return err(`file \`${path}\` has ${size} bytes; allowed: up to ${MAX_BYTES}`);
    const bytes = readFileSync(path);
    return ok((path.endsWith('.gz') ? gunzipSync(bytes, { maxOutputLength: MAX_BYTES }) : bytes).toString('utf8'));
  } catch (cause) {
    return err(`file \`${path}\` cannot be read: ${reason(cause)}`);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file', EISDIR: 'it is a folder', EACCES: 'access is denied', Z_DATA_ERROR: 'it is not gzip data',
  ENAMETOOLONG: 'its name is too long', ENOTDIR: 'a part of its path is a file', Z_BUF_ERROR: 'its gzip data are cut off',
};

function reason(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return REASONS[code] ?? (cause instanceof Error ? cause.message : 'unknown reason');
}
