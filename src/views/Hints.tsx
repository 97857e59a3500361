import type { ReactElement } from 'react';
import type { MapHost } from '../charts/maps/mapColours';

/** What a newcomer needs to read the maps and to begin, in three sentences; they stand where the lenses will be, or under the maps where those are folded. */
export function Hints({ host }: { readonly host: MapHost }): ReactElement {
  return (
    <ol className="hints" aria-label={`Hints: ${host}`} start={host === 'source' ? 1 : 2}>
      {host === 'source' ? (
        <li>
          <b>1</b>
          <span>
            One pixel is a tile of memory: <i className="hint-notsent" /> not sent yet, <i className="hint-current" /> sent,{' '}
            <i className="hint-dirty" /> to send again. Choose one to see its pages.
          </span>
        </li>
      ) : (
        <>
          <li>
            <b>2</b>
            <span>
              It fills as pages arrive. <kbd>Space</kbd> stops and plays.
            </span>
          </li>
          <li>
            <b>3</b>
            <span>
              Choose <b>psp</b>, or drag any field: all is computed anew.
            </span>
          </li>
        </>
      )}
    </ol>
  );
}
