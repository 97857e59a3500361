import { expect, it } from 'vitest';
import type { Scenario } from '../../src/scenario/scenario';
import { hasDesigns } from '../../src/views/labs/hasDesigns';

const migrate: Scenario['script'] = [{ atNs: 0, action: 'migrate' }];

it.each<[Scenario['mechanism'], Scenario['script'], boolean]>([
  ['mirror-ring', [], true],
  ['mirror-rfc', migrate, true],
  ['mailbox', [{ atNs: 0, action: 'boot' }, ...migrate], true],
  ['psp', migrate, false],
  ['plain', migrate, false],
  ['mirror-ring', [{ atNs: 0, action: 'boot' }], false],
])('%s with %j: %s', (mechanism, script, expected) => {
  expect(hasDesigns({ guest: 'sev', mechanism, script })).toBe(expected);
});
