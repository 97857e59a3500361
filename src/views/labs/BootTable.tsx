import { formatCount } from '../../base/format';
import type { BootFacts, BootRowFacts } from './bootFacts';
import { signedText, sizeText } from './labText';

export interface BootTableProps {
  readonly facts: BootFacts;
  /** Asks for the scenario with another size of guest, in GB. */
  readonly onSize: (gb: number) => void;
}

/** Measured seconds and what the model misses; the model alone, in brackets, where nobody measured. */
function Cells({ row, mode }: { readonly row: BootRowFacts; readonly mode: 'launch' | 'demand' }) {
  const { measured, model } = row;
  if (measured === undefined) return <><td className="lab-bracket">({model[mode].toFixed(2)})</td><td className="lab-residual">{'\u2013'}</td></>;
  return <><td>{measured[mode].toFixed(2)}</td><td className="lab-residual">{signedText(measured[mode] - model[mode], 3)}</td></>;
}

function Row({ row, onSize }: { readonly row: BootRowFacts } & Pick<BootTableProps, 'onSize'>) {
  const { gb, measured, model, own } = row;
  const saved = measured === undefined ? model.saved : measured.launch - measured.demand;
  const ratio = measured === undefined ? model.ratio : measured.launch / measured.demand;
  return (
    <tr data-own={own} data-model={measured === undefined}>
      <th scope="row">
        {own ? <b aria-current="true">{sizeText(gb)}</b> : <button type="button" aria-label={`Set the guest to ${sizeText(gb)} GB`} onClick={() => onSize(gb)}>{sizeText(gb)}</button>}
      </th>
      <Cells row={row} mode="launch" />
      <Cells row={row} mode="demand" />
      <td>{saved.toFixed(2)}</td>
      <td>{ratio.toFixed(2)}</td>
    </tr>
  );
}

/** The thread's table beside the model: the chart in numbers. */
export function BootTable({ facts, onSize }: BootTableProps) {
  const { launch, demand, demandOverRoot, rows } = facts;
  const beyond = rows.find(({ model }) => model.extrapolated);
  return (
    <section className="lab-part" aria-label="The thread's table, and the model">
      <h2>The thread{'\u2019'}s table, and the model <span>residual: measured less model</span></h2>
      <div className="lab-scroll">
        <table className="lab-table">
          <thead>
            <tr>
              <th scope="col">GB</th><th scope="col">baseline, s</th><th scope="col">residual</th><th scope="col">demand, s</th>
              <th scope="col">residual</th><th scope="col">saved, s</th><th scope="col">ratio</th>
            </tr>
          </thead>
          <tbody>{rows.map((row) => <Row key={row.gb} row={row} onSize={onSize} />)}</tbody>
          <tfoot>
            <tr>
              <th scope="row">per GB</th>
              <td colSpan={2}>{slopeText(launch.slope, launch.slopeError)}</td>
              <td colSpan={2}>{slopeText(demand.slope, demand.slopeError)}</td>
              <td colSpan={2}>{(100 * facts.slopeShare).toFixed(1)} % kept</td>
            </tr>
            <tr>
              <th scope="row">per page</th>
              <td colSpan={2}>{launch.pageNs.toFixed(1)} ns</td>
              <td colSpan={2}>{demand.pageNs.toFixed(1)} ns</td>
              <td colSpan={2}>of 4 KiB</td>
            </tr>
          </tfoot>
        </table>
      </div>
      <p className="lab-prose">
        {beyond === undefined ? 'In brackets: the model, not a measurement. ' : 'In brackets: the model; beyond 192 GB its line is drawn on, nobody measured there. '}
        GB are taken as GiB. Demand also fits {demandOverRoot.intercept.toFixed(2)} + {demandOverRoot.slope.toFixed(3)}{'\u00b7\u221a'}GB; five points cannot tell.
      </p>
      <RunNote facts={facts} />
    </section>
  );
}

function RunNote({ facts: { run, plain } }: Pick<BootTableProps, 'facts'>) {
  if (run === undefined) return undefined;
  return (
    <p className="lab-prose">
      This run: {run.seconds.toFixed(2)} s, {plain ? 'nothing pinned' : `${formatCount(run.pinnedPages)} pages pinned`}, {formatCount(run.touchedPages)} touched
      <span className="lab-tag" title="1 GiB and 64 bytes of struct page for each page of 4096: only the slope was measured">inferred</span>
    </p>
  );
}

function slopeText(slope: number, error: number): string {
  return `${(1000 * slope).toFixed(1)} \u00b1 ${(1000 * error).toFixed(1)} ms`;
}
