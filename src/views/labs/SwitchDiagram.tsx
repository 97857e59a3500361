import { useId } from 'react';
import { formatCount } from '../../base/format';
import {
  activeEdges, DIAGRAM_HEIGHT, DIAGRAM_WIDTH, edgeKey, GFN_EDGES, GFN_NODES, NODE_HEIGHT, NODE_WIDTH, VM_EDGES, VM_NODES,
  type DiagramEdge, type DiagramNode, type VmStateId,
} from '../../charts/labs/switchDiagram';
import { GFN_STATES, gfnCountAt, type GfnStateId } from '../../charts/timeline/gfnStates';
import type { SwitchFacts } from './switchFacts';

export interface SwitchDiagramProps {
  readonly facts: SwitchFacts;
  readonly cursorNs: number;
}

type Counts = Readonly<Record<GfnStateId, number>>;

const VM_STATE: Readonly<Record<string, VmStateId>> = { transient: 'TRANSIENT', converting: 'TRANSIENT', aborting: 'TRANSIENT', secure: 'SECURE' };

function phaseAt({ phases }: SwitchFacts, ns: number): string {
  return phases.findLast(({ fromNs }) => fromNs <= ns)?.kind ?? '';
}

/** In H_SVM_INIT_DONE frames become SECURE without the call that does so before. */
function callOf(edge: DiagramEdge<string>, phase: string, { modes }: SwitchFacts): string {
  if (phase !== 'converting' || edge.from !== 'normal' || edge.to !== 'secure') return edge.call;
  return modes.find((mode) => mode.own)?.gfnStates === 'on' ? 'H_SVM_INIT_DONE' : 'UV_PAGE_IN';
}

function countsAt({ curve }: SwitchFacts, ns: number): Counts {
  return Object.fromEntries(GFN_STATES.map(({ id }) => [id, gfnCountAt(curve, id, ns)])) as Counts;
}

function Edge({ edge, call = edge.call, active, marker }: { readonly edge: DiagramEdge<string>; readonly call?: string; readonly active: boolean; readonly marker: string }) {
  return (
    <g className={active ? 'switch-edge switch-active' : 'switch-edge'}>
      <path d={edge.path} markerEnd={`url(#${marker})`} />
      {call === '' ? undefined : <text className="lab-code" x={edge.labelX} y={edge.labelY} textAnchor={edge.anchor}>{call}</text>}
    </g>
  );
}

function Node({ node, lit, count }: { readonly node: DiagramNode<string>; readonly lit: boolean; readonly count?: string }) {
  const { id, name, x, y } = node;
  return (
    <g className={`switch-node switch-${id}${lit ? ' switch-lit' : ''}`}>
      <rect x={x - NODE_WIDTH / 2} y={y - NODE_HEIGHT / 2} width={NODE_WIDTH} height={NODE_HEIGHT} />
      <text x={x} y={count === undefined ? y + 4 : y - 2} textAnchor="middle">{name}</text>
      {count === undefined ? undefined : <text className="switch-count" x={x} y={y + 11} textAnchor="middle">{count}</text>}
    </g>
  );
}

/** States of the VM and of its frames, lit as the run passes through them. */
export function SwitchDiagram({ facts, cursorNs }: SwitchDiagramProps) {
  const marker = useId();
  const phase = phaseAt(facts, cursorNs);
  const vm = VM_STATE[phase] ?? 'NORMAL';
  const counts = countsAt(facts, cursorNs);
  const active = activeEdges(facts.curve, cursorNs);
  // An abort does cheap pages and dear ones in order of address: how far it is, its event does not say.
  const shown = (id: GfnStateId): string => `${phase === 'aborting' ? '\u2248' : ''}${formatCount(counts[id])}`;
  const said = GFN_STATES.map(({ id, name }) => `${formatCount(counts[id])} ${name}`).join(', ');
  return (
    <section className="lab-part" aria-label="States of the VM and of its frames">
      <h2>States of the VM and of its frames <span>at the play head; calls as in the kernel</span></h2>
      <svg className="lab-svg switch-diagram" viewBox={`0 0 ${DIAGRAM_WIDTH} ${DIAGRAM_HEIGHT}`} role="img" aria-label={`The VM is ${vm}. GFNs: ${said}.`}>
        <defs>
          <marker id={marker} viewBox="0 0 6 6" refX="5" refY="3" markerWidth="6" markerHeight="6" orient="auto"><path className="switch-head" d="M 0 0 L 6 3 L 0 6 Z" /></marker>
        </defs>
        <text className="lab-tick" x={0} y={VM_NODES[0]!.y + 4}>VM</text>
        <text className="lab-tick" x={0} y={GFN_NODES[0]!.y + 4}>GFN</text>
        {VM_EDGES.map((edge) => <Edge key={edgeKey(edge)} edge={edge} marker={marker} active={false} />)}
        {VM_NODES.map((node) => <Node key={node.id} node={node} lit={node.id === vm} />)}
        {GFN_EDGES.map((edge) => <Edge key={edgeKey(edge)} edge={edge} call={callOf(edge, phase, facts)} marker={marker} active={active.has(edgeKey(edge))} />)}
        {GFN_NODES.map((node) => <Node key={node.id} node={node} lit={counts[node.id] > 0} count={shown(node.id)} />)}
      </svg>
      <dl className="switch-list">
        <div><dt>VM</dt><dd>{vm}</dd></div>
        {GFN_STATES.map(({ id, name }) => <div key={id}><dt>{name}</dt><dd>{shown(id)}</dd></div>)}
      </dl>
    </section>
  );
}
