import type { RunEvent } from '../record/runEvent';
import type { Fault } from './fault';
import type { JudgedRun } from './judgeFault';
import { newlyBroken } from './newlyBroken';
import { shownAlone } from './shownAlone';

/**
 * By what a run with a fault gave it away, beside the same run without: invariants that the oracle saw broken, in their order, then what
 * the trace of commands and events shows (`trace: SEND_START ret=-5 fw_error=7`), then another outcome. Empty: it passed unseen.
 */
export function detections({ signs }: Fault, faulty: JudgedRun, control: JudgedRun): readonly string[] {
  const invariants = new Set(newlyBroken(faulty, control).map(({ invariant }) => invariant));
  const events = (signs.events ?? []).flatMap((sign) => shownAlone(sign, faulty, control) ?? []);
  const { outcome } = faulty.result;
  return [
    ...[...invariants].toSorted(), ...new Set(events.map((event) => `trace: ${eventText(event)}`)),
    ...(outcome === control.result.outcome ? [] : [`outcome: ${outcome}`]),
  ];
}

function eventText({ name, ret, fwError, value }: RunEvent): string {
  if (ret === undefined && fwError === undefined) return value === undefined ? name : `${name} ${value}`;
  return [name, ...(ret === undefined ? [] : [`ret=${ret}`]), ...(fwError === undefined ? [] : [`fw_error=${fwError}`])].join(' ');
}
