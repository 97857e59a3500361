import { formatCount } from '../../base/format';
import { formatDuration } from '../../base/formatTime';
import { layoutDurationBars } from '../../charts/labs/durationBars';
import type { SwitchFacts, SwitchModeFacts } from './switchFacts';

export interface SwitchModesProps {
  readonly facts: SwitchFacts;
  /** Opens the scenario at hand with these changes, in the link's grammar. */
  readonly onTry: (link: string) => void;
}

const WHO: Readonly<Record<SwitchModeFacts['gfnStates'], string>> = { off: 'old hypervisor', on: 'v3 series', 'counter-proposal': 'Bharata Rao' };

/** What each mode does, and what was found about it in the discussion. Source: confidential-migration.md 6.6. */
const WORDS: Readonly<Record<SwitchModeFacts['id'], string>> = {
  A: 'every GFN is paged in',
  B: 'the necessary ones; INIT_DONE only sets a flag',
  C: 'the necessary ones; INIT_DONE converts the rest',
  D: 'INIT_DONE pages the rest in; withdrawn',
  other: 'every GFN is paged in, whatever INIT_DONE does',
};

function endText({ outcome, leftNormal }: SwitchModeFacts): string {
  if (outcome === 'aborted') return 'aborts: secure memory is full';
  if (outcome === 'refused') return 'refused';
  if (outcome === 'running') return 'not done';
  return leftNormal === 0 ? 'nothing is lost' : `${formatCount(leftNormal)} left NORMAL: writes there are lost`;
}

function Row({ mode, share, onTry }: { readonly mode: SwitchModeFacts; readonly share: number } & Pick<SwitchModesProps, 'onTry'>) {
  const { id, own, by, timeNs, pagedIn, converted, leftNormal, outcome, gfnStates, link } = mode;
  const name = id === 'other' ? '\u2013' : id;
  // The closed form says that it aborts, not when.
  const isUnknown = by === 'model' && outcome === 'aborted';
  return (
    <tr data-own={own} data-wrong={leftNormal > 0 || outcome === 'aborted'}>
      <th scope="row">
        <div>
          {own ? <b aria-current="true">{name}</b> : <button type="button" aria-label={`Try mode ${name}: ${WHO[gfnStates]}`} onClick={() => onTry(link)}>{name}</button>}
          <span>{WHO[gfnStates]}<small>{WORDS[id]}</small></span>
        </div>
      </th>
      <td className="switch-bar">
        <span className="switch-track" aria-hidden="true"><span style={{ width: `${(isUnknown ? 0 : share * 100).toFixed(2)}%` }} /></span>
        <b>{isUnknown ? '\u2013' : formatDuration(timeNs)}</b> <small>{by === 'run' ? 'this run' : 'closed form'}</small>
        <small className="switch-moves">{formatCount(pagedIn)} paged in, {formatCount(converted)} converted</small>
      </td>
      <td>{formatCount(pagedIn)}</td>
      <td>{formatCount(converted)}</td>
      <td className="switch-end">{leftNormal > 0 || outcome === 'aborted' ? <i aria-hidden="true">{'\u25b2'} </i> : undefined}{endText(mode)}</td>
    </tr>
  );
}

/** The modes of the discussion side by side, on one axis of time. */
export function SwitchModes({ facts, onTry }: SwitchModesProps) {
  const bars = layoutDurationBars(facts.modes.map(({ timeNs }) => timeNs / 1e9));
  return (
    <section className="lab-part" aria-label="Ways to become secure">
      <h2>Time to switch {formatCount(facts.pages)} GFNs <span>log scale, {bars.ticks.map(({ seconds }) => `${seconds} s`).join(' \u00b7 ')}</span></h2>
      <div className="lab-scroll">
        <table className="lab-table switch-modes">
          <thead>
            <tr>
              <th scope="col">mode</th><th scope="col">time, and what says so</th><th scope="col">paged in</th><th scope="col">converted</th>
              <th scope="col">at a reboot</th>
            </tr>
          </thead>
          <tbody>{facts.modes.map((mode) => <Row key={mode.id} mode={mode} share={bars.share(mode.timeNs / 1e9)} onTry={onTry} />)}</tbody>
        </table>
      </div>
      <p className="lab-prose">
        256 {'\u00b5'}s for a UV_PAGE_IN: 420 s over 1 638 400 GFNs, the thread{'\u2019'}s seven minutes. 1 {'\u00b5'}s to convert one
        <span className="lab-tag" title="A device PFN and migrate_vma of an empty page; no published value, 0.5 to 5 us">est.</span>
        {' '}Closed forms follow from the same costs.
      </p>
    </section>
  );
}
