import { useId } from 'react';
import {
  activeEdges, DIAGRAM_HEIGHT, DIAGRAM_WIDTH, edgeKey, GFN_EDGES, GFN_NODES, NODE_HEIGHT, NODE_WIDTH, VM_EDGES, VM_NODES,
  type DiagramEdge, type DiagramNode, type VmStateId,
} from '../../charts/labs/switchDiagram';
import { GFN_STATES, gfnCountAt, type GfnStateId } from '../../charts/timeline/gfnStates';
import { groupedText } from '../../charts/timeline/numberText';
import type { SwitchFacts } from './switchFacts';

export interface SwitchDiagramProps {
  readonly facts: SwitchFacts;
  readonly cursorNs: number;
}

type Counts = Readonly<Record<GfnStateId, number>>;

const VM_STATE: Readonly<Record<string, VmStateId>> = { transient: 'TRANSIENT', converting: 'TRANSIENT', secure: 'SECURE' };

function vmStateAt({ phases }: SwitchFacts, ns: number): VmStateId {
  return VM_STATE[phases.findLast(({ fromNs }) => fromNs <= ns)?.kind ?? ''] ?? 'NORMAL';
}

function countsAt({ curve }: SwitchFacts, ns: number): Counts {
  return Object.fromEntries(GFN_STATES.map(({ id }) => [id, Math.round(gfnCountAt(curve, id, ns))])) as Counts;
}

function Edge({ edge, active, marker }: { readonly edge: DiagramEdge<string>; readonly active: boolean; readonly marker: string }) {
  return (
    <g className={active ? 'switch-edge switch-active' : 'switch-edge'}>
      <path d={edge.path} markerEnd={`url(#${marker})`} />
      {edge.call === '' ? undefined : <text className="lab-code" x={edge.labelX} y={edge.labelY} textAnchor={edge.anchor}>{edge.call}</text>}
    </g>
  );
}

function Node({ node, lit, count }: { readonly node: DiagramNode<string>; readonly lit: boolean; readonly count?: number }) {
  const { id, name, x, y } = node;
  return (
    <g className={`switch-node switch-${id}${lit ? ' switch-lit' : ''}`}>
      <rect x={x - NODE_WIDTH / 2} y={y - NODE_HEIGHT / 2} width={NODE_WIDTH} height={NODE_HEIGHT} />
      <text x={x} y={count === undefined ? y + 4 : y - 2} textAnchor="middle">{name}</text>
      {count === undefined ? undefined : <text className="switch-count" x={x} y={y + 11} textAnchor="middle">{groupedText(count)}</text>}
    </g>
  );
}

/** How far before and behind the play head a change counts as under way, ns. */
const LOOK_NS = 1e6;

/** States of the VM and of its frames, lit as the run passes through them. */
export function SwitchDiagram({ facts, cursorNs }: SwitchDiagramProps) {
  const marker = useId();
  const vm = vmStateAt(facts, cursorNs);
  const counts = countsAt(facts, cursorNs);
  const active = activeEdges(countsAt(facts, Math.max(cursorNs - LOOK_NS, 0)), countsAt(facts, cursorNs + LOOK_NS));
  const said = GFN_STATES.map(({ id, name }) => `${groupedText(counts[id])} ${name}`).join(', ');
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
        {GFN_EDGES.map((edge) => <Edge key={edgeKey(edge)} edge={edge} marker={marker} active={active.has(edgeKey(edge))} />)}
        {GFN_NODES.map((node) => <Node key={node.id} node={node} lit={counts[node.id] > 0} count={counts[node.id]} />)}
      </svg>
    </section>
  );
}
