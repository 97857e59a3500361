import { transfer } from 'comlink';
import { frameBuffers } from '../engine/record/frameBuffers';
import type { EngineApi } from './protocol';

/** The runner as the page calls it: frames are handed over, not copied (performance.md section 5). */
export function withTransfer(runner: EngineApi): EngineApi {
  return {
    load: (runId, config, memoryBudgetBytes) => runner.load(runId, config, memoryBudgetBytes),
    progress: (runId) => runner.progress(runId),
    events: (runId, from) => runner.events(runId, from),
    series: (runId) => runner.series(runId),
    frame: async (runId, requestId, request, recycled) => {
      const reply = await runner.frame(runId, requestId, request, recycled);
      return reply.ok ? transfer(reply, frameBuffers(reply.value.frame)) : reply;
    },
    page: (runId, page, atNs) => runner.page(runId, page, atNs),
    life: (runId, page) => runner.life(runId, page),
    dispose: (runId) => runner.dispose(runId),
  };
}
