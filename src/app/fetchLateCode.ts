import { lateViewCode } from '../views/lateViewCode';
import { lateAnalysis } from './lateAnalysis';

/**
 * Fetches all that the first load left out as soon as that is over: from then on the page needs no network. Not when it is
 * idle: a page that plays never is. What fails is asked for again when it is needed.
 */
export function fetchLateCode(window: Window): void {
  const fetchAll = (): void => {
    for (const code of [lateViewCode.recording, lateAnalysis, lateViewCode.onDemand]) void code.fetch().catch(reportError);
  };
  if (window.document.readyState === 'complete') fetchAll();
  else window.addEventListener('load', fetchAll, { once: true });
}
