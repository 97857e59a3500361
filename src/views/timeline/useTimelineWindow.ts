import { useCallback, useMemo, useState } from 'react';
import type { SimNs } from '../../base/units';
import type { TimeWindow } from '../../charts/timeline/timeWindow';
import { fitWindow, isFit, keepInside, panWindow, zoomWindow } from '../../charts/timeline/timeWindow';

/** The stretch shown, and what changes it. */
export interface WindowControl {
  readonly window: TimeWindow;
  readonly fitted: boolean;
  /** `factor` below 1 zooms in; `anchorNs` keeps its place. */
  readonly zoom: (factor: number, anchorNs: SimNs) => void;
  /** By a share of the visible span; negative goes back. */
  readonly pan: (share: number) => void;
  readonly fit: () => void;
}

/** Keeps a time window inside the run; while nothing is zoomed it grows with the run. */
export function useTimelineWindow(endNs: SimNs): WindowControl {
  const [chosen, setChosen] = useState<TimeWindow | undefined>(undefined);
  const window = useMemo(() => (chosen === undefined ? fitWindow(endNs) : keepInside(chosen, endNs)), [chosen, endNs]);
  const change = useCallback(
    (next: (current: TimeWindow) => TimeWindow) => {
      setChosen((current) => {
        const result = next(current ?? fitWindow(endNs));
        return isFit(result, endNs) ? undefined : result;
      });
    },
    [endNs],
  );
  const zoom = useCallback((factor: number, anchorNs: SimNs) => change((current) => zoomWindow(current, factor, anchorNs, endNs)), [change, endNs]);
  const pan = useCallback((share: number) => change((current) => panWindow(current, share, endNs)), [change, endNs]);
  const fit = useCallback(() => setChosen(undefined), []);
  return useMemo(() => ({ window, fitted: chosen === undefined, zoom, pan, fit }), [window, chosen, zoom, pan, fit]);
}
