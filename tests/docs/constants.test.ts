import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { commandCosts, PSP_PAGE_NS_2021 } from '../../src/engine/sev/commandCosts';
import { evaluateText, numericConstants, type Constants } from './numericConstants';

const projectFolder = join(import.meta.dirname, '../..');

/**
 * Modules whose numbers are names, not quantities: ids, errno, status codes, bits and capabilities that specifications give,
 * categories of the maps, names of random streams. Their own tests hold them to the specification.
 */
const CODES: readonly string[] = [
  'faults/badHypercalls.ts', 'faults/firmwareFaults.ts', 'faults/guestCallFaults.ts', 'faults/helperFaults.ts', 'faults/hostFaults.ts',
  'faults/secureVmFaults.ts', 'faults/statusFaults.ts',
  'guest/kernel/migrationControlMsr.ts', 'host/kvm/encContextCaps.ts', 'host/kvm/errno.ts', 'host/kvm/pageStatusHypercall.ts',
  'host/kvm/sendPages.ts', 'host/kvm/sevCommandId.ts', 'host/pageStatus/kvmEncBitmap.ts', 'host/pageStatus/kvmSharedList.ts',
  'host/pageStatus/statusChannel.ts', 'host/pageStatus/vmmSharedList.ts', 'record/legendCounts.ts', 'record/mapMode.ts',
  'sev/firmwareCommand.ts', 'sev/firmwareStatus.ts', 'sev/guestState.ts', 'sev/platformState.ts', 'sev/policyWord.ts', 'time/random.ts',
  'verify/pspWatch.ts', 'ultravisor/callNumber.ts', 'ultravisor/returnCode.ts', 'ultravisor/svmOff.ts',
];
/** Single constants of the same sort, and sentinels. */
const CODE_NAMES: readonly string[] = [
  'config.ts MODEL_VERSION', 'vmm/xbzrleCache.ts EMPTY', 'vmm/paths/sevPair.ts FIRST_HOST.pdh',
];
const KINDS = ['rule', 'measured', 'estimate', 'choice', 'exact'];

function engineFiles(): ReadonlyMap<string, string> {
  const folder = join(projectFolder, 'src/engine');
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile() && entry.name.endsWith('.ts'));
  return new Map(entries.map((entry) => {
    const file = join(entry.parentPath, entry.name);
    return [relative(folder, file).split(sep).join('/'), readFileSync(file, 'utf8')];
  }));
}

/** `file name` of each quantity with its value. */
function constantsInCode(): ReadonlyMap<string, number> {
  const files = engineFiles();
  let known: Constants = numericConstants('units.ts', readFileSync(join(projectFolder, 'src/base/units.ts'), 'utf8'));
  for (const [path, text] of files) known = new Map([...known, ...numericConstants(path, text, known)]);
  const rows = new Map<string, number>();
  for (const [path, text] of files) {
    if (CODES.includes(path)) continue;
    for (const [name, value] of numericConstants(path, text, known)) {
      const row = `${path} ${name}`;
      if (!CODE_NAMES.includes(row)) rows.set(row, value);
    }
  }
  for (const [command, cost] of Object.entries(commandCosts(PSP_PAGE_NS_2021))) rows.set(`sev/commandCosts.ts commandCosts.${command}`, cost.ns);
  return rows;
}

interface Row {
  readonly key: string;
  readonly value: number | undefined;
  readonly unit: string;
  readonly kind: string;
  readonly source: string;
}

function rowsOf(doc: string): readonly Row[] {
  let file = '';
  return doc.split('\n').flatMap((line) => {
    if (line.startsWith('### ')) file = line.slice(4).trim();
    const [, name, value, unit, kind, source] = /^\| `([^`]+)` \| ([^|]+) \| ([^|]*) \| ([^|]*) \| (.*) \|$/.exec(line) ?? [];
    if (name === undefined) return [];
    return [{ key: `${file} ${name}`, value: evaluateText(value!), unit: unit!.trim(), kind: kind!.trim(), source: source!.trim() }];
  });
}

describe('docs/model/constants.md', () => {
  const rows = rowsOf(readFileSync(join(projectFolder, 'docs/model/constants.md'), 'utf8'));

  it('has every constant of the engine with its value, and no other', () => {
    expect(Object.fromEntries(rows.map(({ key, value }) => [key, value]))).toEqual(Object.fromEntries(constantsInCode()));
  });

  it('names each once, with unit, kind and source', () => {
    expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length);
    expect(rows.filter(({ unit, kind, source }) => unit === '' || !KINDS.includes(kind) || source === '')).toEqual([]);
  });
});

test('constants are read as the compiler reads them', () => {
  const text = `import { OTHER } from './other';
    export const A = 1_000; const ZERO = { a: 0, b: [0] }; const B: number = 2 * A + OTHER; const C = { d: -3, 'e f': [1 << 4, 'text'] } as const;
    const notANumber = compute(); let changing = 5; function inner() { const LOCAL = 7; return LOCAL; }`;
  expect([...numericConstants('a.ts', text, new Map([['OTHER', 0.5]]))]).toEqual([['A', 1000], ['B', 2000.5], ['C.d', -3], ['C.e f[0]', 16]]);
});

test.each([['10,000', 10_000], ['2 / 3', 2 / 3], ['26 * (4,104 - 8)', 106_496], ['floor(7 / 2) + 5.5e3', 5503], ['-1', -1], ['x', undefined]])('%s in a text is %s', (text, value) => {
  expect(evaluateText(text)).toBe(value);
});
