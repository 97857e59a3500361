import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { decodeLinkStrict } from '../../src/scenario/linkCodec';
import { invoke } from '../cli/invoke';

const page = readFileSync(new URL('../../docs/operating.md', import.meta.url), 'utf8');

it('docs/operating.md shows commands that exist, with links that open without a notice', () => {
  const commands = [...page.matchAll(/^npm run --silent sealift -- (\w+) '(#v=1[^']*)'/gm)];
  expect(commands.map(([, name]) => name)).toEqual(['run', 'settings', 'advise']);
  const usage = invoke('--help').out;
  for (const [, name, link = ''] of commands) {
    expect(usage).toMatch(new RegExp(`^  ${name} <scenario>`, 'm'));
    expect(decodeLinkStrict(link)).toMatchObject({ ok: true, value: { notices: [] } });
  }
});
