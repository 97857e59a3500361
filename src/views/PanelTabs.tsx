import type { KeyboardEvent, ReactElement, ReactNode } from 'react';
import type { PanelId } from '../store/appState';
import { useActions, useAppState } from './useAppState';

export interface Panel {
  readonly id: PanelId;
  readonly title: string;
  readonly render: () => ReactNode;
}

/** What does not fit beside each other, one at a time. */
export function PanelTabs({ panels }: { readonly panels: readonly Panel[] }): ReactElement {
  const { changeView } = useActions();
  const wanted = useAppState((state) => state.view.panel);
  const chosen = panels.find((panel) => panel.id === wanted) ?? panels[0];
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0 || chosen === undefined) return;
    event.stopPropagation();
    const next = panels[(panels.indexOf(chosen) + step + panels.length) % panels.length];
    if (next === undefined) return;
    changeView({ panel: next.id });
    document.getElementById(tabId(next.id))?.focus();
  };
  return (
    <>
      <div className="panel-tabs" role="tablist" aria-label="Panels" tabIndex={-1} onKeyDown={onKeyDown}>
        {panels.map(({ id, title }) => (
          <button
            key={id}
            id={tabId(id)}
            type="button"
            role="tab"
            aria-selected={id === chosen?.id}
            aria-controls="panel-body"
            tabIndex={id === chosen?.id ? 0 : -1}
            onClick={() => changeView({ panel: id })}
          >
            {title}
          </button>
        ))}
      </div>
      <div className="panel-body" id="panel-body" role="tabpanel" aria-labelledby={chosen === undefined ? undefined : tabId(chosen.id)}>
        {chosen?.render()}
      </div>
    </>
  );
}

function tabId(id: PanelId): string {
  return `tab-${id}`;
}
