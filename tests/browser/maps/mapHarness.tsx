// The maps over real planes: what they ask for is built and handed back at once, as the worker would.
import { useState } from 'react';
import type { FrameSource, MapFrame, MapFrameRequest } from '../../../src/charts/maps/mapFrame';
import { createPlanes } from '../../../src/engine/memory/pagePlanes';
import type { PagePlanes, Plane } from '../../../src/engine/memory/pagePlanes';
import { buildFrame } from '../../../src/engine/record/frameBuilder';
import { frameBuffers } from '../../../src/engine/record/frameBuffers';
import type { FrameContext } from '../../../src/engine/record/frameContext';
import { MAP_MODES } from '../../../src/engine/record/mapMode';
import { PageMaps } from '../../../src/views/maps/PageMaps';
import type { PageMapsProps } from '../../../src/views/maps/pageMapsProps';

export function setPages(plane: Plane | undefined, from: number, to: number): void {
  for (let page = from; page < to; page++) plane![page >> 5]! |= 1 << (page & 31);
}

/** A guest of 16 GiB in its first pass: 10 GiB sent, some of it stale, one page lost. */
export function samplePlanes(pages = 4194304): PagePlanes {
  const planes = createPlanes(pages, { imported: false, zero: false, status: true, pinned: true });
  planes.sent0.fill(-1, 0, Math.floor(planes.words * 0.625));
  for (let w = 0; w < planes.words; w++) planes.stale[w] = (w >> 9) % 4 === 0 ? 0x0f0f00ff : (w >> 6) % 5 === 0 ? 1 : 0;
  planes.privateTruth!.fill(-1);
  planes.privateTruth![16] = -256;
  planes.privateBelief!.set(planes.privateTruth!);
  planes.privateAtDestination!.set(planes.privateTruth!);
  planes.pinned!.fill(-1);
  planes.lastSentNs.fill(50e9);
  return planes;
}

export const sampleContext: FrameContext = {
  atNs: 61.3e9, scanPage: 2_621_440, sendingFromPage: 2_590_000, sendingToPage: 2_621_440,
  migrationBegan: true, critical: new Int32Array(0), integrityChecked: false,
};

/** Builds what is asked for; buffers of the picture before go round and are overwritten, as in the worker. */
export class FrameBench implements FrameSource {
  readonly requests: MapFrameRequest[] = [];
  newest: MapFrame | undefined;
  private readonly listeners = new Set<(frame: MapFrame) => void>();

  constructor(readonly planes: PagePlanes, public context: FrameContext = sampleContext) {}

  readonly subscribe = (listener: (frame: MapFrame) => void): (() => void) => {
    this.listeners.add(listener);
    if (this.newest !== undefined) listener(this.newest);
    return () => this.listeners.delete(listener);
  };

  readonly request = (request: MapFrameRequest): void => {
    this.requests.push(request);
    this.publish();
  };

  publish(): void {
    const request = this.requests.at(-1);
    if (request === undefined) return;
    const before = this.newest;
    this.newest = buildFrame(this.planes, this.context, { atNs: this.context.atNs, ...request });
    for (const listener of this.listeners) listener(this.newest);
    if (before !== undefined) for (const buffer of frameBuffers(before)) new Uint8Array(buffer).fill(0xee);
  }
}

export interface HarnessProps extends Partial<PageMapsProps> {
  readonly bench: FrameBench;
}

/** Keeps what the app's store would keep. */
export function MapHarness({ bench, ...given }: HarnessProps) {
  const [mode, setMode] = useState(given.mode ?? 'state');
  const [order, setOrder] = useState(given.order ?? 'rows');
  const [viewport, setViewport] = useState(given.viewport ?? { firstPage: 0, pages: 0 });
  const [chosenPage, setChosen] = useState(given.chosenPage);
  const [hoverPage, setHover] = useState(given.hoverPage);
  return (
    <PageMaps
      frames={bench} guestPages={bench.planes.pages} modes={MAP_MODES} theme="dark" narrow={false} {...given}
      mode={mode} order={order} viewport={viewport} chosenPage={chosenPage} hoverPage={hoverPage}
      onMode={(value) => { given.onMode?.(value); setMode(value); }}
      onOrder={(value) => { given.onOrder?.(value); setOrder(value); }}
      onViewport={(value) => { given.onViewport?.(value); setViewport(value); }}
      onChoose={(value) => { given.onChoose?.(value); setChosen(value); }}
      onHover={(value) => { given.onHover?.(value); setHover(value); }}
      onRequest={bench.request}
    />
  );
}
