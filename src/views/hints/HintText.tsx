import type { ReactElement } from 'react';
import type { HintId } from './callOutPlaces';

function Swatch({ of, children }: { readonly of: 'notsent' | 'current' | 'dirty'; readonly children: string }): ReactElement {
  return (
    <span className="hint-colour">
      <i className={`hint-${of}`} /> {children}
    </span>
  );
}

/** What a newcomer needs to read the maps and to begin, in three sentences. */
export function HintText({ id, hasKeys }: { readonly id: HintId; readonly hasKeys: boolean }): ReactElement {
  switch (id) {
    case 'pixel':
      return (
        <span>
          One pixel is a tile of pages: <Swatch of="notsent">not sent yet</Swatch>, <Swatch of="current">sent</Swatch>, <Swatch of="dirty">to send again</Swatch>.
          Choose one to see them.
        </span>
      );
    case 'fills':
      return <span>It fills as pages arrive. {hasKeys ? <kbd>Space</kbd> : 'The button below'} stops and plays.</span>;
    case 'field':
      return (
        <span>
          Choose <b>psp</b>, or drag any field: the whole run is computed anew.
        </span>
      );
  }
}
