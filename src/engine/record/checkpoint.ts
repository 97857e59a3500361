import type { SimNs } from '../../base/units';
import type { PagePlanes } from '../memory/pagePlanes';
import type { Simulation } from '../simulation';

type PlaneName = keyof PagePlanes;

/** A whole run at one moment: copies of the planes and of every part's state. */
export interface Checkpoint {
  readonly atNs: SimNs;
  readonly planes: ReadonlyMap<PlaneName, Int32Array | Float64Array>;
  /** State records of the parts as JSON, in the order of `partsOf`. */
  readonly parts: string;
}

/** The mutable records of a simulation; each holds only numbers, strings, booleans and arrays of such. */
function partsOf(simulation: Simulation): readonly object[] {
  const { thread, guest } = simulation;
  const path = thread.path === undefined ? [] : [thread.path.busy];
  return [
    simulation.state, thread.state, thread.counters, thread.parameters, thread.sender.state, simulation.stream.state,
    simulation.link.state, simulation.log.state, guest.state, guest.clock.state, ...path,
  ];
}

function planeEntries(planes: PagePlanes): readonly [PlaneName, Int32Array | Float64Array][] {
  return (Object.keys(planes) as PlaneName[]).flatMap((name) => {
    const plane = planes[name];
    return plane instanceof Int32Array || plane instanceof Float64Array ? [[name, plane] as const] : [];
  }) as [PlaneName, Int32Array | Float64Array][];
}

export function captureCheckpoint(simulation: Simulation): Checkpoint {
  return {
    atNs: simulation.nowNs,
    planes: new Map(planeEntries(simulation.planes).map(([name, plane]) => [name, plane.slice()])),
    parts: JSON.stringify(partsOf(simulation)),
  };
}

/** Sets a simulation of the same config back (or forth) to a checkpoint. */
export function restoreCheckpoint(simulation: Simulation, checkpoint: Checkpoint): void {
  for (const [name, plane] of planeEntries(simulation.planes)) plane.set(checkpoint.planes.get(name)!);
  const saved = JSON.parse(checkpoint.parts) as object[];
  partsOf(simulation).forEach((part, i) => Object.assign(part, saved[i]));
}

/** Bytes of one checkpoint of this simulation, without the few kilobytes of part states. */
export function checkpointBytes(planes: PagePlanes): number {
  return planeEntries(planes).reduce((sum, [, plane]) => sum + plane.byteLength, 0);
}
