import { errnoText, statusName } from './errnoNames';
import type { RecordedEvent } from './recorded';

/** The two return channels of a command, as text. */
export interface CommandReturn {
  /** As the ladder shows it, errno and firmware status where firmware was asked: `0`, `−EIO · 0x04`, `H_PARAMETER`. */
  readonly text: string;
  /** In full, for the title and screen readers: `returns −EIO, firmware status INVALID_LEN (0x04)`. */
  readonly full: string;
  /** Name of a firmware status that nobody asked for. */
  readonly status?: string;
  /** A failure that nobody asked for. */
  readonly failed: boolean;
}

const INVALID_LEN = 4;

/** A length query asks the firmware with length 0 and must be answered -EIO and INVALID_LEN (confidential-migration.md 1.7). */
function isQuery(event: RecordedEvent): boolean {
  return event.ret === -5 && event.fwError === INVALID_LEN;
}

/** What a command returned; undefined while nothing is known of it. */
export function commandReturn(event: RecordedEvent): CommandReturn | undefined {
  const { name, ret, fwError } = event;
  if (ret === undefined && fwError === undefined) return undefined;
  const isHcall = /^(H|U)V?_/.test(name);
  const status = fwError === undefined ? undefined : statusName(name, fwError);
  const code = fwError === undefined ? undefined : `0x${Math.abs(fwError).toString(16).padStart(2, '0').toUpperCase()}`;
  if (isHcall) {
    const text = status ?? String(fwError ?? ret);
    return { text, full: `returns ${text}`, failed: (fwError ?? 0) < 0 || (ret ?? 0) < 0 };
  }
  const errno = errnoText(ret ?? 0);
  const noisy = fwError !== undefined && fwError !== 0;
  return {
    text: code === undefined ? errno : `${errno} \u00b7 ${code}`,
    full: `returns ${errno}${code === undefined ? '' : `, firmware status ${status ?? 'unknown'} (${code})`}${isQuery(event) ? ', as a length query must' : ''}`,
    ...(noisy && status !== undefined && !isQuery(event) ? { status } : {}),
    failed: ((ret ?? 0) < 0 || noisy) && !isQuery(event),
  };
}
