import type { ReactElement } from 'react';
import type { Command, KeyBinding } from './command';
import { useLaboratory } from './laboratory';
import { ModalDialog } from './ModalDialog';

const GROUPS: readonly { readonly group: Command['group']; readonly title: string }[] = [
  { group: 'playing', title: 'Playing' },
  { group: 'map', title: 'Page maps' },
  { group: 'timeline', title: 'Timeline' },
  { group: 'page', title: 'Everywhere' },
];

/** How to read the screen, and all keys, from the list that the keyboard itself reads. */
export function HelpDialog({ onClose }: { readonly onClose: () => void }): ReactElement {
  const { commands } = useLaboratory();
  return (
    <ModalDialog title="Help" onClose={onClose}>
      <p className="help-reading">
        Read from top to bottom: the sentence is the answer, the maps are the evidence, the timeline is the proof. Chrome is grey; any colour is a page, a
        path or a run. <span className="estimate">est.</span> marks what rests on an estimate.
      </p>
      <div className="help">
        {GROUPS.map(({ group, title }) => (
          <section key={group} aria-label={title}>
            <h3>{title}</h3>
            <dl>
              {commands.filter((command) => command.group === group).map((command) => (
                <div key={command.id}>
                  <dt>
                    {command.keys.map((key) => (
                      <Key key={key.label} binding={key} />
                    ))}
                  </dt>
                  <dd>{command.title}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </ModalDialog>
  );
}

function Key({ binding }: { readonly binding: KeyBinding }): ReactElement {
  return <kbd>{binding.label}</kbd>;
}
