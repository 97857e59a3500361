import { COMPACT_CHART, type BootChart } from '../../charts/labs/bootChart';
import type { ResidualChart } from '../../charts/labs/residualChart';

export interface ResidualPictureProps {
  readonly layout: BootChart;
  readonly residuals: ResidualChart;
  /** Seconds: the band between which a model counts as right. */
  readonly tolerance: number;
}

/** Hangs under the boot chart on a scale of its own; the table has its numbers. */
export function ResidualPicture({ layout, residuals, tolerance }: ResidualPictureProps) {
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
