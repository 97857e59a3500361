import type { Simulation } from '../simulation';
import { SERIES_IDS, type SeriesId } from './series';

/** The values of all series columns now, in the order of SERIES_IDS, written into `into`. */
export function sampleSimulation(simulation: Simulation, into: Float64Array): void {
  const { thread, guest, link } = simulation;
  const { counters } = thread;
  const sender = thread.sender.state;
  const path = thread.path;
  const busy = path?.busy;
  const isPsp = path?.kind === 'psp';
  const values: Record<SeriesId, number> = {
    remaining: thread.state.migrateNs < 0 ? 0 : counters.dirtyPages,
    threshold: counters.thresholdSize / 4096,
    'expected-downtime': counters.expectedDowntimeMs,
    'dirty-pages-rate': counters.dirtyPagesRate,
    'cpu-throttle-percentage': counters.cpuThrottlePercentage,
    pinned: simulation.memory.state.pinnedPages,
    'guest-writes': guest.clock.writesAt(Math.max(simulation.nowNs, guest.clock.state.sinceNs)),
    'sent-plain': sender.sentPlain,
    'sent-zero': sender.sentZero,
    'sent-psp': isPsp ? sender.sentPrivate : 0,
    'sent-helper': isPsp ? 0 : sender.sentPrivate,
    'link-bytes': link.state.bytes,
    'psp-source-busy': isPsp ? busy!.source : 0,
    'psp-destination-busy': isPsp ? busy!.destination : 0,
    'helper-source-busy': isPsp ? 0 : (busy?.source ?? 0),
    'helper-destination-busy': isPsp ? 0 : (busy?.destination ?? 0),
    'link-busy': link.state.busyNs,
  };
  SERIES_IDS.forEach((id, i) => {
    into[i] = values[id];
  });
}
