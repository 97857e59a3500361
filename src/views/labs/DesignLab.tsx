import { formatCount } from '../../base/format';
import { formatDuration } from '../../base/formatTime';
import { CodeText } from '../verdict/CodeText';
import type { DesignBillFacts, DesignFacts, DesignUseFacts } from './designFacts';
import { DESIGN_HEADS, DESIGN_WORDS, type DesignHead, type TopicWords } from './designWords';
import './labs.css';

export interface DesignLabProps {
  readonly facts: DesignFacts;
  /** Opens the scenario at hand with these changes, in the link's grammar. */
  readonly onTry: (link: string) => void;
  /** Moves the play head. */
  readonly onSeek: (atNs: number) => void;
}

const UNMODELLED = DESIGN_WORDS.filter(({ unmodelled }) => unmodelled === true).map(({ name }) => name).join(' and ');

function Bill({ bill }: { readonly bill: DesignBillFacts }) {
  return (
    <small>
      source CPU {formatDuration(bill.cpuNs)}{' '}
      {bill.by === 'run' ? 'so far' : <span className="lab-tag" title={`Closed form for ${formatCount(bill.pages)} pages; no design has published figures`}>est.</span>}
    </small>
  );
}

function Head({ head, facts, onTry }: { readonly head: DesignHead } & Pick<DesignLabProps, 'facts' | 'onTry'>) {
  const bill = facts.bills.find(({ design }) => design === head.id);
  const own = facts.own === head.id;
  return (
    <th scope="col" data-own={own} {...(own ? { 'aria-current': 'true' as const } : {})}>
      <b>{head.title}</b>
      <small>{head.origin}</small>
      {bill === undefined ? undefined : <Bill bill={bill} />}
      {own ? <small className="design-own">this run</small> : (
        <button type="button" className="lab-copy" aria-label={`Run this design: ${head.title}`} onClick={() => onTry(`mechanism=${head.id}`)}>run this design</button>
      )}
    </th>
  );
}

function Lit({ use, onSeek }: { readonly use: DesignUseFacts } & Pick<DesignLabProps, 'onSeek'>) {
  return (
    <button type="button" className="design-use" onClick={() => onSeek(use.atNs)}>
      <b>{use.broken ? '\u25b2 ' : ''}{use.text}</b>
      <small><span className="visually-hidden">: go to </span><span>{formatDuration(use.atNs)}</span> <code>{use.by}</code></small>
    </button>
  );
}

function Unlit({ words, facts }: { readonly words: TopicWords; readonly facts: DesignFacts }) {
  const text = words.unmodelled === true ? 'not part of any run' : facts.usable.includes(words.topic) ? 'not used so far' : 'no event would show it';
  return <small className="design-unlit">{text}</small>;
}

function Row({ words, facts, onSeek }: { readonly words: TopicWords } & Pick<DesignLabProps, 'facts' | 'onSeek'>) {
  const use = facts.uses.find(({ topic }) => topic === words.topic);
  return (
    <tr>
      <th scope="row">{words.name}</th>
      {DESIGN_HEADS.map(({ id, title }) => {
        const own = facts.own === id;
        return (
          <td key={id} data-name={title} data-own={own} data-lit={own && use !== undefined} data-broken={own && use?.broken === true}>
            <CodeText text={words.says[id]} />
            {!own ? undefined : use === undefined ? <Unlit words={words} facts={facts} /> : <Lit use={use} onSeek={onSeek} />}
          </td>
        );
      })}
    </tr>
  );
}

/** The three helper designs point by point; a cell of the run's own lights up when the run has used what it says. */
export function DesignLab({ facts, onTry, onSeek }: DesignLabProps) {
  const { uses, usable } = facts;
  const latest = uses.reduce<DesignUseFacts | undefined>((last, use) => (last === undefined || use.atNs >= last.atNs ? use : last), undefined);
  return (
    <section className="lab-part design-part" aria-label="Three helper designs, point by point">
      <h2>Three helper designs <span>{uses.length} of {usable.length} points that a run shows are used so far; each goes to its moment. {UNMODELLED} are part of no run</span></h2>
      <output className="visually-hidden">{latest === undefined ? 'No point is used yet.' : `Latest point used: ${latest.by}, ${latest.text}.`}</output>
      <div className="design-scroll">
        <table className="lab-table design-table" data-design={facts.own}>
          <colgroup><col className="design-topic" />{DESIGN_HEADS.map(({ id }) => <col key={id} data-own={facts.own === id} />)}</colgroup>
          <thead>
            <tr>
              <th scope="col"><span className="visually-hidden">point</span></th>
              {DESIGN_HEADS.map((head) => <Head key={head.id} head={head} facts={facts} onTry={onTry} />)}
            </tr>
          </thead>
          <tbody>{DESIGN_WORDS.map((words) => <Row key={words.topic} words={words} facts={facts} onSeek={onSeek} />)}</tbody>
        </table>
      </div>
    </section>
  );
}
