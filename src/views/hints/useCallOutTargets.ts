import { useLayoutEffect, useState, type RefObject } from 'react';
import type { Area, CallOutTargets } from './callOutPlaces';

/** Where the things that the call-outs speak of are, followed while they move; undefined until the maps are drawn. */
export function useCallOutTargets(anchor: RefObject<HTMLElement | null>): CallOutTargets | undefined {
  const [targets, setTargets] = useState<CallOutTargets>();
  useLayoutEffect(() => {
    const maps = anchor.current?.closest('.page-maps');
    if (maps === null || maps === undefined) return undefined;
    const measure = (): void => setTargets((before) => {
      const now = targetsIn(maps);
      return JSON.stringify(now) === JSON.stringify(before) ? before : now;
    });
    measure();
    const observer = new ResizeObserver(measure);
    for (const element of [maps, mechanismControl(), playButton(), document.querySelector('.verdict')]) if (element !== null) observer.observe(element);
    window.addEventListener('resize', measure);
    // A column that scrolls tells only itself.
    document.addEventListener('scroll', measure, { capture: true, passive: true });
    return () => {
      observer.disconnect();
      window.removeEventListener('resize', measure);
      document.removeEventListener('scroll', measure, { capture: true });
    };
  }, [anchor]);
  return targets;
}

const mechanismControl = (): Element | null => document.querySelector('[data-field="mechanism"] .segments');
const playButton = (): Element | null => document.querySelector('[data-hinted="play"]');

function targetsIn(maps: Element): CallOutTargets | undefined {
  const [source, destination] = [...maps.querySelectorAll('canvas[data-host]')].map(areaOf);
  const stack = maps.querySelector('.map-stack')?.getBoundingClientRect();
  if (source === undefined || destination === undefined || stack === undefined) return undefined;
  return { source, destination, bottom: stack.bottom, mechanism: inSight(mechanismControl(), '.panel-scroll'), play: inSight(playButton(), '.right') };
}

function areaOf(element: Element): Area {
  const { left, top, right, bottom } = element.getBoundingClientRect();
  return { left, top, right, bottom };
}

/** Undefined for what its column has scrolled away. */
function inSight(element: Element | null, column: string): Area | undefined {
  const frame = element?.closest(column);
  if (element === null || frame === null || frame === undefined) return undefined;
  const [area, seen] = [areaOf(element), areaOf(frame)];
  return area.top >= seen.top && area.bottom <= seen.bottom ? area : undefined;
}
