import { useState, type ReactElement } from 'react';
import { CopyButton } from '../CopyButton';
import { useLaboratory } from '../laboratory';
import { ModalDialog } from '../ModalDialog';
import { useAppState } from '../useAppState';
import { CodeText } from '../verdict/CodeText';
import type { SettingsBlock } from './settingsFacts';
import './operate.css';

/** The settings of this scenario as texts for QMP, HMP and virsh; one dialect at a time, each text with a button that copies it. */
export function SettingsDialog({ onClose }: { readonly onClose: () => void }): ReactElement {
  const { readings } = useLaboratory();
  const facts = useAppState(readings.settings);
  const [chosen, setChosen] = useState<string>();
  const blocks = facts?.blocks ?? [];
  const dialects = [...new Set(blocks.map(({ dialect }) => dialect))];
  const dialect = dialects.find((each) => each === chosen) ?? dialects[0];
  return (
    <ModalDialog title="Settings to paste" onClose={onClose}>
      <p>What differs from QEMU{'\u2019'}s defaults, and what the script changes later.</p>
      <fieldset className="paste-dialects">
        <legend className="visually-hidden">Language</legend>
        {dialects.map((each) => (
          <button key={each} type="button" aria-pressed={each === dialect} onClick={() => setChosen(each)}>{each}</button>
        ))}
      </fieldset>
      {blocks.filter((block) => block.dialect === dialect).map((block) => <Paste key={block.id} block={block} />)}
      <ul className="paste-notes">
        {facts?.notes.map((note) => <li key={note}><CodeText text={note} /></li>)}
      </ul>
    </ModalDialog>
  );
}

function Paste({ block }: { readonly block: SettingsBlock }): ReactElement {
  const name = `${block.dialect}, ${block.place}`;
  const lines = block.text.split('\n').length;
  return (
    <section className="paste" aria-label={name}>
      <header>
        <h3>{block.place}</h3>
        <CopyButton label="Copy" name={`Copy: ${name}`} className="button" text={() => block.text} />
      </header>
      {/* Long lines scroll: what is pasted must not look broken. */}
      <textarea className="mono" readOnly wrap="off" rows={lines} aria-label={`text: ${name}`} value={block.text} onFocus={(event) => event.target.select()} />
    </section>
  );
}
