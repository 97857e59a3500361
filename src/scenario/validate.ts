import { fieldByName } from './fields';
import { isUsed, setField } from './fields/field';
import { impliedMechanism, mechanismsOf } from './fields/mechanismRule';
import { printField } from './fields/printField';
import { possibleFaults } from './possibleFaults';
import { possibleScript } from './possibleScript';
import { valueProblem, type Problem } from './problem';
import { refusedPostcopy } from './refusedPostcopy';
import type { FieldName, FieldValue, Scenario } from './scenario';

/** What a rule between fields changes. `clamp`: the value is moved to the nearest that fits; `refuse`: it is taken back. */
interface Correction {
  readonly kind: 'clamp' | 'refuse';
  readonly field: FieldName;
  readonly value: FieldValue;
  /** Completes the sentence that begins with the value: "is above memory (1GiB)". */
  readonly problem: string;
  readonly allowed: string;
  /** Fields whose mention makes this a mistake of the author; absent: the corrected field alone. */
  readonly blamed?: readonly FieldName[];
}
type Rule = (scenario: Scenario) => Correction | undefined;

export interface Validated {
  readonly scenario: Scenario;
  readonly problems: readonly ValidationProblem[];
}

/** `drop`: an action of the script that the guest cannot do; `keep`: one that the run will show refused. */
export interface ValidationProblem extends Problem {
  readonly kind: Correction['kind'] | 'drop' | 'keep';
  readonly field: FieldName | 'at';
}

/**
 * Makes a scenario whose fields are each within their bounds consistent as a whole. `given` are the fields that the
 * author named: what follows from their silence is corrected too, but is no mistake of theirs.
 */
export function validateScenario(scenario: Scenario, given: ReadonlySet<FieldName>): Validated {
  let current = given.has('mechanism') ? scenario : { ...scenario, mechanism: impliedMechanism(scenario.guest, scenario.mechanism) };
  current = given.has('accel') || current.guest === 'none' ? current : { ...current, accel: 'kvm' };
  const problems: ValidationProblem[] = [];
  for (const rule of RULES) {
    const correction = rule(current);
    if (correction === undefined) continue;
    const blamed = (correction.blamed ?? [correction.field]).some((name) => given.has(name));
    if (blamed || isUsed(fieldByName(correction.field), current)) problems.push(problemOf(current, correction, blamed));
    current = setField(current, correction.field, correction.value);
  }
  const possible = possibleScript(current);
  if (possible.problems.length > 0) current = { ...current, script: possible.script };
  const happening = possibleFaults(current);
  if (happening.problems.length > 0) current = { ...current, script: happening.script };
  const of = (kind: 'drop' | 'keep') => (problem: Problem): ValidationProblem => ({ ...problem, kind, field: 'at' });
  const dropped = [...possible.problems, ...happening.problems].map(of('drop'));
  return { scenario: current, problems: [...problems, ...dropped, ...refusedPostcopy(current).map(of('keep'))] };
}

/** Source of the two refusals: QEMU migration/options.c, migrate_caps_check; of the parameter: migrate_params_check. */
const RULES: readonly Rule[] = [
  ({ guest, mechanism }) => {
    const allowed = mechanismsOf(guest);
    if (allowed.includes(mechanism)) return undefined;
    const value = impliedMechanism(guest, mechanism);
    return { kind: 'refuse', field: 'mechanism', value, problem: `does not go with guest=${guest}`, allowed: allowed.join(', ') };
  },
  ({ guest, accel }) =>
    guest === 'none' || accel === 'kvm'
      ? undefined
      : { kind: 'refuse', field: 'accel', value: 'kvm', problem: `does not go with guest=${guest}`, allowed: 'kvm' },
  atMost('working-set', 'memory'),
  atMost('hot-set', 'working-set'),
  atMost('shared', 'memory'),
  atMost('needed-pages', 'memory'),
  atMost('paged-out', 'memory'),
  ({ guest, zero, shared, memory }) => {
    const room = guest === 'none' ? 100 : Math.floor(((memory - shared) / memory) * 100_000) / 1000;
    if (zero <= room) return undefined;
    return { kind: 'clamp', field: 'zero', value: room, problem: 'and the shared memory are more than all memory', allowed: `0 to ${room}` };
  },
  (scenario) => {
    const initial = scenario['cpu-throttle-initial'];
    if (scenario['max-cpu-throttle'] >= initial) return undefined;
    return {
      kind: 'refuse', field: 'max-cpu-throttle', value: initial, allowed: `${initial} to 99`, blamed: ['max-cpu-throttle', 'cpu-throttle-initial'],
      problem: `is below cpu-throttle-initial=${initial} (QEMU: Parameter 'max_cpu_throttle' expects an integer in the range of cpu_throttle_initial to 99)`,
    };
  },
  ({ multifd, xbzrle }) =>
    multifd && xbzrle
      ? {
          kind: 'refuse', field: 'xbzrle', value: false, allowed: 'off with multifd=on', blamed: ['xbzrle', 'multifd'],
          problem: 'does not go with multifd=on (QEMU: Multifd is not compatible with xbzrle)',
        }
      : undefined,
  (scenario) =>
    scenario.qemu !== '10.2' && scenario.multifd && scenario['postcopy-ram']
      ? {
          kind: 'refuse', field: 'postcopy-ram', value: false, allowed: 'off with multifd=on before QEMU 10.2', blamed: ['postcopy-ram', 'multifd', 'qemu'],
          problem: 'does not go with multifd=on (QEMU: Postcopy is not yet compatible with multifd)',
        }
      : undefined,
];

function atMost(part: 'working-set' | 'hot-set' | 'shared' | 'needed-pages' | 'paged-out', whole: 'memory' | 'working-set'): Rule {
  return (scenario) => {
    if (scenario[part] <= scenario[whole]) return undefined;
    const limit = printField(fieldByName(whole), scenario[whole]);
    return { kind: 'clamp', field: part, value: scenario[whole], problem: `is above ${whole}=${limit}`, allowed: `up to ${limit}` };
  };
}

function problemOf(scenario: Scenario, correction: Correction, fatal: boolean): ValidationProblem {
  const field = fieldByName(correction.field);
  const used = printField(field, correction.value);
  const given = printField(field, scenario[correction.field]);
  const problem = valueProblem(correction.field, given, correction.problem, { used, allowed: correction.allowed, fatal });
  return { ...problem, kind: correction.kind, field: correction.field };
}
