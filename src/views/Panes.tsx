import { useMemo, type ReactElement, type ReactNode } from 'react';
import { MIB } from '../base/units';
import { formatClock } from '../base/formatTime';
import { hostLetter } from '../base/hostLetter';
import { selectGuestPages, selectKnownEndNs, selectMoves, selectPageBytes } from '../store/selectors';
import type { TimelineInput } from '../charts/timeline/timelineInput';
import type { MapHost } from '../charts/maps/mapColours';
import type { BlockedFacts } from './blocked/blockedFacts';
import { Hints } from './hints/Hints';
import { useLaboratory } from './laboratory';
import { labOf } from './labs/labOf';
import { lateViews } from './lateViews';
import { modesOf } from './mapModes';
import { PageMaps } from './maps/PageMaps';
import { PageInspector } from './right/PageInspector';
import { useActions, useAppState } from './useAppState';
import { useFrameLag } from './useFrameLag';
import { useIsSlim, useIsTall, useLayout } from './useLayout';
import { useThrottledCursor } from './useThrottledCursor';
import { Verdict } from './verdict/Verdict';

/** Bytes of a tile of the largest zoom that names single pages. */
const TILE_BYTES = 2 * MIB;


/** With all servers and a throttle the other rows give a little, so that maps of 256 rows keep their lens at 1440 x 900. */
const CROWDED_SCALE = 0.86;

function isCrowded({ servers, autoConverge }: TimelineInput): boolean {
  return servers.length > 4 && autoConverge;
}

/** A guest that is not moved has no other host. */
const SOURCE_ONLY = ['source'] as const;

/** Each pane gives one view what the store holds; no view reads the store itself. */
export function VerdictPane(): ReactElement | null {
  const { readings } = useLaboratory();
  const cursorNs = useThrottledCursor();
  const verdict = useAppState((state) => readings.verdict(state, cursorNs));
  if (verdict === undefined) return <div className="verdict" />;
  return (
    <Verdict title={verdict.title} working={verdict.working} stages={verdict.stages} provisional={verdict.provisional} aside={<lateViews.BesideVerdict />}>
      <lateViews.UnderVerdict />
    </Verdict>
  );
}

/** @param brief phases and what remains alone */
export function TimelinePane({ brief = false }: { readonly brief?: boolean }): ReactElement | null {
  const { readings, timeline } = useLaboratory();
  const { hoverTime, seek } = useActions();
  const computed = useAppState(readings.timeline);
  const hasFailed = useAppState((state) => state.error !== undefined);
  const input = useMemo(() => (hasFailed && computed !== undefined ? { ...computed, stopped: true } : computed), [computed, hasFailed]);
  const cursorNs = useAppState((state) => state.cursorNs);
  const hoverNs = useAppState((state) => state.hoverNs);
  const playing = useAppState((state) => state.playing);
  const theme = useAppState((state) => state.theme);
  const layout = useLayout();
  const isTall = useIsTall();
  if (input === undefined) return null;
  return (
    <lateViews.Timeline
      input={input}
      cursorNs={cursorNs}
      hoverNs={hoverNs}
      playing={playing}
      theme={theme}
      onHover={hoverTime}
      onSeek={seek}
      rowScale={layout === 'huge' ? 1.35 : isTall && isCrowded(input) ? CROWDED_SCALE : 1}
      utilisation={isTall || layout === 'phone'}
      brief={brief}
      handle={timeline}
    />
  );
}

/** @param height room for a map and its lens, CSS pixels */
export function MapsPane({ height }: { readonly height?: number }): ReactElement {
  const { frames, maps, showTiles } = useLaboratory();
  const { changeView, pointAtPage } = useActions();
  const { mode, order, firstPage, pages, page } = useAppState((state) => state.view);
  const hoverPage = useAppState((state) => state.hoverPage);
  const playing = useAppState((state) => state.playing);
  const gpu = useAppState((state) => state.hasGpu);
  const theme = useAppState((state) => state.theme);
  const guest = useAppState((state) => (state.shownScenario ?? state.scenario).guest);
  const guestPages = useAppState(selectGuestPages);
  const pageBytes = useAppState(selectPageBytes);
  const viewport = useMemo(() => (firstPage + pages > guestPages ? { firstPage: 0, pages: 0 } : { firstPage, pages }), [firstPage, pages, guestPages]);
  const isStill = useAppState((state) => labOf(state.shownScenario ?? state.scenario) !== undefined);
  const modes = useMemo(() => modesOf(guest, isStill), [guest, isStill]);
  const time = formatClock(useThrottledCursor(), 1);
  const following = useAppState((state) => state.following);
  const note = useFrameLag() ?? (following ? 'following the scan front, Esc stops' : undefined);
  const isPhone = useLayout() === 'phone';
  const isSlim = useIsSlim();
  const hints = useHints();
  const moves = useAppState(selectMoves);
  return (
    <PageMaps
      frames={frames}
      guestPages={guestPages}
      pageBytes={pageBytes}
      mode={modes.includes(mode) ? mode : (modes[0] ?? 'state')}
      modes={modes}
      order={order}
      viewport={viewport}
      chosenPage={page !== undefined && page < guestPages ? page : undefined}
      hoverPage={hoverPage}
      theme={theme}
      gpu={gpu}
      playing={playing}
      time={time}
      note={note}
      narrow={isPhone || isSlim}
      {...(moves === 0 ? {} : { hostNames: { source: `host ${hostLetter(moves)}`, destination: `host ${hostLetter(moves + 1)}` } })}
      {...(isStill ? { hosts: SOURCE_ONLY } : {})}
      {...(height === undefined ? {} : { height })}
      {...(hints === undefined ? {} : { emptyLens: hints })}
      onMode={(next) => changeView({ mode: next })}
      onOrder={(next) => changeView({ order: next })}
      onViewport={changeView}
      onChoose={(chosen) => changeView({ page: chosen })}
      onHover={pointAtPage}
      onRequest={showTiles}
      handle={maps}
    />
  );
}

/** The hints of a first visit, until something is changed, chosen or hidden: call-outs, or a list where there is no room for them. */
function useHints(): Readonly<Record<MapHost, ReactNode>> | undefined {
  const { hideHints } = useActions();
  const isUntouched = useAppState((state) => state.firstVisit && !state.hintsHidden && state.preset === '' && state.past.length === 0);
  const isPhone = useLayout() === 'phone';
  const isSlim = useIsSlim();
  return useMemo(() => {
    if (!isUntouched) return undefined;
    return { source: isPhone || isSlim ? <Hints hasKeys={!isPhone} /> : <lateViews.CallOuts onHide={hideHints} />, destination: <></> };
  }, [isUntouched, isPhone, isSlim, hideHints]);
}

/** Instead of the maps where no page will ever move. */
export function BlockedPane({ facts }: { readonly facts: BlockedFacts }): ReactElement {
  const { openVariant } = useLaboratory();
  return <lateViews.BlockedView facts={facts} onTry={openVariant} />;
}

export function LadderPane(): ReactElement {
  const { seek } = useActions();
  const events = useAppState((state) => state.events);
  const isPower = useAppState((state) => (state.shownScenario ?? state.scenario).guest === 'pef');
  return <lateViews.Ladder events={events} cursorNs={useThrottledCursor()} isPower={isPower} onSeek={seek} />;
}

/** What came of the faults of the script, where it has any. */
export function FaultsPane(): ReactElement | null {
  const { readings, openLink } = useLaboratory();
  const { seek } = useActions();
  const reports = useAppState(readings.faults);
  const computedNs = useAppState((state) => state.controlNs);
  const endNs = useAppState(selectKnownEndNs);
  const compared = computedNs === undefined ? {} : { compared: { computedNs, endNs } };
  return reports === undefined ? null : <lateViews.FaultPanel reports={reports} {...compared} onSeek={seek} onStory={openLink} />;
}

export function EventsPane(): ReactElement {
  const { seek } = useActions();
  const events = useAppState((state) => state.events);
  return (
    <>
      <FaultsPane />
      <lateViews.EventList events={events} cursorNs={useThrottledCursor()} onSeek={seek} />
    </>
  );
}

export function PagePane(): ReactElement {
  const page = useAppState((state) => state.view.page);
  const inspected = useAppState((state) => (state.inspected?.facts.page === state.view.page ? state.inspected : undefined));
  // Memory that is plugged in later is none yet.
  const guestPages = useAppState((state) => inspected?.facts.ramPages ?? selectGuestPages(state));
  const pageBytes = useAppState(selectPageBytes);
  const computedNs = useAppState((state) => state.computedNs);
  const endNs = useAppState(selectKnownEndNs);
  return (
    <PageInspector
      page={page}
      guestPages={guestPages}
      tilePages={TILE_BYTES / pageBytes}
      pageBytes={pageBytes}
      facts={inspected?.facts}
      life={inspected?.life}
      toldNs={inspected?.toldNs}
      cursorNs={useThrottledCursor()}
      computedNs={computedNs}
      endNs={endNs}
    />
  );
}
