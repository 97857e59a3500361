import type { Field } from './fields/field';
import { GUEST_FIELDS } from './fields/guestFields';
import { HOST_FIELDS } from './fields/hostFields';
import { MECHANISM_FIELDS } from './fields/mechanismFields';
import { NETWORK_FIELDS } from './fields/networkFields';
import { RUN_FIELDS } from './fields/runFields';
import { VMM_FIELDS } from './fields/vmmFields';
import { WORKLOAD_FIELDS } from './fields/workloadFields';
import type { FieldName, Scenario } from './scenario';

/** The field table: every key of a scenario but its script, in the order of the link and of the panel. */
export const FIELDS: readonly Field[] = [
  ...GUEST_FIELDS, ...WORKLOAD_FIELDS, ...HOST_FIELDS, ...MECHANISM_FIELDS, ...NETWORK_FIELDS, ...VMM_FIELDS, ...RUN_FIELDS,
];

const BY_NAME: ReadonlyMap<string, Field> = new Map(FIELDS.map((field) => [field.name, field]));

/** The field that a text names; undefined when there is none. */
export function findField(name: string): Field | undefined {
  return BY_NAME.get(name);
}

export function fieldByName(name: FieldName): Field {
  const field = BY_NAME.get(name);
  if (field === undefined) throw new Error(`field ${name} is not in the table`);
  return field;
}

/** What a link without fields means: the first visit. */
export const defaultScenario: Scenario = {
  ...(Object.fromEntries(FIELDS.map((field) => [field.name, field.default])) as unknown as Omit<Scenario, 'script'>),
  script: [],
};
