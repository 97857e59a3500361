import type { PageIndex, SimNs } from '../../base/units';
import type { EngineConfig } from '../config';
import { testBit } from '../memory/bitRange';
import type { PagePlanes } from '../memory/pagePlanes';
import type { PlanePool } from '../memory/planePool';
import { Simulation } from '../simulation';
import { restoreCheckpoint } from './checkpoint';
import { EventLog } from './eventLog';
import type { CriticalName, Frame, FrameRequest, PageFacts } from './frame';
import { buildFrame } from './frameBuilder';
import { frameContextOf } from './frameContextOf';
import { CRITICAL_CODE } from './mapMode';
import { gfnNameOf, isPinned, statusOf } from './pageChanges';
import { LifeReplay } from './pageLife';
import type { Recording } from './recording';

/** Page events between two looks at the clock of whoever waits: about 5 ms. */
const SEEK_BUDGET = 5e5;

/** Shows any moment of a recording: a second simulation that follows the play head from the nearest checkpoint. */
export class Player {
  private simulation: Simulation;
  private readonly config: EngineConfig;
  private readonly recording: Pick<Recording, 'checkpoints'>;
  private readonly pool: PlanePool | undefined;
  /** The moment that was last sought; the simulation stands at the last piece of work before it. */
  private soughtNs: SimNs = 0;

  constructor(config: EngineConfig, recording: Pick<Recording, 'checkpoints'>, pool?: PlanePool) {
    this.config = config;
    this.recording = recording;
    this.pool = pool;
    this.simulation = this.fromStart();
  }

  /** Goes towards `atNs`; true when there, else it wants to be called again. */
  seek(atNs: SimNs): boolean {
    if (atNs < this.soughtNs && atNs < this.simulation.nowNs) this.goBack(atNs);
    else this.leapAhead(atNs);
    this.soughtNs = atNs;
    return this.simulation.advance(atNs, SEEK_BUDGET);
  }

  /** Ends the player: its planes go back to the pool. */
  release(): void {
    this.pool?.giveBack(this.simulation.planes);
  }

  frame(request: FrameRequest, recycled?: readonly ArrayBuffer[]): Frame {
    const context = { ...frameContextOf(this.simulation), atNs: request.atNs };
    return buildFrame(this.simulation.planes, context, request, recycled);
  }

  /** Facts of a page at `atNs`; seeks there to the end. */
  page(page: PageIndex, atNs: SimNs): PageFacts {
    while (!this.seek(atNs));
    const { planes, thread, ultravisor, state, life } = this.simulation;
    const bit = (plane: Int32Array | undefined, without: boolean): boolean => (plane === undefined ? without : testBit(plane, page));
    const sentCount = +testBit(planes.sent0, page) + 2 * +testBit(planes.sent1, page) + 4 * +testBit(planes.sent2, page);
    const received = sentCount > 0 && thread.state.migrateNs >= 0;
    return {
      page, atNs, sentCount, ramPages: planes.pages,
      ...statusFacts(planes, page),
      wrong: wrongWith(ultravisor?.critical ?? state.critical, page),
      zero: bit(planes.zero, false) && !testBit(planes.dirty, page),
      ...(life.frames.hasLost(page) ? { replaced: true } : {}),
      pinned: isPinned(planes, page),
      toSend: testBit(planes.toSend, page),
      dirty: testBit(planes.dirty, page),
      destination: received ? (testBit(planes.stale, page) ? 'stale' : 'current') : 'absent',
    };
  }

  /** One page's whole life, by a replay from the start: a simulation of its own, which the caller moves on. */
  life(page: PageIndex): LifeReplay {
    return new LifeReplay(this.config, page);
  }

  private goBack(atNs: SimNs): void {
    const checkpoint = this.recording.checkpoints.before(atNs);
    if (checkpoint !== undefined) {
      restoreCheckpoint(this.simulation, checkpoint);
      return;
    }
    this.release();
    this.simulation = this.fromStart();
  }

  private fromStart(): Simulation {
    return new Simulation(this.config, new EventLog(), undefined, this.pool);
  }

  private leapAhead(atNs: SimNs): void {
    const checkpoint = this.recording.checkpoints.before(atNs);
    if (checkpoint !== undefined && checkpoint.atNs > this.simulation.nowNs) restoreCheckpoint(this.simulation, checkpoint);
  }
}

/** What only a guest with page status, or with frames under an ultravisor, has. */
function statusFacts(planes: PagePlanes, page: PageIndex): Pick<PageFacts, 'guestStatus' | 'hostStatus' | 'toldStatus' | 'gfn'> {
  const guestStatus = statusOf(planes.privateTruth, page);
  const hostStatus = statusOf(planes.privateBelief, page);
  const toldStatus = statusOf(planes.privateAtDestination, page);
  const gfn = gfnNameOf(planes, page);
  return {
    ...(guestStatus === undefined ? {} : { guestStatus }), ...(hostStatus === undefined ? {} : { hostStatus }),
    ...(toldStatus === undefined ? {} : { toldStatus }), ...(gfn === undefined ? {} : { gfn }),
  };
}

const CRITICAL_NAMES = new Map<number | undefined, CriticalName>(Object.entries(CRITICAL_CODE).map(([name, code]) => [code, name as CriticalName]));

/** @param critical the oracle's pairs page, code */
function wrongWith(critical: readonly number[], page: PageIndex): readonly CriticalName[] {
  const names: CriticalName[] = [];
  for (let i = 0; i < critical.length; i += 2) {
    const name = critical[i] === page ? CRITICAL_NAMES.get(critical[i + 1]) : undefined;
    if (name !== undefined) names.push(name);
  }
  return names;
}
