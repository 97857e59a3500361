import type { PageIndex } from '../base/units';
import { viewportWith } from '../charts/maps/viewportZoom';
import type { AppStore } from '../store/createAppStore';
import { selectGuestPages } from '../store/selectors';

/** The chosen page moves with the scan this often: an eye follows it, and the shell is not rendered with every picture. */
const FOLLOW_EVERY_MS = 100;

/** Keeps the chosen page at the scan front while the store says so. Between migrations it stays where it was. */
export function createScanFollower(store: AppStore, now: () => number): (scanPage: PageIndex) => void {
  let movedMs = -Infinity;
  return (scanPage) => {
    const { following, view, moveToScan } = store.getState();
    if (!following || now() - movedMs < FOLLOW_EVERY_MS) return;
    const guestPages = selectGuestPages(store.getState());
    if (scanPage < 0 || scanPage >= guestPages || scanPage === view.page) return;
    movedMs = now();
    moveToScan({ page: scanPage, ...viewportWith({ firstPage: view.firstPage, pages: view.pages }, guestPages, scanPage) });
  };
}
