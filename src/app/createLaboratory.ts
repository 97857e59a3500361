import { frameBuffers } from '../engine/record/frameBuffers';
import { createAppStore } from '../store/createAppStore';
import { createFrameHub } from '../store/frameHub';
import { withDifference } from '../scenario/withDifference';
import type { Laboratory } from '../views/laboratory';
import { EngineClient } from '../worker/client';
import { startEngineWorker } from '../worker/engineWorkerHandle';
import { findGpu } from '../worker/findGpu';
import { browserAddress } from './browserAddress';
import { choose, createCommands } from './commands';
import { syncDocumentState } from './documentState';
import { fetchLateCode } from './fetchLateCode';
import { FrameLoop } from './frameLoop';
import { listenToKeys } from './keyboard';
import { lateAnalysis } from './lateAnalysis';
import { createReadings } from './readings';
import { RunControl } from './runControl';
import { createScenarioTools } from './scenarioTools';
import { firstTheme, syncTheme } from './theme';
import { fragmentOf, openedFrom, syncAddress } from './urlSync';

/** Said when one scenario ended the worker twice in a row. */
const GIVEN_UP = 'This scenario stops the engine. The link still holds it.';

/** A laboratory, and what begins to compute its runs; that returns what ends it. */
export interface WiredLaboratory {
  readonly laboratory: Laboratory;
  readonly start: () => () => void;
}

/** Wires the rooms for one window: scenario from the address, run from the scenario, pictures from the run. */
export function createLaboratory(window: Window): WiredLaboratory {
  const bar = browserAddress(window);
  const first = openedFrom(bar.fragment());
  const isFirstVisit = bar.fragment() === '';
  const tools = createScenarioTools();
  const store = createAppStore({ scenario: first.scenario, preset: first.preset });
  const frames = createFrameHub(frameBuffers);
  const timeline: Laboratory['timeline'] = { current: null };
  const maps: Laboratory['maps'] = { current: null };
  const clock = {
    now: () => window.performance.now(),
    nextFrame: (callback: () => void) => void window.requestAnimationFrame(callback),
  };
  const matches = (query: string): (() => boolean) => {
    const list = window.matchMedia(query);
    return () => list.matches;
  };
  const reduceMotion = matches('(prefers-reduced-motion: reduce)');
  const client = new EngineClient(startEngineWorker, {
    onRestart: (restarts) => runControl.restarted(restarts),
    onGivenUp: () => store.getState().runFailed(GIVEN_UP),
  });
  const runControl = new RunControl(store, client, matches('(max-width: 699px)'), { ...clock, soon: (callback) => window.queueMicrotask(callback) });
  const frameLoop = new FrameLoop({
    store, client, frames, reduceMotion, ...clock,
    soon: (callback) => void window.setTimeout(callback, 0),
    onPicture: (runId) => runControl.pictured(runId),
  });
  const commands = createCommands({ store, frames, timeline, maps });
  const playUnlessMoment = (moment: number | undefined): void => {
    if (moment === undefined && !reduceMotion()) store.getState().play();
  };

  store.setState({ theme: firstTheme(window), firstVisit: isFirstVisit, notices: first.notices, wantedNs: first.atNs });
  store.getState().changeView(first.view ?? {});
  syncTheme(store, window);
  syncDocumentState(store, window.document.documentElement);
  syncAddress(store, bar);
  listenToKeys(window, commands);
  frameLoop.start();
  playUnlessMoment(first.atNs);
  // What is shown may be made with it.
  lateAnalysis.subscribe(() => {
    store.setState({});
    const late = lateAnalysis.current();
    if (late !== undefined) new late.ControlRun(store, startEngineWorker).follow();
  });
  fetchLateCode(window, () => void findGpu().then(store.getState().gpuFound));

  const laboratory: Laboratory = {
    ...tools,
    store, frames, commands, timeline, maps,
    readings: createReadings(),
    showTiles: frameLoop.showTiles,
    choosePage: (page) => choose(store, page),
    link: ({ whole, withMoment }) => (whole ? window.location.href.replace(/#.*$/, '') : '') + fragmentOf(store.getState(), withMoment),
    openLink: (text) => {
      store.getState().leaveFirstVisit();
      store.getState().openScenario(openedFrom(text));
    },
    openVariant: (difference) => store.getState().openScenario(openedFrom(withDifference(fragmentOf(store.getState(), false), difference))),
    startAdvice: (...wanted) => lateAnalysis.current()?.startAdvice(store.getState(), startEngineWorker, ...wanted),
    openPreset: (name) => {
      store.getState().openScenario({ scenario: tools.presetScenario(name), preset: name, notices: [] });
      store.getState().seek(0);
      playUnlessMoment(undefined);
    },
  };
  return { laboratory, start: () => runControl.start() };
}
