import { Fragment } from 'react';
import type { BlockedFacts } from './blockedFacts';

type Lane = BlockedFacts['lanes'][number];
type Step = Lane['steps'][number];

const STANDING = { here: 'the guest is here', reached: 'behind it', never: 'out of reach' } as const;

function StepBox({ step }: { readonly step: Step }) {
  return (
    <Fragment>
      <code className={`lane-state lane-${step.standing}`}>{step.state}<span className="visually-hidden">, {STANDING[step.standing]}</span></code>
      {step.next === undefined ? undefined : (
        <span className="lane-arrow" data-refused={step.next.refused}>
          <code>{step.next.command}</code>
          <span className="visually-hidden">{step.next.refused ? ', refused' : ''} then </span>
        </span>
      )}
    </Fragment>
  );
}

/** The firmware states of both hosts and the command at which the road ends. */
export function FirmwareLanes({ lanes }: Pick<BlockedFacts, 'lanes'>) {
  if (lanes.length === 0) return undefined;
  return (
    <section className="blocked-part" aria-label="Where it stops">
      <h2>Where it stops <span>firmware states of the guest, and the commands between them</span></h2>
      {lanes.map((lane) => (
        <div key={lane.host} className={`lane lane-of-${lane.host}`}>
          <span className="lane-host">{lane.host}</span>
          {lane.steps.map((step) => <StepBox key={step.state} step={step} />)}
        </div>
      ))}
      <p className="lane-note">The guest is in RUNNING on the source, and stays.</p>
    </section>
  );
}
