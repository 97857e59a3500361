import { BootChart } from './BootChart';
import { BootTable } from './BootTable';
import type { BootFacts } from './bootFacts';
import { linkedSize } from './labText';
import { MemlockBox } from './MemlockBox';
import './labs.css';

export interface BootLabProps {
  readonly facts: BootFacts;
  /** `main`: the picture and the limit; `side`: the numbers. */
  readonly part: 'main' | 'side';
  /** Opens the scenario at hand with these changes, in the link's grammar. */
  readonly onTry: (link: string) => void;
}

/** What booting costs by size of guest and mode of pinning: measured, modelled, and for this scenario. */
export function BootLab({ facts, part, onTry }: BootLabProps) {
  const onSize = (gb: number): void => onTry(`memory=${linkedSize(gb)}`);
  if (part === 'side') return <BootTable facts={facts} onSize={onSize} />;
  return (
    <>
      <BootChart facts={facts} onSize={onSize} onPinning={(pinning) => onTry(`pinning=${pinning}`)} />
      <MemlockBox facts={facts} />
    </>
  );
}
