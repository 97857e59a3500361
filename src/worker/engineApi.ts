import { transfer } from 'comlink';
import type { Frame } from '../engine/record/frame';
import type { EngineApi } from './protocol';

/** The buffers of a frame, each once: what is handed over with it and comes back as `recycled`. */
export function frameBuffers(frame: Frame): ArrayBuffer[] {
  const arrays = [frame.source.tiles, frame.source.lens, frame.destination.tiles, frame.destination.lens, frame.rings];
  const buffers = arrays.map((array) => array.buffer).filter((buffer): buffer is ArrayBuffer => buffer instanceof ArrayBuffer);
  return [...new Set(buffers)].filter((buffer) => buffer.byteLength > 0);
}

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
