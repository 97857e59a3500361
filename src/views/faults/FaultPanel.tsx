import type { ReactElement } from 'react';
import { formatLogTime, formatMoment } from '../../base/formatTime';
import type { SimNs } from '../../base/units';
import { commandReturn } from '../right/commandReturn';
import type { FaultReport } from './faultFacts';
import '../right/right.css';
import './faults.css';

export interface FaultPanelProps {
  readonly reports: readonly FaultReport[];
  /** How far the run without the faults is computed, and where the one with them ends; while that is under way. */
  readonly compared?: { readonly computedNs: SimNs; readonly endNs: SimNs };
  readonly onSeek: (ns: SimNs) => void;
  readonly onStory: (link: string) => void;
}

type Found = FaultReport['found'][number];

function foundText({ text, event }: Found): string {
  if (event === undefined) return text;
  const answer = commandReturn(event);
  return `${event.name}${event.value === undefined ? '' : ` ${event.value}`}${answer === undefined ? '' : ` ${answer.full}`}`;
}

function Moment({ atNs, onSeek }: { readonly atNs: SimNs } & Pick<FaultPanelProps, 'onSeek'>): ReactElement {
  return <button type="button" className="fault-moment" aria-label={`Go to ${formatMoment(atNs)}`} onClick={() => onSeek(atNs)}>{formatLogTime(atNs)}</button>;
}

function Report({ report, onSeek, onStory }: { readonly report: FaultReport } & Pick<FaultPanelProps, 'onSeek' | 'onStory'>): ReactElement {
  const { id, title, target, atNs, standing, verdict, found, detected, detectedBy, symptom, handling, variant, story } = report;
  return (
    <li className="fault-report">
      <h3><Moment atNs={atNs} onSeek={onSeek} /> <span><code>{target === undefined ? id : `${id}:${target}`}</code> {title}</span></h3>
      <output className="fault-verdict">{verdict}</output>
      <dl>
        <div><dt>real system</dt><dd>{symptom}</dd></div>
        <div><dt>to be seen by</dt><dd>{detectedBy.join(', ')}</dd></div>
        {detected === undefined ? null : <div><dt>was seen by</dt><dd>{detected.length === 0 ? 'nothing' : detected.join('; ')}</dd></div>}
        <div><dt>right handling</dt><dd>{handling}</dd></div>
        {variant === undefined ? null : <div><dt>done wrongly</dt><dd>{variant}</dd></div>}
      </dl>
      {found.length === 0 ? null : (
        <ul aria-label="What the run shows of it">
          {found.map((sign) => (
            <li key={`${sign.atNs}:${foundText(sign)}`}>
              {sign.atNs === undefined ? <span /> : <Moment atNs={sign.atNs} onSeek={onSeek} />}
              <span>{foundText(sign)}</span>
            </li>
          ))}
        </ul>
      )}
      {standing === 'silent' || standing === 'differs' || standing === 'refused' ? <button type="button" className="fault-story" onClick={() => onStory(story)}>Open the story that shows it</button> : null}
    </li>
  );
}

/** The bar's scale is the run that is shown; the other may end sooner or later, so the sentence says both moments. */
function Comparison({ computedNs, endNs }: NonNullable<FaultPanelProps['compared']>): ReactElement {
  const text = `The run without the faults is computed to ${formatMoment(computedNs)}; the one with them ends at ${formatMoment(endNs)}.`;
  return (
    <div className="fault-comparison">
      <progress max={Math.max(endNs, 1)} value={Math.min(computedNs, endNs)} aria-label="The same run without the faults" aria-valuetext={text} />
      <small>{text}</small>
    </div>
  );
}

/** What came of the faults of the script: what the oracle found, what a real system shows, and what is right. */
export function FaultPanel({ reports, compared, onSeek, onStory }: FaultPanelProps): ReactElement {
  return (
    <section className="panel fault-panel" aria-label="Faults">
      <h2>{reports.length === 1 ? 'Fault' : 'Faults'} <span>beside the same run without {reports.length === 1 ? 'it' : 'them'}</span></h2>
      {compared === undefined ? null : <Comparison {...compared} />}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so keys must reach it */}
      <ol className="fault-reports" tabIndex={0} aria-label="Faults of the script">
        {reports.map((report) => <Report key={`${report.id}:${report.atNs}:${report.target}`} report={report} onSeek={onSeek} onStory={onStory} />)}
      </ol>
    </section>
  );
}
