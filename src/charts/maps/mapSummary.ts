import { formatBytes, formatCompact, formatCount } from '../../base/format';
import { PAGE_BYTES, type Bytes } from '../../base/units';
import { LENS_SHARED, type MapMode } from '../../engine/record/mapMode';
import type { MapHost } from './mapColours';
import type { MapFrame } from './mapFrame';
import { mapLegend } from './mapLegend';
import { HOST_TITLES } from './mapText';
import { stateWords } from './stateWords';

/** States of the lens's pages in order of the legend: `137 to send again, 375 sent, unchanged`. */
function lensWords(mode: MapMode, host: MapHost, lens: Uint8Array): string {
  const counts = new Map<string, number>();
  for (const byte of lens) {
    const words = stateWords(mode, host, byte & ~LENS_SHARED, 1);
    counts.set(words, (counts.get(words) ?? 0) + 1);
  }
  return [...counts].map(([words, pages]) => `${pages} of ${lens.length} ${words}`).join(', ');
}

function sideWords(frame: MapFrame, host: MapHost, pageBytes: Bytes): string {
  const parts = mapLegend(frame.mode, host, pageBytes > PAGE_BYTES).map((line) => `${formatCompact(frame[host].counts[line.place] ?? 0)} ${line.label}`);
  return `${HOST_TITLES[host]}: ${parts.join(', ')}.`;
}

/** What the maps say, in words: how many pages each class holds on each host, and what the lens shows. */
export function mapSummary(frame: MapFrame, hosts: readonly MapHost[], time: string, lensPage: number | undefined, pageBytes: Bytes): string {
  const counts = `Pages${time === '' ? '' : ` at ${time}`}. ${hosts.map((host) => sideWords(frame, host, pageBytes)).join(' ')}`;
  const [host = 'source'] = hosts;
  const { lens } = frame[host];
  if (lensPage === undefined || lens.length === 0) return counts;
  return `${counts} Chosen, from page ${formatCount(lensPage)}, ${formatBytes(lensPage * pageBytes)}, on: ${lensWords(frame.mode, host, lens)}.`;
}
