import type { ReactNode } from 'react';
import { render } from 'vitest-browser-react';
import { createCommands } from '../../../src/app/commands';
import { createReadings } from '../../../src/app/readings';
import { createScenarioTools } from '../../../src/app/scenarioTools';
import { fragmentOf, openedFrom } from '../../../src/app/urlSync';
import { createAppStore } from '../../../src/store/createAppStore';
import { createFrameHub } from '../../../src/store/frameHub';
import { LaboratoryContext, type Laboratory } from '../../../src/views/laboratory';
import '../../../src/views/theme.css';
import '../../../src/views/shell.css';
import '../../../src/views/scenarioPanel.css';

/** A laboratory at a link, with everything but an engine and an address bar. `done` lists what the views asked for. */
export function laboratoryAt(link: string) {
  const opened = openedFrom(link);
  const store = createAppStore({ scenario: opened.scenario, preset: opened.preset });
  store.setState({ notices: opened.notices });
  const done: string[] = [];
  const frames = createFrameHub(() => []);
  const handles = { timeline: { current: null }, maps: { current: null } };
  const laboratory: Laboratory = {
    ...createScenarioTools(),
    ...handles,
    store, frames,
    commands: createCommands({ store, frames, ...handles }),
    readings: createReadings(),
    showTiles: () => {},
    choosePage: (page) => void done.push(`choose page ${page}`),
    link: ({ whole, withMoment }) => (whole ? 'https://host/' : '') + fragmentOf(store.getState(), withMoment),
    openLink: (text) => void done.push(`open ${text}`),
    openVariant: (difference) => void done.push(`vary ${difference}`),
    startAdvice: () => () => {},
    openPreset: (name) => void done.push(`preset ${name}`),
  };
  return { laboratory, store, done };
}

/** Renders part of the shell in a column of a given width. */
export async function renderShell(laboratory: Laboratory, content: ReactNode, width = 256) {
  document.documentElement.dataset['theme'] = 'dark';
  return render(
    <LaboratoryContext value={laboratory}>
      <div style={{ width }}>{content}</div>
    </LaboratoryContext>,
  );
}
