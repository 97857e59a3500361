import { errnoText, statusName } from './errnoNames';
import type { RecordedEvent } from './recorded';

/** The two return channels of a command, as text. */
export interface CommandReturn {
  /** As the ladder shows it: `0`, `−EIO 4`, `H_PARAMETER`. */
  readonly text: string;
  /** In full, for the title and screen readers: `returns −EIO, INVALID_LEN (0x04)`. */
  readonly full: string;
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
    text: noisy ? `${errno} ${fwError}` : errno,
    full: `returns ${errno}${noisy ? `, ${status ?? 'firmware status'} (${code})` : ''}${isQuery(event) ? ', as a length query must' : ''}`,
    failed: ((ret ?? 0) < 0 || noisy) && !isQuery(event),
  };
}
