import { useState, type ReactElement } from 'react';
import { sameValue } from '../scenario/fields/field';
import type { Scenario } from '../scenario/scenario';
import { FieldRow } from './FieldRow';
import { useLaboratory } from './laboratory';
import { LinkBox } from './LinkBox';
import { NoticeList } from './NoticeList';
import { PANEL_SECTIONS, type PanelSection } from './panelLayout';
import { ScriptEditor } from './ScriptEditor';
import { useAppState } from './useAppState';

/** The scenario: notices, fields by group, script, link. Sections keep their order; nothing moves while a slider is dragged. */
export function ScenarioPanel(): ReactElement {
  const { presetScenario } = useLaboratory();
  const scenario = useAppState((state) => state.scenario);
  const presetId = useAppState((state) => state.preset);
  const preset = presetScenario(presetId);
  return (
    <>
      <div className="panel-scroll">
        <NoticeList />
        {PANEL_SECTIONS.map((section) => (
          <Section key={section.group} section={section} scenario={scenario} preset={preset} />
        ))}
        <ScriptEditor script={scenario.script} />
      </div>
      <LinkBox />
    </>
  );
}

interface SectionProps {
  readonly section: PanelSection;
  readonly scenario: Scenario;
  readonly preset: Scenario;
}

function Section({ section, scenario, preset }: SectionProps): ReactElement {
  const [isOpen, setOpen] = useState(false);
  const sought = useAppState((state) => state.soughtField);
  const changed = section.more.filter(({ name }) => name === sought || !sameValue(scenario[name], preset[name]));
  const shown = [...section.main, ...(isOpen ? section.more : changed)];
  const hidden = section.more.length - (isOpen ? 0 : changed.length);
  return (
    <section className="panel-section" aria-label={section.title}>
      <h2>
        {section.title}
        {section.more.length === 0 ? null : (
          <button type="button" className="more" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            {isOpen ? 'less' : `${hidden} more`}
          </button>
        )}
      </h2>
      {shown.map((field) => (
        <FieldRow key={field.name} field={field} scenario={scenario} preset={preset} />
      ))}
    </section>
  );
}
