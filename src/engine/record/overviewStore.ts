import type { Simulation } from '../simulation';
import type { Frame, FrameRequest } from './frame';
import { buildFrame } from './frameBuilder';
import { frameContextOf } from './frameContextOf';

const MOST_FRAMES = 32;
const MOST_TILES = 98_304;

/** Smallest power of two of pages per tile with which the whole guest fits 384 x 256 tiles. */
export function overviewTilePages(pages: number): number {
  let tilePages = 1;
  while (pages / tilePages > MOST_TILES) tilePages *= 2;
  return tilePages;
}

/** Overview pictures of a run, thinned like checkpoints: never more than 32. */
export class OverviewStore {
  readonly frames: Frame[] = [];
  private spacing = 0;
  private nextWork = 0;

  offer(simulation: Simulation, work: number): void {
    if (work < this.nextWork) return;
    this.spacing ||= Math.max(1e5, simulation.planes.pages / 4);
    if (this.frames.length === MOST_FRAMES) {
      const kept = this.frames.filter((_, i) => i % 2 === 0);
      this.frames.splice(0, this.frames.length, ...kept);
      this.spacing *= 2;
    }
    const tilePages = overviewTilePages(simulation.planes.pages);
    const request: FrameRequest = { atNs: simulation.nowNs, mode: simulation.ultravisor === undefined ? 'state' : 'gfn', tilePages, firstTile: 0, tileCount: Math.ceil(simulation.planes.pages / tilePages) };
    this.frames.push(buildFrame(simulation.planes, frameContextOf(simulation), request));
    this.nextWork = work + this.spacing;
  }

  get byteLength(): number {
    return this.frames.reduce((sum, frame) => sum + frame.source.tiles.byteLength + frame.destination.tiles.byteLength, 0);
  }
}
