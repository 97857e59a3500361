import { useId, useMemo, useState } from 'react';
import { stepTile } from '../../charts/maps/mapGeometry';
import { FULL_HEIGHT, planMap } from '../../charts/maps/mapPlan';
import { createPageOrder } from '../../charts/maps/pageOrder';
import { viewportWith } from '../../charts/maps/viewportZoom';
import { FOLDED_COLUMNS } from './mapScene';
import type { MapScene, PointerPlace } from './mapScene';
import type { PageMapsProps } from './pageMapsProps';
import { usePixelRatio } from './usePixelRatio';

/** SEV, x86 and QEMU target page. */
const PAGE_BYTES = 4096;

/** Layout and actions that both maps share; undefined before the room is known. */
export function useMapScene(props: PageMapsProps, width: number): MapScene | undefined {
  const pixelRatio = usePixelRatio();
  const [pointer, setPointer] = useState<PointerPlace>('none');
  const summaryId = useId();
  const { guestPages, order: orderName, narrow, height = FULL_HEIGHT } = props;
  const { firstPage, pages } = props.viewport;
  const maps = props.hosts?.length ?? 2;
  const laidOut = useMemo(() => {
    if (width === 0) return undefined;
    const plan = planMap(guestPages, { firstPage, pages }, orderName, { width, height, narrow, maps }, pixelRatio);
    return { ...plan, order: createPageOrder(plan.layout) };
  }, [width, height, narrow, maps, guestPages, firstPage, pages, orderName, pixelRatio]);
  if (laidOut === undefined) return undefined;

  const { layout, order, lens } = laidOut;
  const choose = (page: number): void => {
    const viewport = viewportWith(props.viewport, guestPages, page);
    if (viewport !== props.viewport) props.onViewport(viewport);
    props.onChoose(page);
  };
  const start = layout.firstTile * layout.tilePages;
  return {
    ...laidOut,
    props,
    pageBytes: props.pageBytes ?? PAGE_BYTES,
    pointer,
    summaryId,
    onPointer(place, page) {
      setPointer(place);
      if (page !== props.hoverPage) props.onHover(page);
    },
    choose,
    stepTile: (right, down) => choose(props.chosenPage === undefined ? start : stepTile(layout, order, props.chosenPage, right, down)),
    stepPage(right, down) {
      const page = props.chosenPage === undefined ? start : props.chosenPage + right + down * (lens?.columns ?? FOLDED_COLUMNS);
      if (page >= 0 && page < guestPages) choose(page);
    },
  };
}
