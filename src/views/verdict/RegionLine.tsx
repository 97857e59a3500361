import { CodeText } from './CodeText';

export interface RegionLineProps {
  /** What a region of several pages costs the PSP, with its working, in one line. */
  readonly text: string;
  /** Behind a word, where there is little room. */
  readonly folded: boolean;
}

/** The marginal cost that thread 000 asks about, under what binds. */
export function RegionLine({ text, folded }: RegionLineProps) {
  if (!folded) return <p className="verdict-region"><CodeText text={text} /></p>;
  return (
    <details className="verdict-region">
      <summary>What a region of 16 KiB costs</summary>
      <p><CodeText text={text} /></p>
    </details>
  );
}
