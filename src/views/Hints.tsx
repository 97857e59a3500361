import type { ReactElement } from 'react';

/** What a newcomer needs to read the maps and to begin: three sentences. */
export function Hints(): ReactElement {
  return (
    <ol className="hints" aria-label="Hints">
      <li>
        <b>1</b>
        <span>Each pixel is a tile of guest memory. Grey: not sent yet. Amber: written since, to send again.</span>
      </li>
      <li>
        <b>2</b>
        <span>
          The destination starts empty and fills. <kbd>Space</kbd> stops and plays; click the timeline to go to a moment.
        </span>
      </li>
      <li>
        <b>3</b>
        <span>
          Choose <b>psp</b>, or drag any field at the left: the whole run is computed anew while you drag.
        </span>
      </li>
    </ol>
  );
}
