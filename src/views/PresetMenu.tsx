import { useRef, type KeyboardEvent, type ReactElement } from 'react';
import { FIELDS } from '../scenario/fields';
import { sameValue } from '../scenario/fields/field';
import { PRESETS } from '../scenario/presets';
import { presetsByThread } from '../scenario/presets/presetsByThread';
import type { Scenario } from '../scenario/scenario';
import { Icon } from './Icon';
import { useLaboratory } from './laboratory';
import { FIRST_VISIT_TITLE, presetTitle } from './presetTitle';
import { useAppState } from './useAppState';
import './presetMenu.css';

const MENU_ID = 'preset-menu';
const GROUPS = presetsByThread(PRESETS);

/** Which story is shown and how far it was changed; opens the list of all. */
export function PresetMenu(): ReactElement {
  const { openPreset } = useLaboratory();
  const preset = useAppState((state) => state.preset);
  const menu = useRef<HTMLDialogElement>(null);
  const choose = (name: string): void => {
    menu.current?.hidePopover();
    openPreset(name);
  };
  return (
    <>
      <button type="button" className="picker" popoverTarget={MENU_ID} aria-haspopup="dialog">
        <span className="visually-hidden">preset: </span>
        <span className="picker-title">{presetTitle(preset)}</span>
        <ChangeCount />
        <Icon name="down" />
      </button>
      <dialog ref={menu} id={MENU_ID} popover="auto" className="menu preset-menu" aria-label="Presets">
        <MenuItem title={FIRST_VISIT_TITLE} lines={[]} isChosen={preset === ''} onChoose={() => choose('')} />
        <div className="menu-groups">
          {GROUPS.map((group) => (
            <section key={group.id} aria-label={group.title}>
              <h2>{group.title} <span>{group.date}</span></h2>
              {group.presets.map((each) => (
                <MenuItem key={each.name} title={each.title} lines={each.lines} isChosen={each.name === preset} onChoose={() => choose(each.name)} />
              ))}
            </section>
          ))}
        </div>
      </dialog>
    </>
  );
}

function ChangeCount(): ReactElement | null {
  const { presetScenario } = useLaboratory();
  const count = useAppState((state) => countChanges(state.scenario, presetScenario(state.preset)));
  return count === 0 ? null : <span className="quiet">{count === 1 ? '1 change' : `${count} changes`}</span>;
}

/** Fields that differ; the script counts as one. */
function countChanges(scenario: Scenario, preset: Scenario): number {
  const fields = FIELDS.filter(({ name }) => !sameValue(scenario[name], preset[name])).length;
  return fields + (JSON.stringify(scenario.script) === JSON.stringify(preset.script) ? 0 : 1);
}

interface MenuItemProps {
  readonly title: string;
  readonly lines: readonly string[];
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}

function MenuItem({ title, lines, isChosen, onChoose }: MenuItemProps): ReactElement {
  return (
    <button type="button" className="menu-item" aria-current={isChosen} onClick={onChoose} onKeyDown={moveFocus}>
      <span>{title}</span>
      {lines.map((line) => (
        <small key={line}>{line}</small>
      ))}
    </button>
  );
}

function moveFocus(event: KeyboardEvent<HTMLButtonElement>): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (step === 0) return;
  event.preventDefault();
  const items = [...(event.currentTarget.closest('dialog')?.querySelectorAll('button') ?? [])];
  const at = items.indexOf(event.currentTarget);
  items.at((at + step + items.length) % items.length)?.focus();
}
