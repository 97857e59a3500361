import { PlanePool } from '../engine/memory/planePool';
import { Player } from '../engine/record/player';
import { Recorder } from '../engine/record/recorder';
import type { EngineFactory } from './engineFactory';

/** The engine itself: recorders that compute, players over their recordings. One run's planes serve the next. */
export function createRecordedEngine(pool: PlanePool = new PlanePool()): EngineFactory {
  return {
    start(config, memoryBudgetBytes) {
      const recorder = new Recorder(config, memoryBudgetBytes, pool);
      const players: Player[] = [];
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
        createPlayer: () => {
          const player = new Player(config, recorder.recording, pool);
          players.push(player);
          return player;
        },
        release: () => {
          // What is given back last is taken first: the recorder's memory is mapped whole, a player's is not.
          for (const player of players) player.release();
          recorder.release();
        },
      };
    },
  };
}
