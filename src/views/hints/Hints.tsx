import type { ReactElement } from 'react';
import type { HintId } from './callOutPlaces';
import { HintText } from './HintText';

const HINTS: readonly HintId[] = ['pixel', 'fills', 'field'];

/** The hints as a list under the map, where a window has no room for call-outs. */
export function Hints({ hasKeys }: { readonly hasKeys: boolean }): ReactElement {
  return (
    <ol className="hints" aria-label="Hints">
      {HINTS.map((id, at) => (
        <li key={id}>
          <b>{at + 1}</b>
          <HintText id={id} hasKeys={hasKeys} />
        </li>
      ))}
    </ol>
  );
}
