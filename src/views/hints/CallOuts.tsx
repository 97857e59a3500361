import { useLayoutEffect, useRef, useState, type ReactElement } from 'react';
import { callOutPlaces, type CallOutPlace, type HintId } from './callOutPlaces';
import { HintText } from './HintText';
import { useCallOutTargets } from './useCallOutTargets';
import './hints.css';

/** In the order in which they are numbered; the first two stand above each other beside the scenario. */
const HINTS: readonly HintId[] = ['pixel', 'fills', 'field'];
/** A call-out is as wide as its sentence wants it, and leaves the map's edges free. */
const MOST_WIDTH = 360;

export interface CallOutsProps {
  readonly onHide: () => void;
}

type Heights = Readonly<Record<HintId, number>>;

/** The hints of a first visit, each with a line to what it speaks of. They lie over the page and let everything through but their own button. */
export function CallOuts({ onHide }: CallOutsProps): ReactElement {
  const list = useRef<HTMLOListElement>(null);
  const targets = useCallOutTargets(list);
  const [heights, setHeights] = useState<Heights>();
  const width = targets === undefined ? 0 : Math.min(MOST_WIDTH, targets.source.right - targets.source.left - 24);
  useLayoutEffect(() => {
    const [pixel, fills, field] = [...(list.current?.children ?? [])].map((item) => item.getBoundingClientRect().height);
    if (width > 0 && pixel !== undefined && fills !== undefined && field !== undefined) setHeights({ pixel, fills, field });
  }, [width]);
  useEscape(onHide);
  const places = targets === undefined || heights === undefined ? undefined : callOutPlaces(targets, heights, width);
  return (
    <div className="call-outs">
      {places === undefined ? undefined : <Lines places={Object.values(places)} />}
      <ol ref={list} aria-label="Hints">
        {HINTS.map((id, at) => (
          <li key={id} className="call-out" style={places === undefined ? { width, visibility: 'hidden' } : { width, left: places[id].left, top: places[id].top }}>
            <b>{at + 1}</b>
            <HintText id={id} hasKeys />
            {id === 'field' ? (
              <button type="button" onClick={onHide}>
                hide hints
              </button>
            ) : undefined}
          </li>
        ))}
      </ol>
    </div>
  );
}

function Lines({ places }: { readonly places: readonly CallOutPlace[] }): ReactElement {
  return (
    <svg aria-hidden="true">
      {places.map(({ line, end: [x, y] }) => (
        <g key={line}>
          <path className="call-out-shadow" d={line} />
          <path d={line} />
          <circle cx={x} cy={y} r={3} />
        </g>
      ))}
    </svg>
  );
}

function useEscape(onEscape: () => void): void {
  useLayoutEffect(() => {
    const onKey = ({ key }: KeyboardEvent): void => {
      if (key === 'Escape') onEscape();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [onEscape]);
}
