import { formatCount } from '../../base/format';
import { formatMoment } from '../../base/formatTime';
import type { PlugFacts, ResetFacts, SwitchFacts } from './switchFacts';

/** What is left of a mode at a reset, whichever it is: device pages are dropped, NORMAL ones stay the hypervisor's. */
function expectation({ modes }: SwitchFacts): string {
  const own = modes.find((mode) => mode.own);
  if (own === undefined || own.outcome !== 'secure') return 'The VM does not become secure, so a reset has nothing to drop.';
  if (own.leftNormal === 0) return 'Add reboot to the script: every secure page is dropped, and none has a second owner.';
  return `Add reboot to the script: the hypervisor keeps ${formatCount(own.leftNormal)} GFNs as its own, and the guest finds its old pages where it wrote new ones.`;
}

function Column({ reset }: { readonly reset: ResetFacts }) {
  return (
    <tbody>
      <tr><th scope="row">dropped as secure</th><td>{formatCount(reset.dropped)}</td></tr>
      <tr><th scope="row">kept as the hypervisor{'\u2019'}s own</th><td>{formatCount(reset.kept)}</td></tr>
      <tr data-wrong={reset.twoOwners > 0}><th scope="row">of those with two owners</th><td>{reset.twoOwners > 0 ? '\u25b2 ' : ''}{formatCount(reset.twoOwners)}</td></tr>
    </tbody>
  );
}

function plugText({ pages, refused, normal }: PlugFacts): string {
  const all = formatCount(pages);
  if (normal === 0) return `${all} GFNs, none left NORMAL`;
  const why = refused > 0 ? `${formatCount(refused)} page-ins refused inside UV_REGISTER_MEM_SLOT` : 'nobody asked for them';
  return `${formatCount(normal)} of ${all} GFNs left NORMAL: ${why}`;
}

/** Memory that was plugged in, slot by slot. */
function Plugs({ plugs }: Pick<SwitchFacts, 'plugs'>) {
  if (plugs.length === 0) return undefined;
  return (
    <table className="lab-table reset-table lab-plugs">
      <tbody>
        {plugs.map((plug) => (
          <tr key={plug.atNs} data-wrong={plug.normal > 0}>
            <th scope="row">slot plugged at {formatMoment(plug.atNs)}</th>
            <td>{plug.normal > 0 ? '\u25b2 ' : ''}{plugText(plug)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What the resets of this run did, and what the oracle says of it. */
export function ResetBox({ facts }: { readonly facts: SwitchFacts }) {
  const { resets, violations, done } = facts;
  const first = resets.find(({ ret }) => ret === 0);
  return (
    <section className="lab-part" aria-label="At a reset">
      <h2>At a reset <span>{first === undefined ? 'KVM_PPC_SVM_OFF' : `at ${formatMoment(first.atNs)}`}</span></h2>
      {first === undefined ? <p className="lab-prose">{done ? expectation(facts) : 'Not computed yet.'}</p> : (
        <table className="lab-table reset-table"><Column reset={first} /></table>
      )}
      <Plugs plugs={facts.plugs} />
      <p className="lab-prose">
        Oracle: {violations.length === 0 ? (done ? 'clean.' : 'not done.') : violations.map(({ invariant, count }) => `${invariant} broken, ${formatCount(count)} GFNs`).join('; ')}
        {violations.length === 0 ? undefined : <span className="lab-tag" title="The thread reports the symptom; that two owners cause it is inferred">inferred</span>}
      </p>
      {violations.map(({ invariant, text }) => <p key={`${invariant}${text}`} className="lab-prose lab-violation">{text}</p>)}
    </section>
  );
}
