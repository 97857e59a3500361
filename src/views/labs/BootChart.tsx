import { useId, useMemo, useRef, useState } from 'react';
import type { KeyboardEvent, PointerEvent } from 'react';
import { layoutBootChart, sizeAt, type BootChartInput } from '../../charts/labs/bootChart';
import { layoutResiduals } from '../../charts/labs/residualChart';
import { useElementWidth } from '../timeline/useElementWidth';
import { useWindowHeight } from '../useWindowHeight';
import type { BootFacts } from './bootFacts';
import { BootPicture } from './BootPicture';
import { bootReading } from './bootReading';
import { ResidualPicture } from './ResidualPicture';

/** As high as a line of this slope wants it, within what a screen has. */
const HEIGHT_SHARE = 0.46;
/** Of the window: with residuals under it the chart stays above the timeline, where the lab is one panel of several. */
const WINDOW_SHARE = 0.38;
const LEAST_HEIGHT = 220;
const MOST_HEIGHT = 420;
const RESIDUAL_HEIGHT = 64;
/** Arrow keys go by this many GB; with Shift by eight times as many. */
const STEP_GB = 4;

export interface BootChartProps {
  readonly facts: BootFacts;
  /** Asks for the scenario with another size of guest, in GB. */
  readonly onSize: (gb: number) => void;
  /** Asks for it with the other mode of pinning. */
  readonly onPinning: (pinning: BootFacts['pinning']) => void;
}

function inputOf({ rows, launch, demand, gb }: BootFacts): BootChartInput {
  return {
    measured: rows.flatMap((row) => (row.measured === undefined ? [] : [{ gb: row.gb, ...row.measured }])),
    curves: { launch: launch.model, demand: demand.model },
    ownGb: gb,
  };
}

const KEY = [['launch', 'lab-round', 'baseline v5.17-rc6'], ['demand', 'lab-square', '+ demand pinning']] as const;

/** What the points are; each is a mode that the guest can be set to. */
function Key({ facts, onPinning }: Pick<BootChartProps, 'facts' | 'onPinning'>) {
  return (
    <div className="lab-key">
      {KEY.map(([pinning, mark, name]) => (
        <button key={pinning} type="button" disabled={facts.plain} aria-pressed={!facts.plain && facts.pinning === pinning} onClick={() => onPinning(pinning)}>
          <i className={mark} /> {name}
        </button>
      ))}
    </div>
  );
}

/** The thread's points, the model's two curves, and what is between them; arrows and pointer read it at any size. */
export function BootChart({ facts, onSize, onPinning }: BootChartProps) {
  const root = useRef<HTMLDivElement>(null);
  const width = useElementWidth(root);
  const [cursor, setCursor] = useState<number>();
  const titleId = useId();
  const mostHeight = Math.min(useWindowHeight() * WINDOW_SHARE, MOST_HEIGHT);
  const height = Math.round(Math.max(Math.min(width * HEIGHT_SHARE, mostHeight), LEAST_HEIGHT));
  const layout = useMemo(() => layoutBootChart(inputOf(facts), Math.max(width, 1), height), [facts, width, height]);
  const residuals = useMemo(() => layoutResiduals(inputOf(facts), layout, facts.tolerance, RESIDUAL_HEIGHT), [facts, layout]);
  const move = (event: PointerEvent<HTMLElement>): void => setCursor(sizeAt(layout, event.clientX - event.currentTarget.getBoundingClientRect().left + layout.plot.x));
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = keyedSize(event, cursor ?? facts.gb, layout.topGb);
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'Enter') onSize(next);
    else setCursor(next);
  };
  const shown = cursor ?? facts.gb;
  return (
    <section className="lab-part" aria-labelledby={titleId}>
      <div className="lab-head">
        <h2 id={titleId}>Boot time by guest memory</h2>
        <Key facts={facts} onPinning={onPinning} />
      </div>
      <div ref={root} className="lab-picture">
        {width === 0 ? undefined : (
          <>
            <BootPicture layout={layout} facts={facts} cursor={cursor} />
            <div
              className="lab-surface"
              style={{ left: layout.plot.x, top: layout.plot.y, width: layout.plot.width, height: layout.plot.height }}
              // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- its arrows move the cursor; those of an input would change the guest
              role="slider"
              tabIndex={0}
              aria-label="Size: arrows read the model, Enter sets the guest to it"
              aria-valuemin={1}
              aria-valuemax={Math.floor(layout.topGb)}
              aria-valuenow={Math.round(shown)}
              aria-valuetext={bootReading(facts, shown)}
              onPointerMove={move}
              onPointerLeave={() => setCursor(undefined)}
              onBlur={() => setCursor(undefined)}
              onClick={() => onSize(snapped(shown))}
              onKeyDown={onKeyDown}
            />
            <ResidualPicture layout={layout} residuals={residuals} tolerance={facts.tolerance} />
          </>
        )}
      </div>
    </section>
  );
}

/** A pointer means whole steps. */
function snapped(gb: number): number {
  return Math.max(Math.round(gb / STEP_GB) * STEP_GB, 1);
}

function keyedSize(event: KeyboardEvent, gb: number, topGb: number): number | undefined {
  const step = STEP_GB * (event.shiftKey ? 8 : 1);
  switch (event.key) {
    case 'ArrowRight':
    case 'ArrowUp': return Math.min(snapped(gb + step), Math.floor(topGb));
    case 'ArrowLeft':
    case 'ArrowDown': return snapped(gb - step);
    case 'Enter': return snapped(gb);
    default: return undefined;
  }
}
