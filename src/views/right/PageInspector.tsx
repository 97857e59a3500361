import type { Bytes, PageIndex, SimNs } from '../../base/units';
import { formatMoment } from '../../base/formatTime';
import { lateViews } from '../lateViews';
import type { PageFacts, PageLife } from './recorded';
import './right.css';

export interface PageInspectorProps {
  /** Undefined: none chosen. */
  readonly page: PageIndex | undefined;
  readonly guestPages: number;
  readonly tilePages: number;
  readonly pageBytes: Bytes;
  /** Undefined while they are fetched; the last ones may stay on show meanwhile. */
  readonly facts: PageFacts | undefined;
  readonly life: PageLife | undefined;
  /** How far the life is told, while it is replayed. */
  readonly toldNs?: SimNs | undefined;
  readonly cursorNs: SimNs;
  readonly computedNs: SimNs;
  readonly endNs: SimNs;
}

function Chosen(props: PageInspectorProps) {
  const { page, guestPages, facts, life, toldNs, cursorNs, computedNs, endNs } = props;
  if (page === undefined) return <p>Choose a tile on the map, or a page in its lens.</p>;
  if (page < 0 || page >= guestPages) return <p>Outside the guest’s RAM, which ends at GFN <code>0x{(guestPages - 1).toString(16)}</code>.</p>;
  if (facts === undefined) return <p>Reading the page at {formatMoment(cursorNs)}.</p>;
  const { tilePages, pageBytes } = props;
  return <lateViews.PageReading facts={facts} life={life} toldNs={toldNs} tilePages={tilePages} pageBytes={pageBytes} cursorNs={cursorNs} computedNs={computedNs} endNs={endNs} />;
}

/** One page: what guest and host say of it, how it travelled, what the destination holds. */
export function PageInspector(props: PageInspectorProps) {
  const { page } = props;
  return (
    <section className="panel page" aria-label="Page">
      <h2>Page <span className={page === undefined ? '' : 'mono'}>{page === undefined ? 'none chosen' : `GFN 0x${page.toString(16)}`}</span></h2>
      <Chosen {...props} />
    </section>
  );
}
