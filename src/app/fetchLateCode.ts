import { lateViews } from '../views/lateViews';
import { lateAnalysis } from './lateAnalysis';
import { whenIdle } from './whenIdle';

/** Fetches, once the page is idle, all that its first load left out: from then on it needs no network. */
export function fetchLateCode(window: Window): void {
  const parts = [...Object.values(lateViews), ...Object.values(lateAnalysis)];
  whenIdle(window, () => {
    // What fails now is asked for again when it is needed.
    for (const part of parts) void part.fetch().catch(reportError);
  });
}
