import type { ReactElement } from 'react';
import { labOf, type LabId } from './labs/labOf';
import { LabPane } from './labs/LabPane';
import { useLaboratory } from './laboratory';
import { lateViews } from './lateViews';
import { MapsRoom } from './MapsRoom';
import { BlockedPane, EventsPane, LadderPane, MapsPane, PagePane, TimelinePane, VerdictPane } from './Panes';
import { type Panel, PanelTabs } from './PanelTabs';
import { PhoneTransport } from './PhoneTransport';
import { ScenarioPanel } from './ScenarioPanel';
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
  return (
    <main className="centre">
      <Answer />
      <Evidence />
      <div className="centre-bottom">
        <TimelinePane />
      </div>
    </main>
  );
}

/** The lab that the scenario is shown in; undefined while a migration, or nothing, is its story. */
function useLab(): LabId | undefined {
  return useAppState((state) => labOf(state.shownScenario ?? state.scenario));
}

/** A lab has pictures of its own; maps and the right column's panels stand beside them, one at a time. */
function LabCentre(): ReactElement {
  return (
    <main className="centre">
      <Answer />
      <div className="lab-columns">
        <div>
          <LabPane part="main" />
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

const MAPS: Panel = { id: 'maps', title: 'Maps', render: () => <Evidence /> };
const LAB_TITLES: Readonly<Record<LabId, string>> = { boot: 'Boot', switch: 'Switch' };
const LAB_PANELS: Readonly<Record<LabId, Panel>> = { boot: labPanel('boot'), switch: labPanel('switch') };

function labPanel(lab: LabId): Panel {
  return {
    id: 'lab',
    title: LAB_TITLES[lab],
    render: () => (
      <>
        <LabPane part="main" />
        <LabPane part="side" />
      </>
    ),
  };
}

const STORIES: Panel = { id: 'protocol', title: 'Stories', render: () => <Welcome /> };
const PAGE: Panel = { id: 'page', title: 'Page', render: () => <PagePane /> };
const SIDE_PANELS: readonly Panel[] = [
  MAPS,
  { id: 'protocol', title: 'Protocol', render: () => <LadderPane /> },
  { id: 'events', title: 'Events', render: () => <EventsPane /> },
  PAGE,
];
const FIRST_SIDE_PANELS: readonly Panel[] = [MAPS, STORIES];

/** The right column's panels; on a first visit, as there, the stories. */
function useSidePanels(): readonly Panel[] {
  return useLabPanel(useAppState((state) => state.firstVisit) ? FIRST_SIDE_PANELS : SIDE_PANELS);
}

/** The lab's panel, where the scenario has one, before the others. */
function useLabPanel(panels: readonly Panel[]): readonly Panel[] {
  const lab = useLab();
  return lab === undefined ? panels : [LAB_PANELS[lab], ...panels];
}

function TabbedCentre(): ReactElement {
  return (
    <main className="centre">
      <Answer />
      <PanelTabs panels={useSidePanels()} />
      <div className="centre-bottom">
        <TimelinePane />
      </div>
    </main>
  );
}

const TIME: Panel = { id: 'time', title: 'Time', render: () => <TimelinePane /> };
const SCENARIO: Panel = {
  id: 'scenario',
  title: 'Scenario',
  render: () => (
    <div className="left">
      <ScenarioPanel />
    </div>
  ),
};
const LADDER_AND_EVENTS: Panel = {
  id: 'protocol',
  title: 'Protocol',
  render: () => (
    <>
      <LadderPane />
      <EventsPane />
    </>
  ),
};
const PHONE_PANELS: readonly Panel[] = [MAPS, TIME, LADDER_AND_EVENTS, PAGE, SCENARIO];
const FIRST_PHONE_PANELS: readonly Panel[] = [MAPS, TIME, STORIES, PAGE, SCENARIO];

function PhoneCentre(): ReactElement {
  const firstVisit = useAppState((state) => state.firstVisit);
  return (
    <main className="centre">
      <Answer />
      <PanelTabs panels={useLabPanel(firstVisit ? FIRST_PHONE_PANELS : PHONE_PANELS)} />
    </main>
  );
}

/** What binds; or, when the engine stopped, that and what is left. Where a move is refused, the evidence says both. */
function Answer(): ReactElement | null {
  const { readings } = useLaboratory();
  const error = useAppState((state) => state.error);
  const blocked = useAppState(readings.blocked);
  if (blocked !== undefined) return null;
  if (error === undefined) return <VerdictPane />;
  return (
    <section className="failed" role="alert">
      <h1>{error}</h1>
      <p className="prose">The scenario and its link are as they were. Change a field, or undo, and it is computed anew.</p>
    </section>
  );
}

function Evidence(): ReactElement {
  const { readings } = useLaboratory();
  const isPhone = useLayout() === 'phone';
  const blocked = useAppState(readings.blocked);
  if (blocked !== undefined) return <BlockedPane facts={blocked} />;
  return isPhone ? <MapsPane /> : <MapsRoom />;
}

function RightColumn(): ReactElement {
  const { readings } = useLaboratory();
  const firstVisit = useAppState((state) => state.firstVisit);
  const blocked = useAppState(readings.blocked);
  return (
    <aside className="right" aria-label="Protocol, events and page">
      {firstVisit ? (
        <Welcome />
      ) : (
        <>
          <LadderPane />
          {blocked === undefined ? <EventsPane /> : <lateViews.BlockedAnswer qmp={blocked.qmp} />}
          <PagePane />
        </>
      )}
    </aside>
  );
}

function Dialogs(): ReactElement | null {
  const { openDialog } = useActions();
  const dialog = useAppState((state) => state.dialog);
  const close = (): void => openDialog(undefined);
  if (dialog === 'find') return <lateViews.FindDialog onClose={close} />;
  if (dialog === 'help') return <lateViews.HelpDialog onClose={close} />;
  return dialog === 'share' ? <lateViews.ShareDialog onClose={close} /> : null;
}
