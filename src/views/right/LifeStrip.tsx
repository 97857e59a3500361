import { memo, useMemo } from 'react';
import { countedOne } from '../../base/countedOne';
import type { SimNs } from '../../base/units';
import type { PageLife } from './recorded';
import { frameBands, lifeBands } from './pageLifeEvents';

/** Drawn in a box of 1000 x 58 that stretches with the column. */
const WIDTH = 1000;

interface LifeStripProps {
  readonly life: PageLife;
  readonly cursorNs: SimNs;
  readonly computedNs: SimNs;
  readonly endNs: SimNs;
}

const StillStrip = memo(function StillStrip({ life, computedNs, endNs }: Omit<LifeStripProps, 'cursorNs'>) {
  const x = (ns: SimNs): number => (ns / Math.max(endNs, 1)) * WIDTH;
  const frames = useMemo(() => frameBands(life, computedNs), [life, computedNs]);
  const bands = useMemo(() => (frames.length === 0 ? lifeBands(life, computedNs) : []), [life, computedNs, frames]);
  const marks = (kinds: readonly string[]): string => life.changes.filter(({ kind, atNs }) => kinds.includes(kind) && atNs > 0).map(({ atNs }) => `M${x(atNs).toFixed(1)} 13v5`).join('');
  return (
    <>
      <path className="life-writes" d={life.writes.map((ns) => `M${x(ns).toFixed(1)} 2v9`).join('')} />
      <path className="life-status" d={marks(['guest', 'host'])} />
      <path className="life-pins" d={marks(['pin'])} />
      <path className="life-moves" d={marks(['moved', 'replaced'])} />
      {frames.map((band) => (
        <rect key={band.fromNs} className={`life-frame-${band.state}`} x={x(band.fromNs)} y="40" width={Math.max(x(band.toNs) - x(band.fromNs), 2)} height="9" />
      ))}
      {bands.map((band) => (
        <rect key={band.fromNs} className={`life-${band.holds}`} x={x(band.fromNs)} y="40" width={Math.max(x(band.toNs) - x(band.fromNs), 2)} height="9" />
      ))}
      {computedNs < endNs ? <path className="life-known" d={`M${x(computedNs)} 0V54`} /> : undefined}
    </>
  );
});

/** Sends are marks of constant size: HTML, since the box of the strip stretches. */
function SendMarks({ life, endNs }: Pick<LifeStripProps, 'life' | 'endNs'>) {
  return life.sends.map((send) => (
    <i key={`${send.atNs}:${send.pass}`} className="life-send" style={{ left: `${(send.atNs / Math.max(endNs, 1)) * 100}%` }} />
  ));
}

/** A page's life: guest writes above, sends as triangles, what the destination holds as a band. */
export function LifeStrip(props: LifeStripProps) {
  const { life, cursorNs, endNs } = props;
  const share = `${Math.min(Math.max(cursorNs / Math.max(endNs, 1), 0), 1) * 100}%`;
  const changes = life.changes.filter(({ atNs }) => atNs > 0).length;
  const isFrame = life.changes.some(({ kind }) => kind === 'gfn');
  const text = countedOne(`Life of the page: ${life.writes.length} writes, ${life.sends.length} sends, ${changes} changes of status, pin or frame${life.truncated ? ', the first 512 of each' : ''}`);
  return (
    <div className="life">
      <div className="life-names" aria-hidden="true"><span>{isFrame ? '' : 'guest writes; below them status and pins'}</span><span>{life.truncated ? 'first 512 of each' : ''}</span></div>
      <div className="life-plot">
        <svg viewBox={`0 0 ${WIDTH} 54`} preserveAspectRatio="none" role="img" aria-label={text}>
          <StillStrip life={life} computedNs={props.computedNs} endNs={endNs} />
        </svg>
        <span className="life-caption" aria-hidden="true">{isFrame ? 'state of its frame' : 'sends, and what B holds'}</span>
        <SendMarks life={life} endNs={endNs} />
        <span className="life-veil" style={{ left: share }} />
        <span className="life-head" style={{ left: share }} />
      </div>
    </div>
  );
}
