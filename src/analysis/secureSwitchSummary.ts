import type { Bytes, PageCount, SimNs } from '../base/units';
import type { EngineConfig, EsmConfig } from '../engine/config';
import type { RunEvent } from '../engine/record/runEvent';
import type { GfnCounts, RunResult, SecureReset, SecureSwitchResult, SlotPlug } from '../engine/record/runResult';
import { gfnCurve, type GfnPoint } from './gfnCurve';
import { lifePhases, type LifePhase } from './lifePhases';
import { secureSwitchModel, type SecureSwitchModel } from './secureSwitchModel';

/** One of the ways that the discussion weighs. */
export interface SwitchMode {
  readonly id: 'A' | 'B' | 'C' | 'D' | 'other';
  readonly esmPages: EsmConfig['pages'];
  readonly gfnStates: EsmConfig['gfnStates'];
  /** The scenario at hand. */
  readonly own: boolean;
  /** `run`: the engine's own figures; `model`: closed form of its costs. */
  readonly by: 'run' | 'model';
  readonly outcome: SecureSwitchResult['outcome'];
  readonly timeNs: SimNs;
  readonly pagedIn: PageCount;
  readonly converted: PageCount;
  readonly pagedOut: PageCount;
  readonly states: GfnCounts;
  /** GFNs that stay NORMAL in a secure VM: each has two owners once the guest writes it. */
  readonly leftNormal: PageCount;
  /** What differs from the scenario at hand, in the link's grammar. */
  readonly link: string;
}

export interface SecureSwitchSummary {
  readonly pages: PageCount;
  readonly pageBytes: Bytes;
  readonly modes: readonly SwitchMode[];
  readonly phases: readonly LifePhase[];
  readonly curve: readonly GfnPoint[];
  readonly resets: readonly SecureReset[];
  readonly plugs: readonly SlotPlug[];
  /** The oracle's word on this run, once it is known. */
  readonly violations: readonly { readonly invariant: string; readonly count: PageCount; readonly text: string }[];
  readonly done: boolean;
}

/** The modes of confidential-migration.md 6.6. */
const MODES: readonly (Pick<SwitchMode, 'id' | 'esmPages' | 'gfnStates'>)[] = [
  { id: 'A', esmPages: 'all', gfnStates: 'off' },
  { id: 'D', esmPages: 'needed', gfnStates: 'counter-proposal' },
  { id: 'B', esmPages: 'needed', gfnStates: 'off' },
  { id: 'C', esmPages: 'needed', gfnStates: 'on' },
];

/** Sums up a switch into secure mode; undefined for a guest or a script without one. */
export function secureSwitchSummary(
  config: EngineConfig, result: RunResult | undefined, events: readonly RunEvent[],
): SecureSwitchSummary | undefined {
  const { guest, script } = config;
  if (guest.kind !== 'pef' || !script.some(({ action }) => action === 'esm') || script.some(({ action }) => action === 'migrate')) return undefined;
  const run = result?.secureSwitch;
  return {
    pages: guest.pages, pageBytes: guest.pageBytes,
    modes: modesOf(config, run),
    phases: lifePhases(config, events),
    curve: gfnCurve(config, events),
    resets: run?.resets ?? [],
    plugs: run?.plugs ?? [],
    violations: result?.integrity.violations.map(({ invariant, count, text }) => ({ invariant, count, text })) ?? [],
    done: result !== undefined,
  };
}

function modesOf(config: EngineConfig, run: SecureSwitchResult | undefined): readonly SwitchMode[] {
  const { pages, gfnStates } = config.esm;
  const isNamed = MODES.some((mode) => mode.esmPages === pages && mode.gfnStates === gfnStates);
  const listed = isNamed ? MODES : [...MODES, { id: 'other' as const, esmPages: pages, gfnStates }];
  return listed.map((mode) => {
    const own = mode.esmPages === pages && mode.gfnStates === gfnStates;
    const figures = own && run !== undefined ? runFigures(run) : modelFigures(secureSwitchModel(config, { pages: mode.esmPages, gfnStates: mode.gfnStates }));
    return { ...mode, own, ...figures, link: `esm-pages=${mode.esmPages}&gfn-states=${mode.gfnStates}` };
  });
}

type Figures = Pick<SwitchMode, 'by' | 'outcome' | 'timeNs' | 'pagedIn' | 'converted' | 'pagedOut' | 'states' | 'leftNormal'>;

function runFigures({ startNs, endNs, outcome, pagedIn, converted, pagedOut, gfnStates }: SecureSwitchResult): Figures {
  return {
    by: 'run', outcome, timeNs: endNs - startNs, pagedIn, converted, pagedOut, states: gfnStates,
    leftNormal: outcome === 'secure' ? gfnStates.normal : 0,
  };
}

/** Without enough secure memory the switch is aborted and everything is NORMAL again; how long that takes the closed form does not say. */
function modelFigures({ timeNs, pagedIn, converted, pagedOut, gfnStates, fits }: SecureSwitchModel): Figures {
  const outcome = fits ? 'secure' : 'aborted';
  return { by: 'model', outcome, timeNs, pagedIn, converted, pagedOut, states: gfnStates, leftNormal: fits ? gfnStates.normal : 0 };
}
