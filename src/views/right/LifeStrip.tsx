import { memo, useMemo } from 'react';
import type { SimNs } from '../../base/units';
import type { PageLife } from './recorded';
import { lifeBands } from './pageLifeEvents';

/** Drawn in a box of 1000 x 58 that stretches with the column. */
const WIDTH = 1000;

interface LifeStripProps {
  readonly life: PageLife;
  readonly cursorNs: SimNs;
  readonly computedNs: SimNs;
  readonly endNs: SimNs;
}

const StillStrip = memo(function StillStrip({ life, computedNs, endNs }: Omit<LifeStripProps, 'cursorNs'>) {
  const bands = useMemo(() => lifeBands(life, computedNs), [life, computedNs]);
  const x = (ns: SimNs): number => (ns / Math.max(endNs, 1)) * WIDTH;
  return (
    <>
      <path className="life-writes" d={life.writes.map((ns) => `M${x(ns).toFixed(1)} 2v9`).join('')} />
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
  const text = `Life of the page: ${life.writes.length} writes, ${life.sends.length} sends${life.truncated ? ', the first 512 of each' : ''}`;
  return (
    <div className="life">
      <div className="life-names" aria-hidden="true"><span>guest writes</span><span>{life.truncated ? 'first 512 of each' : ''}</span></div>
      <div className="life-plot">
        <svg viewBox={`0 0 ${WIDTH} 54`} preserveAspectRatio="none" role="img" aria-label={text}>
          <StillStrip life={life} computedNs={props.computedNs} endNs={endNs} />
        </svg>
        <span className="life-caption" aria-hidden="true">sends, and what B holds</span>
        <SendMarks life={life} endNs={endNs} />
        <span className="life-veil" style={{ left: share }} />
        <span className="life-head" style={{ left: share }} />
      </div>
    </div>
  );
}
