import type { ReactElement } from 'react';
import { PRESETS } from '../scenario/presets';
import { PRESET_LINES } from '../scenario/presets/presetLines';
import { presetsByThread } from '../scenario/presets/presetsByThread';
import type { PresetChoicesProps } from './PresetChoices';
import './presetMenu.css';

const GROUPS = presetsByThread(PRESETS);

/** The stories beside a first visit, by thread; the chosen one with both of its lines. */
export function Stories({ chosen, onChoose }: PresetChoicesProps): ReactElement {
  return (
    <>
      {GROUPS.map((group) => (
        <div key={group.id} className="stories">
          <h3>
            {group.title}
            {group.date === '' ? '' : `, ${group.date}`}
          </h3>
          <ul>
            {group.presets.map(({ name, title }) => (
              <li key={name}>
                <button type="button" aria-current={name === chosen} onClick={() => onChoose(name)}>
                  <span>{title}</span>
                  <small>{PRESET_LINES[name]?.slice(0, name === chosen ? 2 : 1).join(' ')}</small>
                </button>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </>
  );
}
