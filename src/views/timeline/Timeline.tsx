import { useImperativeHandle, useMemo, useRef, useState } from 'react';
import type { Ref } from 'react';
import type { SimNs } from '../../base/units';
import { formatClock } from '../../base/formatTime';
import type { TimelineFrame } from '../../charts/timeline/timelineFrame';
import type { TimelineInput } from '../../charts/timeline/timelineInput';
import type { TimelineScene } from '../../charts/timeline/timelineScene';
import { buildScene } from '../../charts/timeline/timelineScene';
import { timelineSummary } from '../../charts/timeline/timelineSummary';
import { lateViews } from '../lateViews';
import { useElementWidth } from './useElementWidth';
import { useSpokenText } from './useSpokenText';
import type { TimelineCanvases } from './useTimelineCanvas';
import { useTimelineCanvas } from './useTimelineCanvas';
import { useTimelineGestures } from './useTimelineGestures';
import type { WindowControl } from './useTimelineWindow';
import { useTimelineWindow } from './useTimelineWindow';
import './timeline.css';

/** What keys outside the timeline may ask of it. */
export interface TimelineHandle {
  readonly zoom: (factor: number) => void;
  readonly pan: (share: number) => void;
  readonly fit: () => void;
}

/** Height of the buttons under the right gutter, border included. */
const TOOL_HEIGHT = 25;

export interface TimelineProps {
  /** Keep the same object while nothing in it changes: a new one reduces the recording again. */
  readonly input: TimelineInput;
  readonly cursorNs: SimNs;
  readonly hoverNs: SimNs | undefined;
  readonly playing: boolean;
  /** A new name makes the theme's colours be read again. */
  readonly theme: string;
  readonly onHover: (ns: SimNs | undefined) => void;
  readonly onSeek: (ns: SimNs) => void;
  /** 1.35 from 1920 px on. */
  readonly rowScale?: number;
  /** False folds the utilisation strips. */
  readonly utilisation?: boolean;
  /** Phases and what remains alone: a phone's maps have it under them. */
  readonly brief?: boolean;
  readonly handle?: Ref<TimelineHandle>;
}

function useScene({ input, rowScale = 1, utilisation = true, brief = false }: TimelineProps, width: number, window: TimelineScene['window']): TimelineScene | undefined {
  return useMemo(
    () => (width === 0 ? undefined : buildScene(input, { window, width, rowScale, utilisation, brief })),
    [input, window, width, rowScale, utilisation, brief],
  );
}

interface ToolsProps {
  readonly frame: TimelineFrame | undefined;
  readonly control: WindowControl;
  readonly asTable: boolean;
  readonly onTable: (asTable: boolean) => void;
}

function Tools({ frame, control, asTable, onTable }: ToolsProps) {
  return (
    <div className="timeline-tools" data-compact={frame?.compact ?? false} style={frame?.compact === false ? { top: frame.height - TOOL_HEIGHT } : undefined}>
      {control.fitted ? undefined : <button type="button" onClick={control.fit}>fit</button>}
      <button type="button" aria-pressed={asTable} aria-label="Timeline: show as table" onClick={() => onTable(!asTable)}>table</button>
    </div>
  );
}

/** The life of one run over time: phases, rates, what remains, who is busy; pointer and keys move cursor and play head. */
export function Timeline(props: TimelineProps) {
  const { input, cursorNs, hoverNs, playing, theme, onHover, onSeek, handle } = props;
  const root = useRef<HTMLElement>(null);
  const surface = useRef<HTMLDivElement>(null);
  const data = useRef<HTMLCanvasElement>(null);
  const moment = useRef<HTMLCanvasElement>(null);
  const canvases = useMemo<TimelineCanvases>(() => ({ data, moment }), []);
  const [asTable, setAsTable] = useState(false);
  const control = useTimelineWindow(input.endNs);
  const scene = useScene(props, useElementWidth(root), control.window);
  const shownNs = hoverNs ?? cursorNs;
  useTimelineCanvas(canvases, scene, { cursorNs, hoverNs }, theme);
  useImperativeHandle(handle, () => ({ zoom: (factor) => control.zoom(factor, shownNs), pan: control.pan, fit: control.fit }), [control, shownNs]);
  const gestures = useTimelineGestures({ surface, scene, control, shownNs, hasCursor: hoverNs !== undefined, onHover, onSeek });
  const spoken = useSpokenText(() => (scene === undefined ? '' : timelineSummary(scene, shownNs)), playing);
  const frame = scene?.frame;
  return (
    <section className="timeline" ref={root} aria-label="Timeline">
      <div className="timeline-picture" style={{ height: frame?.height ?? 0 }}>
        {/* oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a canvas is the picture; no tag says so */}
        <canvas ref={data} role="img" aria-label="Timeline: phases, transfer rate, remaining pages, dirtying and use over time" />
        <canvas ref={moment} aria-hidden="true" />
        <div
          ref={surface}
          className="timeline-surface"
          style={{ left: frame?.plotX ?? 0, width: frame?.plotWidth ?? 0 }}
          // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- its arrows move the cursor; those of an input would seek
          role="slider"
          tabIndex={0}
          aria-label="Moment: arrows move the cursor, Enter goes there"
          aria-valuemin={0}
          aria-valuemax={Math.round(input.endNs / 1e6)}
          aria-valuenow={Math.round(shownNs / 1e6)}
          aria-valuetext={formatClock(shownNs, 2)}
          {...gestures}
        />
      </div>
      {props.brief === true ? undefined : <Tools frame={frame} control={control} asTable={asTable} onTable={setAsTable} />}
      <p className="timeline-spoken" aria-live="polite">{spoken}</p>
      {asTable && scene !== undefined ? <lateViews.TimelineNumbers scene={scene} /> : undefined}
    </section>
  );
}
