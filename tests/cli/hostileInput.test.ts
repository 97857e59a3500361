import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { invoke } from './invoke';

const folder = mkdtempSync(join(tmpdir(), 'sealift-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** What the one line must name: the field or file, the value as given, and what is allowed. */
const HOSTILE: readonly (readonly [string, readonly string[], RegExp])[] = [
  ['no command', [], /no command.*allowed: run, settings, advise, validate, faults, bench/],
  ['an unknown command', ['teleport'], /`teleport` is not a command; allowed: run/],
  ['a command of Object', ['__proto__'], /`__proto__` is not a command/],
  ['a later command', ['sweep'], /`sweep` is not a command; allowed: run, settings, advise, validate, faults, bench/],
  ['a fault that is none', ['faults', 'F-41'], /`F-41` is no fault that can be injected; allowed: F-01, F-02/],
  ['a fault that cannot happen', ['run', '#v=1&guest=none&at=1s:fault:F-01'], /`at=1s:fault:F-01` needs guest=sev or sev-es or sev-snp; allowed/],
  ['a fault without its occasion', ['run', '#v=1&at=1s:fault:F-03'], /`at=1s:fault:F-03` needs a reboot after it/],
  ['no scenario', ['run'], /one scenario, 0 are given/],
  ['two scenarios, as an unquoted & makes them', ['run', '#v=1', '#v=1'], /one scenario, 2 are given; quote a link/],
  ['an unknown option', ['run', '#v=1', '--fast'], /`--fast` is not an option of run; allowed: --lenient/],
  ['an empty scenario', ['run', ' '], /scenario is empty; allowed: a link/],
  ['words for a number', ['run', '#v=1&memory=banana'], /`memory=banana`.*allowed: 64MiB to 1TiB/],
  ['a value out of range', ['run', '#v=1&memory=2TiB'], /`memory=2TiB`.*allowed: 64MiB to 1TiB/],
  ['a negative value', ['run', '#v=1&writes=-5'], /`writes=-5`.*allowed/],
  ['infinity', ['run', '#v=1&writes=Infinity'], /`writes=Infinity`.*allowed/],
  ['not a number', ['run', '#v=1&bandwidth=NaN'], /`bandwidth=NaN`.*allowed/],
  ['a foreign unit', ['run', '#v=1&latency=4GiB'], /`latency=4GiB`.*allowed/],
  ['a newer link', ['run', '#v=999'], /v=999.*allowed: 1/],
  ['a broken version', ['run', '#v=1e9'], /`v=1e9`.*allowed: 1/],
  ['a key of Object', ['run', '#v=1&__proto__=1'], /`__proto__=1` is not a field/],
  ['a method of Object', ['run', '#v=1&constructor=1'], /`constructor=1` is not a field/],
  ['an unknown field', ['run', '#v=1&memmory=16GiB'], /`memmory=16GiB` is not a field.*did you mean `memory`/],
  ['a field given twice', ['run', '#v=1&memory=1GiB&memory=2GiB'], /`memory` is given twice.*allowed: once/],
  ['an unknown choice', ['run', '#v=1&guest=tdx'], /`guest=tdx`.*allowed: none, sev/],
  ['a mechanism that does not go with the guest', ['run', '#v=1&guest=none&mechanism=psp'], /`mechanism=psp` does not go with guest=none; allowed: plain/],
  ['an unknown preset', ['run', '#v=1&preset=nope'], /`preset=nope` is not a preset.*allowed/],
  ['an action without time', ['run', '#v=1&at=migrate'], /`at=migrate`.*allowed: <time>:<action>/],
  ['an action that does not exist', ['run', '#v=1&at=1s:explode'], /`at=1s:explode` names no action; allowed/],
  ['an address without a scenario', ['run', 'https://example.org/'], /no # part/],
  ['markup and line breaks', ['run', '#v=1&memory=<script>\n\u2028alert(1)</script>'], /`memory=<script>.*allowed/],
  ['a missing file', ['run', join(folder, 'missing.json')], /missing\.json` cannot be read: there is no such file; allowed: a link/],
  ['a folder', ['run', folder], /cannot be read: it is a folder/],
  ['an empty file', ['run', file('empty.json', '')], /empty\.json` is empty; allowed/],
  ['broken JSON', ['run', file('broken.json', '{"memory": ')], /broken\.json` is not JSON/],
  ['JSON that is a list', ['run', file('list.json', '[1, 2]')], /holds no object; allowed: an object of fields/],
  ['JSON with a nested object', ['run', file('nested.json', '{"memory": {"GiB": 4}}')], /`memory` is {"GiB":4}; allowed/],
  ['JSON with null', ['run', file('null.json', '{"memory": null}')], /`memory` is null; allowed/],
  ['JSON with a key of Object', ['run', file('proto.json', '{"__proto__": 1}')], /`__proto__=1` is not a field/],
  ['JSON with a bad value', ['run', file('value.json', '{"memory": "banana"}')], /`memory=banana`.*allowed/],
  ['validate without a file', ['validate'], /at least one file or folder; allowed/],
  ['validate of a missing file', ['validate', join(folder, 'missing')], /there is no such file/],
  ['validate of what is no trace', ['validate', file('other.json', '{"id": 1}')], /other\.json` is not a recorded migration: id is 1/],
  ['validate of a trace that is no gzip', ['validate', file('fake.json.gz', 'plain')], /it is not gzip data/],
  ['validate with an option', ['validate', '--all'], /`--all` is not an option of validate/],
  ['bench with an argument', ['bench', '192GiB'], /`192GiB` is not an option of bench; allowed: --quick/],
];

describe('bad input', () => {
  it.each(HOSTILE)('%s is refused in one line', (_, args, message) => {
    const { code, out, lines } = invoke(...args);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(message);
    expect(lines[0]).not.toMatch(/[\r\n\u2028\u2029]/);
  });
});
