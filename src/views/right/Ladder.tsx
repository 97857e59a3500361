import { memo, useEffect, useMemo, useRef } from 'react';
import type { SimNs } from '../../base/units';
import { formatLogTime, formatMoment } from '../../base/formatTime';
import type { LadderRow } from './ladderRows';
import { ladderRows } from './ladderRows';
import { playSplit } from './playSplit';
import type { RecordedEvent } from './recorded';
import './right.css';

export interface LadderProps {
  readonly events: readonly RecordedEvent[];
  readonly cursorNs: SimNs;
  /** A POWER guest: the lines are those of hypervisor and ultravisor. */
  readonly isPower?: boolean;
  readonly onSeek: (ns: SimNs) => void;
}

/** Rungs kept in the document around the play head; a run can have thousands. */
const MOST_RUNGS = 240;

/** A change of state stands out; of a command that failed it is the news that its state stays. */
function Change({ row: { states, answer } }: { readonly row: LadderRow }) {
  if (states === undefined) return undefined;
  const { before, after } = states;
  if (before === after) return answer?.failed === true ? <span className="rung-states"><span className="visually-hidden">, </span>stays {after}</span> : undefined;
  return before === undefined ? <b> → {after}</b> : <b className="rung-states"><span className="visually-hidden">, </span>{before} → {after}</b>;
}

/** What a command was given, what each of a bulk returned, and the state that it leaves as it is. */
function Given({ row: { args, states, answer, place } }: { readonly row: LadderRow }) {
  const returned = place === 'exchange' && answer !== undefined ? `each ${answer.text}` : undefined;
  const keeps = states !== undefined && states.before === states.after && answer?.failed !== true ? `in ${states.after}` : undefined;
  const parts = [args, returned, keeps].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : <span className="rung-args"><span className="visually-hidden">, </span>{parts.join(' \u00b7 ')}</span>;
}

/** All that is known of a command, in one line. */
function titleOf({ text, args, states }: LadderRow): string {
  const state = states === undefined ? '' : `; ${states.before === undefined || states.before === states.after ? '' : `${states.before} \u2192 `}${states.after}`;
  return `${text}${args === undefined ? '' : `; ${args}`}${state}`;
}

function Rung({ row, ahead, first, line, onSeek }: {
  readonly row: LadderRow;
  readonly ahead: boolean;
  /** First rung ahead: the play head lies above it. */
  readonly first: boolean;
  readonly line: string;
  readonly onSeek: (ns: SimNs) => void;
}) {
  const { answer } = row;
  return (
    <li className={`rung rung-${row.place}`} data-ahead={ahead} data-head={first}>
      <button type="button" className="rung-time" onClick={() => onSeek(row.atNs)} aria-label={`Go to ${formatMoment(row.atNs)}`}>{formatLogTime(row.atNs)}</button>
      <span className="rung-body">
        <span className="visually-hidden">{line}: </span>
        <code className="rung-text" title={titleOf(row)}>
          {row.text}
          <Given row={row} />
          {answer?.status === undefined ? undefined : <span className="rung-status" aria-hidden="true">{answer.status}</span>}
          <Change row={row} />
        </code>
        {answer === undefined || row.place === 'exchange' ? undefined : (
          <code className="rung-answer" title={answer.full} data-failed={answer.failed}>
            <span className="visually-hidden">, {answer.full}</span>
            <span aria-hidden="true">{answer.failed ? '\u2715 ' : ''}{answer.text}</span>
          </code>
        )}
      </span>
    </li>
  );
}

const Rungs = memo(function Rungs({ rows, cut, lines, onSeek }: {
  readonly rows: readonly LadderRow[];
  readonly cut: number;
  readonly lines: readonly [string, string];
  readonly onSeek: (ns: SimNs) => void;
}) {
  const list = useRef<HTMLOListElement>(null);
  const from = Math.max(0, Math.min(cut - MOST_RUNGS / 2, rows.length - MOST_RUNGS));
  const shown = rows.slice(from, from + MOST_RUNGS);
  useEffect(() => {
    const element = list.current;
    if (element === null || element.scrollHeight <= element.clientHeight || element.matches(':hover, :focus-within')) return;
    const last = element.children[Math.max(cut - from - 1, 0)];
    if (last instanceof HTMLElement) element.scrollTop = last.offsetTop - element.clientHeight * 0.66;
  }, [cut, from, rows.length]);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so keys must reach it
    <ol ref={list} className="rungs" tabIndex={0} aria-label="Commands of both sides, in order">
      {shown.map((row, index) => (
        <Rung key={row.key} row={row} ahead={from + index >= cut} first={from + index === cut && cut > 0} line={row.place === 'exchange' ? lines.join(' to ') : row.place === 'destination' ? lines[1] : lines[0]} onSeek={onSeek} />
      ))}
    </ol>
  );
});

const HOSTS = ['source host', 'destination host'] as const;
const POWER = ['guest, hypervisor', 'ultravisor'] as const;

/** The protocol as a ladder between two hosts, or between hypervisor and ultravisor; it is a real list, so it needs no other text. */
export function Ladder({ events, cursorNs, isPower = false, onSeek }: LadderProps) {
  const rows = useMemo(() => ladderRows(events, isPower), [events, isPower]);
  const lines = isPower ? POWER : HOSTS;
  return (
    <section className="panel ladder" aria-label="Protocol">
      <h2>Protocol</h2>
      {rows.length === 0 ? <p>No command yet: nothing was asked of firmware or host.</p> : (
        <>
          <div className="ladder-lines" aria-hidden="true"><span>{lines[0]}</span><span>{isPower ? 'return code' : 'errno \u00b7 status'}</span><span>{lines[1]}</span></div>
          <Rungs rows={rows} cut={playSplit(rows, cursorNs)} lines={lines} onSeek={onSeek} />
        </>
      )}
    </section>
  );
}
