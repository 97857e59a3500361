import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeLinkStrict } from '../../src/scenario/linkCodec';
import { invoke } from '../cli/invoke';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

/** Commands of the console block, each with the lines shown under it; `...` stands for what is left out. */
function shownRuns(): readonly { readonly link: string; readonly lines: readonly string[] }[] {
  const [, block = ''] = /```console\n([\s\S]*?)```/.exec(readme) ?? [];
  return block.split(/^\$ /m).slice(1).map((text) => {
    const [command = '', ...lines] = text.trimEnd().split('\n');
    const [, link = ''] = /^npm run --silent sealift -- run '(.*)'$/.exec(command) ?? [];
    return { link, lines: lines.filter((line) => line !== '...') };
  });
}

describe('README.md', () => {
  it.each(shownRuns().map(({ link, lines }) => [link, lines] as const))('shows what `run %s` prints, in its order', (link, lines) => {
    const { out, lines: messages } = invoke('run', link);
    const printed = [...out.split('\n'), ...messages];
    const places = lines.map((line) => printed.indexOf(line));
    expect(lines.filter((_, i) => places[i] === -1)).toEqual([]);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  it('shows links that open without a notice', () => {
    const links = [...readme.matchAll(/^\| `(#v=1[^`]*)` \|/gm)].map(([, link]) => link!);
    expect(links).toHaveLength(3);
    for (const link of links) expect(decodeLinkStrict(link)).toMatchObject({ ok: true, value: { notices: [] } });
  });

  it('is short', () => {
    expect(readme.split('\n').length).toBeLessThanOrEqual(120);
  });
});
