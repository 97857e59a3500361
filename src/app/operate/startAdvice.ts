import type { AppStoreState } from '../../store/appActions';
import type { AdviceNews } from '../../views/operate/adviceFacts';
import type { EngineWorkerHandle } from '../../worker/engineWorkerHandle';
import { AdviceRun } from './adviceRun';

/** Begins an advice on what is shown; gives back what ends it. */
export function startAdvice(state: AppStoreState, startWorker: () => EngineWorkerHandle, downtimeMs: number | undefined, onNews: (news: AdviceNews) => void): () => void {
  const run = new AdviceRun(startWorker, onNews);
  run.start(state, downtimeMs);
  return () => run.stop();
}
