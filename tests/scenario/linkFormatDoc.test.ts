import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { FIELDS } from '../../src/scenario/fields';
import type { Field } from '../../src/scenario/fields/field';
import { mechanismsOf } from '../../src/scenario/fields/mechanismRule';
import { printAllowed, printField } from '../../src/scenario/fields/printField';
import { MAX_LINK_CHARS } from '../../src/scenario/rawLink';
import type { FieldValue } from '../../src/scenario/scenario';
import { MAX_ACTIONS, SETTABLE } from '../../src/scenario/script';
import { LINK_VERSION } from '../../src/scenario/version';

const doc = readFileSync(new URL('../../docs/link-format.md', import.meta.url), 'utf8');

function row(field: Field): string {
  const unit = 'unit' in field ? field.unit : '';
  return `| \`${field.name}\` | ${printField(field, field.default as FieldValue)} | ${printAllowed(field)} | ${unit} |`;
}

test('the table of fields is the field table', () => {
  const rows = doc.split('\n').filter((line) => /^\| `[a-z-]+` \|.*\|.*\|.*\|$/.test(line));
  expect(rows.join('\n')).toBe(FIELDS.map(row).join('\n'));
});

test('what the text says holds', () => {
  for (const name of SETTABLE) expect(doc).toContain(`\`${name}\``);
  expect(doc).toContain(`up to ${MAX_ACTIONS}`);
  expect(doc).toContain(`${MAX_LINK_CHARS.toLocaleString('en')} characters`);
  expect(doc).toContain(`now ${LINK_VERSION}.`);
  expect(doc).toContain(`- **${LINK_VERSION}**:`);
  expect(doc).toContain(mechanismsOf('sev-snp').map((name) => `\`${name}\``).join(', '));
});
