import { CodeText } from '../verdict/CodeText';
import type { BlockedFacts } from './blockedFacts';
import './blocked.css';

/** The sentence of a move that is refused, and its reason: stands where the verdict would. */
export function BlockedHead({ title, explanation }: Pick<BlockedFacts, 'title' | 'explanation'>) {
  return (
    <header className="blocked-head">
      <h1><CodeText text={title} /></h1>
      <p><CodeText text={explanation} /></p>
    </header>
  );
}
