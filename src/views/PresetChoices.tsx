import type { KeyboardEvent, ReactElement } from 'react';
import { PRESETS } from '../scenario/presets';
import { PRESET_LINES } from '../scenario/presets/presetLines';
import { presetsByThread } from '../scenario/presets/presetsByThread';
import { FIRST_VISIT_TITLE } from './presetTitle';
import './presetMenu.css';

const GROUPS = presetsByThread(PRESETS);

export interface PresetChoicesProps {
  /** Name of the preset that is shown; empty on a first visit. */
  readonly chosen: string;
  readonly onChoose: (name: string) => void;
}

/** The stories of the menu, by thread; arrows go through all of them. */
export function PresetChoices({ chosen, onChoose }: PresetChoicesProps): ReactElement {
  return (
    <>
      <MenuItem title={FIRST_VISIT_TITLE} lines={[]} isChosen={chosen === ''} onChoose={() => onChoose('')} />
      <div className="menu-groups">
        {GROUPS.map((group) => (
          <section key={group.id} aria-label={group.title}>
            <h2>
              {group.title} <span>{group.date}</span>
            </h2>
            {group.presets.map(({ name, title }) => (
              <MenuItem key={name} title={title} lines={PRESET_LINES[name] ?? []} isChosen={name === chosen} onChoose={() => onChoose(name)} />
            ))}
          </section>
        ))}
      </div>
    </>
  );
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
