import type { PageIndex } from '../base/units';
import type { MapFrameRequest } from '../charts/maps/mapFrame';
import type { FrameRequest } from '../engine/record/frame';
import type { AppStoreState, InspectedPage } from '../store/appActions';
import type { AppStore } from '../store/createAppStore';
import type { FrameHub } from '../store/frameHub';
import { selectGuestPages, selectNextEventNs } from '../store/selectors';
import type { EngineClient } from '../worker/client';
import { createScanFollower } from './followScan';

/** A seek that takes longer gives way when the play head was moved meanwhile. */
const SEEK_PATIENCE_MS = 150;
/** Facts of the chosen page while playing. */
const FACTS_EVERY_MS = 200;
/** Under reduced motion playing shows one event after the other, each this long. */
const EVENT_MS = 700;

export interface FrameLoopOptions {
  readonly store: AppStore;
  readonly client: EngineClient;
  readonly frames: FrameHub;
  readonly reduceMotion: () => boolean;
  readonly now: () => number;
  readonly nextFrame: (callback: () => void) => void;
  /** Calls once what runs now, and what React makes of it, is done. */
  readonly soon: (callback: () => void) => void;
  /** Hears of every picture drawn. */
  readonly onPicture: (runId: number) => void;
}

interface Asked {
  readonly runId: number;
  readonly request: FrameRequest;
  readonly askedMs: number;
}

/**
 * One animation frame after the other: moves the play head, asks for the next picture when the last was drawn. The newest
 * moment wins and nothing queues: a slow machine shows fewer pictures, not older ones.
 */
export class FrameLoop {
  private tiles: MapFrameRequest | undefined;
  private inFlight: Asked | undefined;
  private shown: Asked | undefined;
  private lastMs: number | undefined;
  private heldEventMs = 0;
  private factsMs = 0;
  private isAskingFacts = false;
  private isTelling = false;
  private isScheduled = false;

  private readonly follow: (scanPage: PageIndex) => void;

  constructor(private readonly options: FrameLoopOptions) {
    this.follow = createScanFollower(options.store, options.now);
  }

  start(): () => void {
    this.schedule();
    return this.options.store.subscribe((state, before) => {
      if (state.hasNews && !before.hasNews) this.askFirst(state, before);
      this.schedule();
    });
  }

  /** What the maps show from now on. */
  readonly showTiles = (tiles: MapFrameRequest): void => {
    this.tiles = tiles;
    this.schedule();
  };

  /**
   * The first picture of a run waits neither for an animation frame, which a browser that still paints gives late, nor for what React
   * makes of the news, unless the guest's size is part of them: the maps' tiles follow it.
   */
  private askFirst(state: AppStoreState, before: AppStoreState): void {
    const ask = (): void => this.ask(this.options.now());
    if (before.shownScenario !== undefined && selectGuestPages(state) === selectGuestPages(before)) ask();
    else this.options.soon(ask);
  }

  private schedule(): void {
    if (this.isScheduled) return;
    this.isScheduled = true;
    this.options.nextFrame(() => {
      this.isScheduled = false;
      this.frame();
    });
  }

  private frame(): void {
    const { store, now } = this.options;
    const nowMs = now();
    const wallMs = this.lastMs === undefined ? 0 : nowMs - this.lastMs;
    const { playing } = store.getState();
    this.lastMs = playing ? nowMs : undefined;
    if (playing) this.play(wallMs);
    this.ask(nowMs);
    if (store.getState().playing) this.schedule();
  }

  private play(wallMs: number): void {
    const { store, reduceMotion } = this.options;
    if (!reduceMotion()) {
      store.getState().tick(wallMs);
      return;
    }
    this.heldEventMs += wallMs;
    if (this.heldEventMs < EVENT_MS) return;
    this.heldEventMs = 0;
    store.getState().seek(selectNextEventNs(store.getState()));
    store.getState().tick(0);
  }

  private ask(nowMs: number): void {
    const state = this.options.store.getState();
    const request = this.requestFor(state);
    if (request === undefined) {
      if (this.tiles === undefined && lacksFacts(state)) void this.inspect(state.cursorNs);
      return;
    }
    if (isSame(this.shown, state.runId, request)) {
      if (!this.isTelling && lacksLife(state)) void this.inspect(request.atNs);
      return;
    }
    if (this.inFlight?.runId === state.runId && !this.isStuck(this.inFlight, state, nowMs)) return;
    void this.fetch({ runId: state.runId, request, askedMs: nowMs });
  }

  private requestFor(state: AppStoreState): FrameRequest | undefined {
    if (this.tiles === undefined || !state.hasNews || state.error !== undefined) return undefined;
    const { tilePages, firstTile, tileCount, lensPage } = this.tiles;
    // The maps follow a new guest size one rendering later; until then their tiles may lie beyond its end.
    const guestPages = state.shownScenario === undefined ? 0 : selectGuestPages(state);
    const fits = (firstTile + tileCount - 1) * tilePages < guestPages && (lensPage ?? 0) < guestPages;
    return fits ? { ...this.tiles, atNs: state.cursorNs } : undefined;
  }

  /** A picture of a moment that nobody looks at any more, and that takes long to reach. */
  private isStuck(asked: Asked, state: AppStoreState, nowMs: number): boolean {
    return !state.playing && nowMs - asked.askedMs > SEEK_PATIENCE_MS && asked.request.atNs !== state.cursorNs;
  }

  private async fetch(asked: Asked): Promise<void> {
    const { client, frames, store } = this.options;
    this.inFlight = asked;
    const reply = await client.frame(asked.request, frames.takeRecycled());
    if (this.inFlight === asked) this.inFlight = undefined;
    if (reply.ok && asked.runId === store.getState().runId) {
      this.shown = asked;
      frames.publish({ ...reply.value.frame, lensPage: asked.request.lensPage });
      this.options.onPicture(asked.runId);
      this.follow(reply.value.frame.scanPage);
      void this.inspect(reply.value.frame.atNs);
    }
    if (!reply.ok && reply.error.code !== 'superseded' && reply.error.code !== 'disposed') store.getState().runFailed(reply.error.message);
    else this.schedule();
  }

  /** The chosen page at the moment of the picture; what is told of its life stays. */
  private async inspect(atNs: number): Promise<void> {
    const { client, store, now } = this.options;
    const { view, runId, playing } = store.getState();
    const isLensDue = this.tiles !== undefined && this.shown?.request.lensPage === undefined;
    if (view.page === undefined || isLensDue || this.isAskingFacts || (playing && now() - this.factsMs < FACTS_EVERY_MS)) return;
    this.isAskingFacts = true;
    this.factsMs = now();
    const facts = await client.page(view.page, atNs);
    if (facts.ok) store.getState().pageInspected({ ...lifeOf(store.getState(), runId, view.page), runId, facts: facts.value });
    this.isAskingFacts = false;
    if (facts.ok && lacksLife(store.getState())) void this.tellLife(runId, view.page);
  }

  /** The life of a page once playing has stopped and the run is known, part by part; another page, run or play ends it. */
  private async tellLife(runId: number, page: PageIndex): Promise<void> {
    if (this.isTelling) return;
    this.isTelling = true;
    const { client, store } = this.options;
    const isWanted = (): boolean => store.getState().runId === runId && store.getState().view.page === page && lacksLife(store.getState());
    while (isWanted()) {
      const reply = await client.life(page);
      const { inspected } = store.getState();
      if (!reply.ok || !isWanted() || inspected?.facts.page !== page) break;
      const { life, replayedNs, done } = reply.value;
      store.getState().pageInspected({ runId, facts: inspected.facts, life, toldNs: done ? undefined : replayedNs });
    }
    this.isTelling = false;
    // Another page may have been chosen meanwhile.
    this.schedule();
  }
}

function lifeOf({ inspected }: AppStoreState, runId: number, page: PageIndex): Pick<InspectedPage, 'life' | 'toldNs'> {
  return inspected?.runId === runId && inspected.facts.page === page ? { life: inspected.life, toldNs: inspected.toldNs } : { life: undefined };
}

/** A chosen page whose facts at the play head are not known: maps that are not on the screen ask for no picture of it. */
function lacksFacts({ view, inspected, hasNews, error, runId, cursorNs }: AppStoreState): boolean {
  const isKnown = inspected?.runId === runId && inspected.facts.page === view.page && inspected.facts.atNs === cursorNs;
  return view.page !== undefined && hasNews && error === undefined && !isKnown;
}

/** A page whose life is not told to the end, though it can be: that waits for the run to be computed, and for playing to rest. */
function lacksLife({ view, inspected, playing, computing, runId }: AppStoreState): boolean {
  const isTold = inspected?.runId === runId && inspected.facts.page === view.page && inspected.life !== undefined && inspected.toldNs === undefined;
  return view.page !== undefined && !playing && !computing && !isTold;
}

function isSame(asked: Asked | undefined, runId: number, request: FrameRequest): boolean {
  if (asked === undefined || asked.runId !== runId) return false;
  const keys: readonly (keyof FrameRequest)[] = ['atNs', 'mode', 'tilePages', 'firstTile', 'tileCount', 'lensPage'];
  return keys.every((key) => asked.request[key] === request[key]);
}
