import { expect, test } from 'vitest';
import type { RawLink } from '../../src/scenario/rawLink';
import { checkUpgraders, UPGRADERS, upgradeLink, type UpgraderTable } from '../../src/scenario/upgraders';
import { LINK_VERSION } from '../../src/scenario/version';

/** Version 2 renames a field; version 3 changes a default and writes the old one into old links. */
const table: UpgraderTable = {
  2: (link) => link.map((field) => (field.key === 'ram' ? { ...field, key: 'memory' } : field)),
  3: (link) => (link.some((field) => field.key === 'vcpus') ? link : [...link, { key: 'vcpus', value: '1' }]),
};
const old: RawLink = [{ key: 'ram', value: '8GiB' }];

test('an old link goes through every version up to the current one', () => {
  expect(upgradeLink(old, 1, table, 3)).toEqual([{ key: 'memory', value: '8GiB' }, { key: 'vcpus', value: '1' }]);
  expect(upgradeLink(old, 2, table, 3)).toEqual([{ key: 'ram', value: '8GiB' }, { key: 'vcpus', value: '1' }]);
  expect(upgradeLink(old, 3, table, 3)).toEqual(old);
  expect(upgradeLink(old, 999, table, 3)).toEqual(old);
});

test('a table with a gap, or beyond the current version, does not load', () => {
  expect(() => checkUpgraders(UPGRADERS, LINK_VERSION)).not.toThrow();
  expect(() => checkUpgraders(table, 3)).not.toThrow();
  expect(() => checkUpgraders({ 3: (link) => link }, 3)).toThrow('link version 2 has no upgrader');
  expect(() => checkUpgraders(table, 4)).toThrow('link version 4 has no upgrader');
  expect(() => checkUpgraders(table, 2)).toThrow('upgrader 3 leads to no link version');
  expect(() => checkUpgraders({ 1: (link) => link }, 1)).toThrow('upgrader 1 leads to no link version');
});
