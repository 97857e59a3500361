import type { Mechanism } from '../../engine/config';
import type { SeriesId } from '../../engine/record/series';

/** A server of the pipeline that can be busy. */
export type ServerId = 'psp-source' | 'psp-destination' | 'helper-source' | 'helper-destination' | 'link';

export const SERVER_NAMES: Readonly<Record<ServerId, string>> = {
  'psp-source': 'source PSP',
  'psp-destination': 'dest. PSP',
  'helper-source': 'source helper',
  'helper-destination': 'dest. helper',
  link: 'link',
};

/** The series of a server's busy time in ns. */
export function busySeries(server: ServerId): SeriesId {
  return `${server}-busy`;
}

/** The servers that a mechanism has: a plain guest has no PSP to wait for, only a helper mechanism has helpers. */
export function serversOf(mechanism: Mechanism): readonly ServerId[] {
  if (mechanism === 'plain') return ['link'];
  if (mechanism === 'psp') return ['psp-source', 'psp-destination', 'link'];
  return ['psp-source', 'psp-destination', 'helper-source', 'helper-destination', 'link'];
}
