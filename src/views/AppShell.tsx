import type { ReactElement } from 'react';
import { Answer } from './Answer';
import { Evidence } from './Evidence';
import { DesignPane } from './labs/DesignPane';
import { LabPane } from './labs/LabPane';
import { useDesigns } from './labs/useDesigns';
import { useLab } from './labs/useLab';
import { useLaboratory } from './laboratory';
import { lateViews } from './lateViews';
import { EventsPane, FaultsPane, LadderPane, PagePane, TimelinePane } from './Panes';
import { NoticeList } from './NoticeList';
import { PanelTabs } from './PanelTabs';
import { PhoneTransport } from './PhoneTransport';
import { ScenarioPanel } from './ScenarioPanel';
import { SIDE_PANELS, usePanels } from './shellPanels';
import { TopBar } from './TopBar';
import { useActions, useAppState } from './useAppState';
import { useLayout } from './useLayout';
import { Welcome } from './Welcome';
import './theme.css';
import './shell.css';
import './scenarioPanel.css';

/** The whole screen: top bar, scenario, centre, right column; columns become tabs where there is no room for them. */
export function AppShell(): ReactElement {
  const layout = useLayout();
  const isPhone = layout === 'phone';
  const lab = useLab();
  const isWide = layout === 'wide' || layout === 'huge';
  return (
    <div className="app" data-layout={layout} data-lab={lab}>
      <SkipLink />
      <TopBar layout={layout} />
      {isPhone ? null : (
        <aside className="left" aria-label="Scenario">
          <ScenarioPanel />
        </aside>
      )}
      {isPhone ? <PhoneCentre /> : layout === 'medium' ? <TabbedCentre /> : lab === undefined ? <Centre /> : <LabCentre />}
      {isWide && lab === undefined ? <RightColumn /> : null}
      {isPhone ? <PhoneTransport /> : null}
      <Dialogs />
    </div>
  );
}

function Centre(): ReactElement {
  const designs = useDesigns();
  return (
    <main className="centre">
      <Answer />
      {designs === 'shown' ? <DesignPane /> : <Evidence />}
      <div className="centre-bottom">
        <TimelinePane />
      </div>
    </main>
  );
}

/** A lab has pictures of its own; maps and the right column's panels stand beside them, one at a time. */
function LabCentre(): ReactElement {
  return (
    <main className="centre">
      <Answer />
      <div className="lab-columns">
        <div>
          <div className="lab-main">
            <LabPane part="main" />
          </div>
          <div className="centre-bottom">
            <TimelinePane />
          </div>
        </div>
        <div>
          <LabPane part="side" />
          <PanelTabs panels={SIDE_PANELS} />
        </div>
      </div>
    </main>
  );
}

function TabbedCentre(): ReactElement {
  return (
    <main className="centre">
      <Answer />
      <PanelTabs panels={usePanels(false)} />
      <div className="centre-bottom">
        <TimelinePane />
      </div>
    </main>
  );
}

function PhoneCentre(): ReactElement {
  return (
    <main className="centre">
      <NoticeList />
      <Answer />
      <PanelTabs panels={usePanels(true)} />
    </main>
  );
}

function RightColumn(): ReactElement {
  const { readings } = useLaboratory();
  const firstVisit = useAppState((state) => state.firstVisit);
  const blocked = useAppState(readings.blocked);
  return (
    <aside className="right" aria-label="Protocol, events and page">
      {firstVisit ? (
        <Welcome withPage />
      ) : (
        <>
          <LadderPane />
          {blocked === undefined ? (
            <EventsPane />
          ) : (
            <>
              <FaultsPane />
              <lateViews.BlockedAnswer qmp={blocked.qmp} />
            </>
          )}
          <PagePane />
        </>
      )}
    </aside>
  );
}

/** Past the top bar and the scenario, for those who come by key. */
function SkipLink(): ReactElement {
  const skip = (): void => {
    const [tab, button] = ['[role=tab][aria-selected=true]', 'button'].map((what) => document.querySelector<HTMLElement>(`.centre ${what}`));
    (tab ?? button)?.focus();
  };
  return (
    <button type="button" className="skip" onClick={skip}>
      Skip to the maps
    </button>
  );
}

function Dialogs(): ReactElement | null {
  const { openDialog } = useActions();
  const dialog = useAppState((state) => state.dialog);
  const close = (): void => openDialog(undefined);
  if (dialog === 'faults') return <lateViews.FaultMenu onClose={close} />;
  if (dialog === 'find') return <lateViews.FindDialog onClose={close} />;
  if (dialog === 'advice') return <lateViews.AdviceDialog onClose={close} />;
  if (dialog === 'settings') return <lateViews.SettingsDialog onClose={close} />;
  if (dialog === 'help') return <lateViews.HelpDialog onClose={close} />;
  return dialog === 'share' ? <lateViews.ShareDialog onClose={close} /> : null;
}
