import type { Bytes, PageCount, SimNs } from '../../base/units';
import { packPlane, unpackPlane, type PackedPlane } from '../memory/packedPlane';
import type { PagePlanes, Plane } from '../memory/pagePlanes';
import { resizePlanes } from '../memory/resizePlanes';
import type { Simulation } from '../simulation';

/** A whole run at one moment: copies of the planes and of every part's state. */
export interface Checkpoint {
  readonly atNs: SimNs;
  /** Guest RAM then: memory can be plugged in. */
  readonly pages: PageCount;
  readonly planes: readonly PackedPlane[];
  readonly lastSentNs: Float64Array;
  /** State records of the parts as JSON, in the order of `partsOf`, then what the private path captured. */
  readonly parts: string;
  readonly byteLength: Bytes;
}

/** The mutable records of a simulation; each holds only numbers, strings, booleans and arrays of such. */
function partsOf(simulation: Simulation): readonly object[] {
  const { thread, life } = simulation;
  const path = thread.path === undefined ? [] : [thread.path.busy];
  const xbzrle = thread.sender.xbzrle === undefined ? [] : [thread.sender.xbzrle.counters];
  const multifd = thread.sender.multifd === undefined ? [] : [thread.sender.multifd.state];
  return [
    simulation.state, thread.state, thread.counters, thread.parameters, thread.sender.state, thread.sender.records.state,
    thread.postcopy.state, simulation.stream.state,
    simulation.link.state, simulation.log.state, simulation.faults.state, simulation.move.state, simulation.events.state, ...life.states, ...path, ...xbzrle, ...multifd, ...(simulation.ultravisor?.states ?? []),
  ];
}

/** The bit planes that this run has, always in the same order. */
function bitPlanes(planes: PagePlanes): readonly Plane[] {
  return Object.values(planes).filter((plane) => plane instanceof Int32Array);
}

/** All words that a checkpoint copies: the planes and the XBZRLE cache. */
function arraysOf(simulation: Simulation): readonly Int32Array[] {
  const { xbzrle } = simulation.thread.sender;
  return [...bitPlanes(simulation.planes), ...(xbzrle === undefined ? [] : [xbzrle.slots, xbzrle.ages])];
}

export function captureCheckpoint(simulation: Simulation): Checkpoint {
  const planes = arraysOf(simulation).map(packPlane);
  const lastSentNs = simulation.planes.lastSentNs.slice();
  simulation.life.freeze();
  const parts = JSON.stringify([...partsOf(simulation), simulation.thread.path?.capture() ?? {}]);
  const byteLength = planes.reduce((sum, plane) => sum + plane.byteLength, lastSentNs.byteLength + parts.length);
  return { atNs: simulation.nowNs, pages: simulation.planes.pages, planes, lastSentNs, parts, byteLength };
}

/** Sets a simulation of the same config back (or forth) to a checkpoint. */
export function restoreCheckpoint(simulation: Simulation, checkpoint: Checkpoint): void {
  resizePlanes(simulation.planes, checkpoint.pages);
  arraysOf(simulation).forEach((plane, i) => unpackPlane(checkpoint.planes[i]!, plane));
  simulation.planes.lastSentNs.set(checkpoint.lastSentNs);
  const saved = JSON.parse(checkpoint.parts) as object[];
  partsOf(simulation).forEach((part, i) => Object.assign(part, absentIn(part, saved[i]!), saved[i]));
  simulation.life.thaw();
  simulation.thread.path?.restore(saved.at(-1)!);
  if (simulation.thread.postcopy.state.active) simulation.guest.followToDestination();
  else simulation.guest.stayAtSource();
}

/** JSON leaves out what is undefined. */
function absentIn(part: object, saved: object): object {
  return Object.fromEntries(Object.keys(part).filter((key) => !(key in saved)).map((key) => [key, undefined]));
}

/** Bytes of all planes of an engine: what its memory goes with. */
export function planeBytes(planes: PagePlanes): Bytes {
  return bitPlanes(planes).reduce((sum, plane) => sum + plane.byteLength, planes.lastSentNs.byteLength);
}
