import { expect, test } from 'vitest';
import { FIELDS } from '../../src/scenario/fields';
import { printField } from '../../src/scenario/fields/printField';
import { readField } from '../../src/scenario/fields/readField';
import { encodeLink, decodeLinkStrict } from '../../src/scenario/linkCodec';
import { findPreset, PRESETS, scenarioOfPreset } from '../../src/scenario/presets';
import { PRESET_LINES } from '../../src/scenario/presets/presetLines';
import { toConfig } from '../../src/scenario/toConfig';
import { validateScenario } from '../../src/scenario/validate';

test.each(PRESETS.map((preset) => [preset.name, preset] as const))('%s is a story that a link can tell', (name, preset) => {
  expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
  const lines = PRESET_LINES[name] ?? [];
  expect(lines).toHaveLength(2);
  for (const line of [preset.title, ...lines]) expect(line.length).toBeLessThanOrEqual(100);
  for (const line of lines) expect(line).toMatch(/\.$/);
  const scenario = scenarioOfPreset(preset);
  expect(validateScenario(scenario, new Set(FIELDS.map((field) => field.name)))).toEqual({ scenario, problems: [] });
  for (const field of FIELDS) {
    expect(readField(field, printField(field, scenario[field.name]))).toEqual({ status: 'ok', value: scenario[field.name] });
  }
  const link = encodeLink(scenario, name);
  expect(link).toBe(`#v=1&preset=${name}&model=1`);
  expect(decodeLinkStrict(link)).toMatchObject({ ok: true, value: { scenario, preset: name, notices: [] } });
  const { pages, pageBytes } = toConfig(scenario).guest;
  expect(pages * pageBytes).toBe(scenario.memory);
  expect(pageBytes).toBe(scenario.guest === 'pef' ? 65_536 : 4096);
});

test('names are unique', () => {
  expect(new Set(PRESETS.map((preset) => preset.name)).size).toBe(PRESETS.length);
  expect(findPreset('__proto__')).toBeUndefined();
});
