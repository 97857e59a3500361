import type { Simulation } from '../simulation';
import type { PathServer } from '../vmm/paths/privatePath';
import { SERIES_IDS, type SeriesId } from './series';

/** The values of all series columns now, in the order of SERIES_IDS, written into `into`. */
export function sampleSimulation(simulation: Simulation, into: Float64Array): void {
  const { thread, guest, link } = simulation;
  const { counters } = thread;
  const sender = thread.sender.state;
  const path = thread.path;
  const isPsp = path?.kind === 'psp';
  const busyNs = (server: PathServer): number => path?.busyNs(server, simulation.nowNs) ?? 0;
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
    'psp-source-busy': busyNs('psp-source'),
    'psp-destination-busy': busyNs('psp-destination'),
    'helper-source-busy': busyNs('helper-source'),
    'helper-destination-busy': busyNs('helper-destination'),
    'link-busy': link.state.busyNs,
  };
  SERIES_IDS.forEach((id, i) => {
    into[i] = values[id];
  });
}
