import { countedOne } from '../../base/countedOne';
import { formatCount } from '../../base/format';
import { ROLES_CHANGE } from '../../base/rolesChange';
import type { CommandReturn } from './commandReturn';
import { commandReturn } from './commandReturn';
import { inTime } from './playSplit';
import type { RecordedEvent } from './recorded';

/** One rung: a command on a host's line, or an exchange across both. */
export interface LadderRow {
  readonly key: string;
  readonly atNs: number;
  readonly place: 'source' | 'destination' | 'exchange';
  /** Name, arguments and count, as one would grep for them. */
  readonly text: string;
  /** Arguments that the text does not name. */
  readonly args?: string;
  /** State of guest, mirror or VM before and after; `before` is absent where it is not known. */
  readonly states?: { readonly before?: string; readonly after: string };
  readonly answer?: CommandReturn;
}

const VMM_EVENTS: ReadonlySet<string> = new Set(['STOP', 'RESUME', 'stop', 'cont']);

/** Of any command; a fault is none. */
const REFUSAL = /^(?!fault ).* refused$/;

/** Calls of the guest's kernel that its host answers. */
const GUEST_CALL = /^(KVM_HC_|WRMSR )/;

/** What belongs on the ladder: every command and call of the guest, its stop and resume, a refusal, and who is who after a move. */
function isRung(event: RecordedEvent): boolean {
  return event.kind === 'command' || (event.kind === 'guest' && GUEST_CALL.test(event.name)) || event.name === ROLES_CHANGE || (event.kind === 'qmp' && (VMM_EVENTS.has(event.name) || REFUSAL.test(event.name)));
}

function rungText(event: RecordedEvent): string {
  const count = event.count === undefined || event.count === 1 ? '' : ` \u00d7${formatCount(event.count)}`;
  const value = event.value === undefined ? '' : ` ${countedOne(event.value)}`;
  return event.name === ROLES_CHANGE ? (event.value ?? '') : `${event.name}${value}${count}`;
}

function statesOf({ states, state }: RecordedEvent): Pick<LadderRow, 'states'> {
  if (states !== undefined) return { states: { before: states[0], after: states[1] } };
  return state === undefined ? {} : { states: { after: state } };
}

/** Who makes a call of POWER: hcalls of a switch are the ultravisor's. Source: Documentation/powerpc/ultravisor.rst. */
function powerPlace({ name }: RecordedEvent): 'source' | 'destination' {
  return name.startsWith('H_SVM_') ? 'destination' : 'source';
}

/**
 * The rungs of a run, in its own order. A bulk exchange that the source starts runs across; the other host's end of it does not.
 * @param isPower the second line is the ultravisor's: there is no other host
 */
export function ladderRows(events: readonly RecordedEvent[], isPower = false): readonly LadderRow[] {
  return inTime(events.filter(isRung)).map((event, index) => {
    const answer = commandReturn(event);
    const across = event.name === ROLES_CHANGE || (event.count !== undefined && event.untilNs !== undefined && event.host === 'source');
    return {
      key: `${index}:${event.name}`,
      atNs: event.atNs,
      place: isPower ? powerPlace(event) : across ? 'exchange' : event.host,
      text: rungText(event),
      ...(event.args === undefined ? {} : { args: event.args }),
      ...statesOf(event),
      ...(answer === undefined ? {} : { answer }),
    };
  });
}
