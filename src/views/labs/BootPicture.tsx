import { COMPACT_CHART, valueOf, type BootChart as Layout } from '../../charts/labs/bootChart';
import type { BootFacts } from './bootFacts';
import { bootReading } from './bootReading';
import { secondsText, sizeText } from './labText';

export interface BootPictureProps {
  readonly layout: Layout;
  readonly facts: BootFacts;
  /** Size that is read off, GB. */
  readonly cursor: number | undefined;
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
      <text className="lab-label lab-halo" x={right ? x - 6 : x + 6} y={plot.y + 12} textAnchor={right ? 'end' : 'start'}>{bootReading(facts, gb)}</text>
    </g>
  );
}

/** The chart itself: axes, both lines, measured points, savings, the own size, and what is read off. */
export function BootPicture({ layout, facts, cursor }: BootPictureProps) {
  return (
    <svg className="lab-svg" width={layout.width} height={layout.height} role="img" aria-label="Boot time by guest memory: five measured sizes in both modes, and the model as two lines. The table has the same numbers.">
      <Axes layout={layout} />
      <Savings layout={layout} facts={facts} />
      <Curves layout={layout} />
      <Points layout={layout} />
      <Names layout={layout} facts={facts} />
      {cursor === undefined ? undefined : <Cursor layout={layout} facts={facts} gb={cursor} />}
    </svg>
  );
}
