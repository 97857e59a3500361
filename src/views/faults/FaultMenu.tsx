import { useState, type KeyboardEvent, type ReactElement } from 'react';
import type { SimNs } from '../../base/units';
import { useLaboratory } from '../laboratory';
import { ModalDialog } from '../ModalDialog';
import { useAppState } from '../useAppState';
import { useLayout } from '../useLayout';
import type { FaultChoice } from './faultFacts';
import { FaultRow } from './FaultRow';
import './faults.css';

const NS_PER_MS = 1e6;

/** A line of the script is read by people: whole milliseconds, but for moments before the tenth. */
function roundedMoment(ns: SimNs): SimNs {
  const step = ns < 10 * NS_PER_MS ? 1000 : NS_PER_MS;
  return Math.floor(ns / step) * step;
}

/** Every word of the filter is somewhere in the fault. */
function passes(fault: FaultChoice, words: readonly string[]): boolean {
  const text = `${fault.id} ${fault.title} ${fault.symptom} ${fault.refusal ?? ''}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

/** Up and down go from one fault that can be added to the next; Enter goes from what is typed above to the first. */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const isAbove = event.target instanceof HTMLInputElement && event.target.closest('.fault-row') === null;
  const step = event.key === 'ArrowDown' || (event.key === 'Enter' && isAbove) ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (step === 0 || event.target instanceof HTMLSelectElement) return;
  event.preventDefault();
  const buttons = [...event.currentTarget.querySelectorAll<HTMLButtonElement>('.fault-add:enabled')];
  const row = event.target instanceof HTMLElement ? event.target.closest('.fault-row') : null;
  const at = buttons.findIndex((button) => button.closest('.fault-row') === row);
  buttons[at < 0 && step < 0 ? buttons.length - 1 : Math.min(Math.max(at + step, 0), buttons.length - 1)]?.focus();
}

/** The faults of the catalogue: choosing one adds it to the script, at the play head unless another time is typed. */
export function FaultMenu({ onClose }: { readonly onClose: () => void }): ReactElement {
  const { store, readings, actionText, withActionText, openLink } = useLaboratory();
  const layout = useLayout();
  const [time, setTime] = useState(() => actionText({ atNs: roundedMoment(store.getState().cursorNs), action: 'fault' }).split(':')[0] ?? '0s');
  const [filter, setFilter] = useState('');
  const menu = useAppState((state) => readings.faultMenu(state, time));
  const words = filter.toLowerCase().split(/\s+/).filter((word) => word !== '');
  const groups = (menu?.groups ?? []).map((group) => ({ ...group, faults: group.faults.filter((fault) => passes(fault, words)) })).filter(({ faults }) => faults.length > 0);
  const shown = groups.flatMap(({ faults }) => faults);
  const possible = shown.filter(({ refusal }) => refusal === undefined);
  const add = (id: string, target: string): string | undefined => {
    const changed = withActionText(store.getState().scenario, `${time}:fault:${id}${target === '' ? '' : `:${target}`}`);
    if (!changed.ok) return changed.error.text;
    const state = store.getState();
    state.changeScenario(changed.value.scenario, 'step', changed.value.notices);
    const line = changed.value.scenario.script.findLast(({ action, argument }) => action === 'fault' && argument?.startsWith(id) === true);
    // The play head stays at the fault, wherever the changed run ends.
    store.setState({ wantedNs: line?.atNs });
    state.changeView({ panel: layout === 'phone' ? 'protocol' : 'events' });
    onClose();
    return undefined;
  };
  return (
    <ModalDialog title="Faults" onClose={onClose}>
      <div className="faults" onKeyDown={moveFocus} role="presentation">
        <div className="faults-head">
          <label>
            show <input type="text" aria-label="show faults with" className="mono" placeholder="F-20, reboot, mailbox" value={filter} spellCheck={false} autoComplete="off" onChange={(event) => setFilter(event.target.value)} />
          </label>
          <label>
            inject at <input type="text" aria-label="time of the fault" className="mono" value={time} size={9} spellCheck={false} autoComplete="off" aria-invalid={menu?.timeRefusal !== undefined} aria-describedby="faults-said" onChange={(event) => setTime(event.target.value.trim())} />
          </label>
          <output id="faults-said">{menu?.timeRefusal ?? `${possible.length} of ${shown.length} can happen in this scenario then.`}</output>
        </div>
        <div className="faults-list">
          {groups.map(({ title, faults }) => (
            <section key={title} aria-label={title}>
              <h3>{title}</h3>
              <ul>
                {faults.map((fault) => (
                  <FaultRow key={fault.id} fault={fault} isTimeBad={menu?.timeRefusal !== undefined} onAdd={add} onStory={() => { onClose(); openLink(fault.story); }} />
                ))}
              </ul>
            </section>
          ))}
          {menu !== undefined && shown.length === 0 ? <p>No fault has these words.</p> : null}
        </div>
      </div>
    </ModalDialog>
  );
}
