import { parseQuantity, printQuantity, type QuantitySpec } from '../scenario/quantity';
import { MAP_MODES, type MapMode } from '../engine/record/mapMode';
import type { PageCount, SimNs } from '../base/units';
import type { PanelId, ViewState } from '../store/appState';
import { DEFAULT_VIEW } from '../store/viewSlice';

/** What a link's second layer says: what is looked at, and when. */
export interface LinkedView {
  readonly view: Partial<ViewState>;
  readonly atNs: SimNs | undefined;
}

const TIME: QuantitySpec = { family: 'time', bareUnit: 's', step: 1, round: 'nearest' };
const PANELS: readonly PanelId[] = ['lab', 'maps', 'designs', 'time', 'protocol', 'events', 'page', 'scenario'];

/** Keys and texts of the second layer; what is as on a first visit is not written. */
export function encodeView(view: ViewState, atNs: SimNs | undefined): Readonly<Record<string, string>> {
  const written: Record<string, string> = {};
  if (atNs !== undefined && atNs > 0) written['t'] = printQuantity(atNs, TIME);
  if (view.mode !== DEFAULT_VIEW.mode) written['mode'] = view.mode;
  if (view.order !== DEFAULT_VIEW.order) written['order'] = view.order;
  if (view.panel !== DEFAULT_VIEW.panel) written['panel'] = view.panel;
  if (view.page !== undefined) written['gfn'] = `0x${view.page.toString(16)}`;
  if (view.pages > 0) {
    written['first'] = `0x${view.firstPage.toString(16)}`;
    written['pages'] = String(view.pages);
  }
  return written;
}

/** Reads the second layer; each part that makes no sense for a guest of `guestPages` is as if it were not there. */
export function decodeView(parts: Readonly<Record<string, string>>, guestPages: PageCount): LinkedView {
  const mode = MAP_MODES.find((known): known is MapMode => known === parts['mode']);
  const panel = PANELS.find((known) => known === parts['panel']);
  const page = pageIn(parts['gfn'], guestPages);
  const firstPage = pageIn(parts['first'], guestPages);
  const pages = pageIn(parts['pages'], guestPages + 1);
  const hasZoom = firstPage !== undefined && pages !== undefined && pages > 0 && firstPage + pages <= guestPages;
  return {
    atNs: parts['t'] === undefined ? undefined : parseQuantity(parts['t'], TIME)?.value,
    view: {
      ...DEFAULT_VIEW,
      ...(mode === undefined ? {} : { mode }),
      ...(parts['order'] === 'hilbert' ? { order: 'hilbert' } : {}),
      ...(panel === undefined ? {} : { panel }),
      ...(page === undefined ? {} : { page }),
      ...(hasZoom ? { firstPage, pages } : {}),
    },
  };
}

function pageIn(text: string | undefined, end: number): number | undefined {
  if (text === undefined || !/^(0x[0-9a-f]{1,12}|\d{1,15})$/i.test(text)) return undefined;
  const page = Number(text);
  return page < end ? page : undefined;
}
