import type { ReactNode } from 'react';
import { formatCompact } from '../../base/format';
import { CodeText } from './CodeText';
import type { CapacityBar } from './capacityScale';
import { capacityScale } from './capacityScale';
import './verdict.css';

export interface VerdictProps {
  /** One sentence with its number. Names that one can grep for stand between back-ticks. */
  readonly title: string;
  /** One line of working. */
  readonly working: string;
  readonly stages: readonly CapacityBar[];
  /** The run is still computed: the sentence may change. */
  readonly provisional: boolean;
}

/** The verdict's row `guest` is what the stages are up against. */
function isDemand(bar: CapacityBar): boolean {
  return bar.kind === 'demand' || (bar.kind === undefined && bar.id === 'guest');
}

function Bar({ bar, share }: { readonly bar: CapacityBar; readonly share: number }) {
  const kind = isDemand(bar) ? 'demand' : bar.binds ? 'binds' : 'stage';
  return (
    <tr className={`capacity-${kind}`}>
      <th scope="row">
        {bar.label}
        {bar.estimate ? <span className="estimate" title="rests on an estimate"> est.</span> : undefined}
      </th>
      <td className="capacity-bar" aria-hidden="true"><span style={{ width: `${(share * 100).toFixed(2)}%` }} /></td>
      <td className="capacity-value">{Number.isFinite(bar.pagesPerSecond) ? formatCompact(bar.pagesPerSecond) : 'no limit'}{bar.binds ? ' ◂ binds' : ''}</td>
    </tr>
  );
}

/** What every stage could do alone, on one scale; the smallest binds. */
function CapacityBars({ stages }: Pick<VerdictProps, 'stages'>) {
  const scale = capacityScale(stages);
  if (stages.length === 0) return undefined;
  return (
    <table className="capacity">
      <caption>pages per second, each stage{scale.log ? ', log scale' : ''}</caption>
      <tbody>
        {stages.map((bar) => <Bar key={bar.id} bar={bar} share={Number.isFinite(bar.pagesPerSecond) ? scale.share(bar.pagesPerSecond) : 1} />)}
      </tbody>
    </table>
  );
}

/** The answer in one sentence, one line of working, and the stages that it follows from. */
export function Verdict({ title, working, stages, provisional, children, aside }: VerdictProps & { readonly children?: ReactNode; readonly aside?: ReactNode }) {
  return (
    <section className="verdict" aria-label="What binds" data-provisional={provisional}>
      <div>
        <h1><CodeText text={title} /></h1>
        <p><CodeText text={working} /></p>
        {children}
      </div>
      <div>
        <CapacityBars stages={stages} />
        {aside}
      </div>
    </section>
  );
}
