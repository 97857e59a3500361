import { expect, it } from 'vitest';
import { FIELDS } from '../../src/scenario/fields';
import { PANEL_SECTIONS } from '../../src/views/panelLayout';

it('shows every field of the table once, within its group', () => {
  const shown = PANEL_SECTIONS.flatMap(({ group, main, more }) => [...main, ...more].map((field) => `${field.name} ${field.group === group}`));
  expect(shown.toSorted()).toEqual(FIELDS.map((field) => `${field.name} true`).toSorted());
});
