import { Evidence } from './Evidence';
import { DesignPane } from './labs/DesignPane';
import { LabPane } from './labs/LabPane';
import type { LabId } from './labs/labOf';
import { useDesigns } from './labs/useDesigns';
import { useLab } from './labs/useLab';
import { EventsPane, LadderPane, PagePane, TimelinePane } from './Panes';
import type { Panel } from './PanelTabs';
import { useLaboratory } from './laboratory';
import { ScenarioPanel } from './ScenarioPanel';
import { useAppState } from './useAppState';
import { Welcome } from './Welcome';

const MAPS: Panel = { id: 'maps', title: 'Maps', render: () => <Evidence /> };
/** Where a move is refused, the checks stand in the maps' place. */
const withChecks = (panels: readonly Panel[]): readonly Panel[] => panels.map((panel) => (panel.id === 'maps' ? { ...panel, title: 'Checks' } : panel));
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
/** What stands beside the sentence where there is no right column, or beside a lab. */
export const SIDE_PANELS: readonly Panel[] = [
  MAPS,
  { id: 'protocol', title: 'Protocol', render: () => <LadderPane /> },
  { id: 'events', title: 'Events', render: () => <EventsPane /> },
  PAGE,
];
const FIRST_SIDE_PANELS: readonly Panel[] = [MAPS, STORIES, PAGE];

const DESIGNS: Panel = { id: 'designs', title: 'Designs', render: () => <DesignPane /> };

/** The lab's panel, where the scenario has one, before the others; the helper designs after them. */
function useLabPanel(panels: readonly Panel[]): readonly Panel[] {
  const lab = useLab();
  const designs = useDesigns();
  if (lab !== undefined) return [LAB_PANELS[lab], ...panels];
  return designs === 'none' ? panels : [...panels, DESIGNS];
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
const PHONE_MAPS: Panel = {
  ...MAPS,
  render: () => (
    <>
      <Evidence />
      <div className="brief-time">
        <TimelinePane brief />
      </div>
    </>
  ),
};
const PHONE_PANELS: readonly Panel[] = [PHONE_MAPS, TIME, LADDER_AND_EVENTS, PAGE, SCENARIO];
const FIRST_PHONE_PANELS: readonly Panel[] = [PHONE_MAPS, TIME, STORIES, PAGE, SCENARIO];

/** What is one at a time where the window is narrow; a first visit has the stories in place of the protocol. */
export function usePanels(isPhone: boolean): readonly Panel[] {
  const { readings } = useLaboratory();
  const firstVisit = useAppState((state) => state.firstVisit);
  const isRefused = useAppState((state) => readings.blocked(state) !== undefined);
  const [first, later] = isPhone ? [FIRST_PHONE_PANELS, PHONE_PANELS] : [FIRST_SIDE_PANELS, SIDE_PANELS];
  const panels = useLabPanel(firstVisit ? first : later);
  return isRefused ? withChecks(panels) : panels;
}
