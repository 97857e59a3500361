import { Player } from '../engine/record/player';
import { Recorder } from '../engine/record/recorder';
import type { EngineFactory } from './engineFactory';

/** The engine itself: a recorder that computes, a player over its recording. */
export const recordedEngine: EngineFactory = {
  start(config, memoryBudgetBytes) {
    const recorder = new Recorder(config, memoryBudgetBytes);
    return {
      advance: (pageEventBudget) => recorder.advance(pageEventBudget),
      get computedNs() {
        return recorder.computedNs;
      },
      get guestPages() {
        return recorder.guestPages;
      },
      get recording() {
        return recorder.recording;
      },
      createPlayer: () => new Player(config, recorder.recording),
    };
  },
};
