import type { RunEvent } from '../record/runEvent';
import type { SignEvent } from './fault';
import type { JudgedRun } from './judgeFault';

/** The first event of a run that shows this sign, where the run beside it has none. */
export function shownAlone(sign: SignEvent, faulty: JudgedRun, control: JudgedRun): RunEvent | undefined {
  return control.events.some((event) => isSign(sign, event)) ? undefined : faulty.events.find((event) => isSign(sign, event));
}

function isSign(sign: SignEvent, { name, ret, fwError, value }: RunEvent): boolean {
  return name === sign.name && (sign.ret === undefined || ret === sign.ret) && (sign.fwError === undefined || fwError === sign.fwError)
    && (sign.value === undefined || (value ?? '').includes(sign.value));
}
