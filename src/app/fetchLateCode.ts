import { lateViewCode } from '../views/lateViewCode';
import { engineScript } from '../worker/engineScript';
import { lateAnalysis } from './lateAnalysis';

/**
 * Fetches all that the first load left out as soon as that is over: from then on the page needs no network. Not when it is
 * idle: a page that plays never is. What fails is asked for again when it is needed.
 * @param then what can wait until all that was fetched
 */
export function fetchLateCode(window: Window, then: () => void): void {
  const fetchAll = (): void => {
    const parts = [lateViewCode.recording, lateAnalysis, lateViewCode.onDemand, engineScript.kept];
    void Promise.all(parts.map((code) => code.fetch().catch(reportError))).then(then);
  };
  if (window.document.readyState === 'complete') fetchAll();
  else window.addEventListener('load', fetchAll, { once: true });
}
