import { useRef, type ReactElement } from 'react';
import { FIELDS } from '../scenario/fields';
import { sameValue } from '../scenario/fields/field';
import type { Scenario } from '../scenario/scenario';
import { Icon } from './Icon';
import { useLaboratory } from './laboratory';
import { lateViews } from './lateViews';
import { presetTitle } from './presetTitle';
import { useAppState } from './useAppState';

const MENU_ID = 'preset-menu';

/** Which story is shown and how far it was changed; opens the list of all. */
export function PresetMenu(): ReactElement {
  const { openPreset } = useLaboratory();
  const preset = useAppState((state) => state.preset);
  const menu = useRef<HTMLDialogElement>(null);
  const choose = (name: string): void => {
    menu.current?.hidePopover();
    openPreset(name);
  };
  // Where the story that is shown stands in the list, there the keys begin.
  const begin = (): void => {
    if (menu.current?.matches(':popover-open') === true) menu.current.querySelector<HTMLElement>('[aria-current=true]')?.focus();
  };
  return (
    <>
      <button type="button" className="picker" popoverTarget={MENU_ID} aria-haspopup="dialog">
        <span className="visually-hidden">preset: </span>
        <span className="picker-title">{presetTitle(preset)}</span>
        <ChangeCount />
        <Icon name="down" />
      </button>
      <dialog ref={menu} id={MENU_ID} popover="auto" className="menu preset-menu" aria-label="Presets" onToggle={begin}>
        <lateViews.PresetChoices chosen={preset} onChoose={choose} />
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
