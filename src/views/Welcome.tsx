import type { ReactElement } from 'react';
import { formatDuration } from '../base/formatTime';
import { selectKnownEndNs } from '../store/selectors';
import { Icon } from './Icon';
import { useLaboratory } from './laboratory';
import { PagePane } from './Panes';
import { lateViews } from './lateViews';
import { useActions, useAppState } from './useAppState';

/**
 * First visit: what this is, the page that was chosen, and the stories to begin with.
 * @param withPage there is no other place for the page
 */
export function Welcome({ withPage = false }: { readonly withPage?: boolean }): ReactElement {
  const { openPreset } = useLaboratory();
  const preset = useAppState((state) => state.preset);
  const hasPage = useAppState((state) => state.view.page !== undefined);
  return (
    <>
      <section className="side-section" aria-label="Welcome">
        <h2>
          Sealift <span>first visit</span>
        </h2>
        <p className="prose">
          A host cannot read the memory of an encrypted guest, so it cannot simply copy it. Here every page of such a move can be
          watched. Drag any field: the whole run is computed anew while you drag.
        </p>
        <WelcomeButtons />
      </section>
      {withPage && hasPage ? <PagePane /> : null}
      <section className="side-section grow" aria-label="Stories">
        <h2>
          Stories <span>from five threads, 2019 to 2022</span>
        </h2>
        <lateViews.Stories chosen={preset} onChoose={openPreset} />
      </section>
      <p className="side-section key-hints">
        <span>
          <kbd>Space</kbd> play
        </span>
        <span>
          <kbd>,</kbd> <kbd>.</kbd> events
        </span>
        <span>
          <kbd>W</kbd> <kbd>S</kbd> zoom
        </span>
        <span>
          <kbd>?</kbd> keys
        </span>
      </p>
    </>
  );
}

function WelcomeButtons(): ReactElement {
  const { play, pause, leaveFirstVisit } = useActions();
  const playing = useAppState((state) => state.playing);
  const length = useAppState((state) => (state.computing ? '' : `${formatDuration(selectKnownEndNs(state))} `));
  return (
    <div className="button-row">
      <button type="button" className="button primary" data-hinted="play" onClick={playing ? pause : play}>
        <Icon name={playing ? 'pause' : 'play'} /> {playing ? 'Pause' : `Play ${length}in 20 s`}
      </button>
      <button type="button" className="button" onClick={leaveFirstVisit}>
        Show protocol
      </button>
    </div>
  );
}
