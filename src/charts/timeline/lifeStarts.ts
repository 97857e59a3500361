import type { SimNs } from '../../base/units';
import type { Phase } from './phases';

/** What a guest does besides moving: it boots, or becomes secure. */
export type LifePhaseKind = 'off' | 'pinning' | 'booting' | 'running' | 'transient' | 'converting' | 'aborting' | 'secure';

export interface LifeStart {
  readonly kind: LifePhaseKind;
  readonly fromNs: SimNs;
}

type Start = Omit<Phase, 'toNs'>;

/** In full, and what may stand in the strip, from the longest to the shortest. */
const WORDS: Readonly<Record<LifePhaseKind, readonly [label: string, ...shorter: string[]]>> = {
  off: ['off', 'the guest is off', 'off'],
  pinning: ['pinning', 'pinning all pages, no vCPU runs', 'pinning', 'pin'],
  booting: ['booting', 'firmware and kernel boot', 'booting', 'boot'],
  running: ['running', 'running'],
  transient: ['TRANSIENT', 'TRANSIENT: the guest is inside UV_ESM', 'TRANSIENT', 'T'],
  converting: ['INIT_DONE', 'H_SVM_INIT_DONE', 'INIT_DONE'],
  aborting: ['INIT_ABORT', 'H_SVM_INIT_ABORT', 'INIT_ABORT'],
  secure: ['SECURE', 'SECURE', 'S'],
};

/** Kinds of phase in which a migration divides the strip: life goes on under it, unseen. */
const MOVING: ReadonlySet<Phase['kind']> = new Set<Phase['kind']>(['setup', 'pass', 'stopped', 'postcopy']);

/** After a migration the guest boots and runs on the host where that left it. */
function lifeStart({ kind, fromNs }: LifeStart, phase: Start | undefined): Start {
  const [label, ...shorter] = WORDS[kind];
  if (phase?.kind !== 'after') return { kind, fromNs, label, shorter };
  const host = phase.label.slice(-1);
  if (kind === 'running') return { kind: 'after', fromNs, label: `runs on ${host}`, shorter: [`runs on ${host}`] };
  return kind === 'booting' ? { kind, fromNs, label: `boots on ${host}`, shorter: [`firmware and kernel boot on ${host}`, `boots on ${host}`, ...shorter.slice(1)] } : { kind, fromNs, label, shorter };
}

/**
 * Puts the guest's life between the phases of its migrations.
 * @param starts phases by QMP events, in order of time, the first at 0
 */
export function withLife(starts: readonly Start[], life: readonly LifeStart[]): readonly Start[] {
  if (life.length === 0) return starts;
  const phaseAt = (ns: SimNs): Start | undefined => starts.findLast(({ fromNs }) => fromNs <= ns);
  const lasting = starts.filter(({ kind }) => kind === 'after').flatMap(({ fromNs }) => {
    const under = life.findLast((each) => each.fromNs < fromNs);
    return under?.kind === 'booting' ? [{ ...under, fromNs }] : [];
  });
  const own = [...lasting, ...life]
    .filter(({ fromNs }) => !MOVING.has(phaseAt(fromNs)?.kind ?? 'running'))
    .map((each) => lifeStart(each, phaseAt(each.fromNs)));
  const replaced = own[0]?.fromNs === 0 ? starts.slice(1) : starts;
  return [...replaced, ...own].sort((a, b) => a.fromNs - b.fromNs);
}
