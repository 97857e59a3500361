import { useId, useMemo, useRef, useState } from 'react';
import type { KeyboardEvent, PointerEvent } from 'react';
import { COMPACT_CHART, layoutBootChart, sizeAt, valueOf, type BootChart as Layout, type BootChartInput } from '../../charts/labs/bootChart';
import { layoutResiduals, type ResidualChart } from '../../charts/labs/residualChart';
import { useElementWidth } from '../timeline/useElementWidth';
import type { BootFacts } from './bootFacts';
import { secondsText, sizeText } from './labText';

const RESIDUAL_HEIGHT = 64;
/** As high as a line of this slope wants it, within what a screen has. */
const HEIGHT_SHARE = 0.46;
const LEAST_HEIGHT = 220;
const MOST_HEIGHT = 420;
/** Arrow keys go by this many GB; with Shift by eight times as many. */
const STEP_GB = 4;

export interface BootChartProps {
  readonly facts: BootFacts;
  /** Asks for the scenario with another size of guest, in GB. */
  readonly onSize: (gb: number) => void;
}

function inputOf({ rows, launch, demand, gb }: BootFacts): BootChartInput {
  return {
    measured: rows.flatMap((row) => (row.measured === undefined ? [] : [{ gb: row.gb, ...row.measured }])),
    curves: { launch: launch.model, demand: demand.model },
    ownGb: gb,
  };
}

function Axes({ layout }: { readonly layout: Layout }) {
  const { plot, xTicks, yTicks, beyondX } = layout;
  const bottom = plot.y + plot.height;
  return (
    <>
      {beyondX === undefined ? undefined : (
        <>
          <rect className="lab-beyond" x={beyondX} y={plot.y} width={plot.x + plot.width - beyondX} height={plot.height} />
          <text className="lab-note" x={plot.x + plot.width - 4} y={bottom - 6} textAnchor="end">extrapolated: nobody measured these</text>
        </>
      )}
      {yTicks.map(({ seconds, y }) => (
        <g key={seconds}>
          <line className={seconds === 0 ? 'lab-axis' : 'lab-grid'} x1={plot.x} x2={plot.x + plot.width} y1={y} y2={y} />
          <text className="lab-tick" x={plot.x - 6} y={y + 3.5} textAnchor="end">{seconds}</text>
        </g>
      ))}
      {xTicks.map(({ gb, x, own }) => (
        <g key={gb}>
          <line className="lab-axis" x1={x} x2={x} y1={bottom} y2={bottom + 4} />
          <text className={own ? 'lab-tick lab-own' : 'lab-tick'} x={x} y={bottom + 16} textAnchor="middle">{sizeText(gb)}</text>
        </g>
      ))}
      <text className="lab-tick" x={plot.x + plot.width} y={plot.y - 5} textAnchor="end">seconds to boot, over GB of guest memory</text>
    </>
  );
}

function Curves({ layout }: { readonly layout: Layout }) {
  return layout.curves.map(({ id, inside, beyond }) => (
    <g key={id} className={`lab-${id}`}>
      <line className="lab-curve" {...inside} />
      {beyond === undefined ? undefined : <line className="lab-curve lab-dashed" {...beyond} />}
    </g>
  ));
}

function Points({ layout }: { readonly layout: Layout }) {
  return layout.points.map(({ id, gb, x, y }) => (
    id === 'launch'
      ? <circle key={`${id}${gb}`} className="lab-point lab-launch" cx={x} cy={y} r={3.6} />
      : <rect key={`${id}${gb}`} className="lab-point lab-demand" x={x - 3.4} y={y - 3.4} width={6.8} height={6.8} />
  ));
}

/** What pinning on demand saves, where a size has room for the number. */
function Savings({ layout, facts }: { readonly layout: Layout; readonly facts: BootFacts }) {
  const { own } = layout;
  const { measured, model } = facts.rows.find((row) => row.own) ?? {};
  const saved = measured === undefined ? (model?.saved ?? 0) : measured.launch - measured.demand;
  const roomy = own.x - layout.plot.x > 110 && own.demandY - own.launchY > 26;
  return (
    <>
      {layout.savings.map(({ gb, x, y1, y2, seconds }) => (
        <g key={gb}>
          <line className="lab-saving" x1={x} x2={x} y1={y1 + 5} y2={y2 - 5} />
          {y2 - y1 < 24 || Math.abs(x - own.x) < 40 ? undefined : <text className="lab-label" x={x - 6} y={(y1 + y2) / 2 + 4} textAnchor="end">{seconds.toFixed(2)}</text>}
        </g>
      ))}
      <line className="lab-own-line" x1={own.x} x2={own.x} y1={own.launchY + 5} y2={layout.plot.y + layout.plot.height} />
      {roomy ? <text className="lab-label lab-own" x={own.x - 6} y={(own.launchY + own.demandY) / 2 + 4} textAnchor="end">saves {secondsText(saved)}</text> : undefined}
      {own.measured ? undefined : (
        <>
          <path className="lab-point lab-launch" d={`M ${own.x} ${own.launchY - 5} l 5 5 l -5 5 l -5 -5 Z`} />
          <path className="lab-point lab-demand" d={`M ${own.x} ${own.demandY - 5} l 5 5 l -5 5 l -5 -5 Z`} />
        </>
      )}
    </>
  );
}

/** The steep line leaves room at its left, the flat one above its end. */
function compactPlace(id: 'launch' | 'demand', { plot }: Layout, endY: number): { x: number; y: number; anchor: 'start' | 'end' } {
  return id === 'launch' ? { x: plot.x + 6, y: plot.y + 12, anchor: 'start' } : { x: plot.x + plot.width - 34, y: endY - 22, anchor: 'end' };
}

const NAMES = { launch: 'all at launch', demand: 'on demand' } as const;

/** The lines' names at their ends, each with its value at the own size; above the lines where there is no gutter. */
function Names({ layout, facts }: { readonly layout: Layout; readonly facts: BootFacts }) {
  const { plot, width } = layout;
  const compact = width < COMPACT_CHART;
  return layout.curves.map(({ id, endY }) => {
    const { x, y, anchor } = compact ? compactPlace(id, layout, endY) : { x: plot.x + plot.width + 6, y: Math.min(Math.max(endY, plot.y + 6), plot.y + plot.height - 14), anchor: 'start' as const };
    return (
      <text key={id} className="lab-name" x={x} y={y} textAnchor={anchor}>
        <tspan className="lab-strong">{facts.plain && id === 'demand' ? 'not pinned' : NAMES[id]}</tspan>
        <tspan x={x} dy={13}>model: {secondsText(valueOf(facts[id].model, facts.gb))}</tspan>
      </text>
    );
  });
}

/** What a size takes by the model, where the cursor stands. */
function Cursor({ layout, facts, gb }: { readonly layout: Layout; readonly facts: BootFacts; readonly gb: number }) {
  const { plot, topGb } = layout;
  const x = plot.x + (gb / topGb) * plot.width;
  const right = x > plot.x + plot.width / 2;
  return (
    <g>
      <line className="lab-cursor" x1={x} x2={x} y1={plot.y} y2={plot.y + plot.height} />
      <text className="lab-label lab-halo" x={right ? x - 6 : x + 6} y={plot.y + 12} textAnchor={right ? 'end' : 'start'}>{readingAt(facts, gb)}</text>
    </g>
  );
}

function readingAt({ launch, demand }: BootFacts, gb: number): string {
  const [all, some] = [valueOf(launch.model, gb), valueOf(demand.model, gb)];
  return `${sizeText(gb)} GB: ${secondsText(all)}, on demand ${secondsText(some)}`;
}

function Residuals({ layout, residuals, tolerance }: { readonly layout: Layout; readonly residuals: ResidualChart; readonly tolerance: number }) {
  const { plot, width } = layout;
  return (
    <svg className="lab-svg" width={width} height={residuals.height} aria-hidden="true">
      <rect className="lab-band" x={plot.x} width={plot.width} {...residuals.band} />
      {residuals.ticks.map(({ seconds, y }) => (
        <g key={seconds}>
          <line className={seconds === 0 ? 'lab-axis' : 'lab-grid'} x1={plot.x} x2={plot.x + plot.width} y1={y} y2={y} />
          <text className="lab-tick" x={plot.x - 6} y={y + 3.5} textAnchor="end">{seconds === 0 ? '0' : `${seconds > 0 ? '+' : '\u2212'}${Math.abs(seconds).toFixed(2).replace('0.', '.')}`}</text>
        </g>
      ))}
      {residuals.bars.map(({ id, gb, x, y, width: wide, height, clipped }) => (
        <rect key={`${id}${gb}`} className={clipped ? 'lab-bar lab-clipped' : `lab-bar lab-${id}`} x={x} y={y} width={wide} height={height} />
      ))}
      {width < COMPACT_CHART ? undefined : (
        <text className="lab-name" x={plot.x + plot.width + 6} y={residuals.zeroY - 2}>
          residual, s
          <tspan x={plot.x + plot.width + 6} dy={13}>band {'\u00b1'}{tolerance} s</tspan>
        </text>
      )}
    </svg>
  );
}

/** The thread's points, the model's two curves, and what is between them; arrows and pointer read it at any size. */
export function BootChart({ facts, onSize }: BootChartProps) {
  const root = useRef<HTMLDivElement>(null);
  const width = useElementWidth(root);
  const [cursor, setCursor] = useState<number>();
  const titleId = useId();
  const height = Math.round(Math.min(Math.max(width * HEIGHT_SHARE, LEAST_HEIGHT), MOST_HEIGHT));
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
      <h2 id={titleId}>Boot time by guest memory <span className="lab-key"><i className="lab-round" /> baseline v5.17-rc6 <i className="lab-square" /> + demand pinning</span></h2>
      <div ref={root} className="lab-picture">
        {width === 0 ? undefined : (
          <>
            <svg className="lab-svg" width={width} height={height} role="img" aria-label="Boot time by guest memory: five measured sizes in both modes, and the model as two lines. The table has the same numbers.">
              <Axes layout={layout} />
              <Savings layout={layout} facts={facts} />
              <Curves layout={layout} />
              <Points layout={layout} />
              <Names layout={layout} facts={facts} />
              {cursor === undefined ? undefined : <Cursor layout={layout} facts={facts} gb={cursor} />}
            </svg>
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
              aria-valuetext={readingAt(facts, shown)}
              onPointerMove={move}
              onPointerLeave={() => setCursor(undefined)}
              onBlur={() => setCursor(undefined)}
              onClick={() => onSize(snapped(shown))}
              onKeyDown={onKeyDown}
            />
            <Residuals layout={layout} residuals={residuals} tolerance={facts.tolerance} />
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
