import { useRef, type ReactElement } from 'react';
import { MapsPane } from './Panes';
import { useElementHeight } from './useElementHeight';

/** Height of what stands around a map and its lens: tabs, title, legend. */
const CHROME = 90;

/** Gives the maps the height that the rest of the screen leaves. */
export function MapsRoom(): ReactElement {
  const room = useRef<HTMLDivElement>(null);
  const height = useElementHeight(room);
  return (
    <div ref={room} className="maps-room">
      {height === 0 ? null : <MapsPane height={height - CHROME} />}
    </div>
  );
}
