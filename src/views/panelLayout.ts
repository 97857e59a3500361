import { FIELDS, fieldByName } from '../scenario/fields';
import { FIELD_GROUPS, type Field, type FieldGroup } from '../scenario/fields/field';
import type { FieldName } from '../scenario/scenario';

/** One section of the scenario panel. */
export interface PanelSection {
  readonly group: FieldGroup;
  readonly title: string;
  /** Always shown. */
  readonly main: readonly Field[];
  /** Shown on demand, or when they differ from the preset. */
  readonly more: readonly Field[];
}

const TITLES: Readonly<Record<FieldGroup, string>> = {
  guest: 'Guest', workload: 'Workload', hosts: 'Hosts', mechanism: 'Mechanism', network: 'Network', vmm: 'QEMU', run: 'Run',
};

/** What most questions turn on; the rest is one press away, and never hidden once it is changed. */
const MAIN: readonly FieldName[] = [
  'guest', 'memory', 'vcpus', 'workload', 'writes', 'working-set', 'psp-page-time', 'mechanism', 'helper-vcpus', 'helper-page-time',
  'bandwidth', 'latency', 'downtime-limit', 'max-bandwidth', 'auto-converge',
];

/** The questions that people drag for. */
const SLIDERS: ReadonlySet<FieldName> = new Set<FieldName>(['memory', 'writes', 'psp-page-time', 'bandwidth', 'downtime-limit']);

export function hasSlider(field: Field): boolean {
  return SLIDERS.has(field.name);
}

/** The sections in the order of the field table; a field that is nowhere else is under `more` of its group. */
export const PANEL_SECTIONS: readonly PanelSection[] = FIELD_GROUPS.map((group) => ({
  group,
  title: TITLES[group],
  main: MAIN.map(fieldByName).filter((field) => field.group === group),
  more: FIELDS.filter((field) => field.group === group && !MAIN.includes(field.name)),
}));
