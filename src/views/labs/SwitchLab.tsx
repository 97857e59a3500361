import { ResetBox } from './ResetBox';
import { SwitchDiagram } from './SwitchDiagram';
import type { SwitchFacts } from './switchFacts';
import { SwitchModes } from './SwitchModes';
import './labs.css';

export interface SwitchLabProps {
  readonly facts: SwitchFacts;
  readonly cursorNs: number;
  /** `main`: the ways and the states; `side`: what a reset does. */
  readonly part: 'main' | 'side';
  /** Opens the scenario at hand with these changes, in the link's grammar. */
  readonly onTry: (link: string) => void;
}

/** How a POWER guest becomes secure: the ways that were discussed, the states it passes, and what a reset shows. */
export function SwitchLab({ facts, cursorNs, part, onTry }: SwitchLabProps) {
  if (part === 'side') return <ResetBox facts={facts} />;
  return (
    <>
      <SwitchModes facts={facts} onTry={onTry} />
      <SwitchDiagram facts={facts} cursorNs={cursorNs} />
    </>
  );
}
