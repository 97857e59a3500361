import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const projectFolder = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(projectFolder, path), 'utf8');

interface Row {
  readonly invariant: string;
  readonly files: readonly string[];
}

const rows: readonly Row[] = read('docs/model/oracle.md').split('\n').filter((line) => /^\| INV-\d\d \|/.test(line)).map((line) => {
  const cells = line.split('|').map((cell) => cell.trim());
  return { invariant: cells[1]!, files: [...cells[4]!.matchAll(/`([^`]+)`/g)].map(([, name]) => (name!.startsWith('tests/') ? name! : `src/engine/${name!}`)) };
});
const inRuns = rows.filter(({ files }) => files.every((file) => file.startsWith('src/')));

describe('the table of invariants in docs/model/oracle.md', () => {
  it('has all 35, in order, each with five filled cells before what it says', () => {
    expect(rows.map(({ invariant }) => invariant)).toEqual(Array.from({ length: 35 }, (_, i) => `INV-${String(i + 1).padStart(2, '0')}`));
    expect(rows.filter(({ files }) => files.length === 0)).toEqual([]);
  });

  it('names files that are there, one of which names the invariant', () => {
    expect(rows.flatMap(({ files }) => files.filter((file) => !existsSync(join(projectFolder, file))))).toEqual([]);
    expect(rows.filter(({ invariant, files }) => !files.some((file) => read(file).includes(invariant) || isNamedByRange(invariant, read(file)))).map(({ invariant }) => invariant)).toEqual([]);
  });

  it('is held by code that runs for all but two', () => {
    const outside = rows.filter((row) => !inRuns.includes(row)).map(({ invariant }) => invariant);
    expect(outside).toEqual(['INV-34', 'INV-35']);
  });

  it('leaves out no invariant that the engine can find broken', () => {
    const folder = join(projectFolder, 'src/engine/verify');
    const found = readdirSync(folder).filter((file) => file.endsWith('.ts')).flatMap((file) => [...readFileSync(join(folder, file), 'utf8').matchAll(/'(INV-\d\d)'/g)].map(([, name]) => `${name!} src/engine/verify/${file}`));
    const listed = new Set(rows.flatMap(({ invariant, files }) => files.map((file) => `${invariant} ${file}`)));
    expect([...new Set(found)].filter((each) => !listed.has(each))).toEqual([]);
  });
});

/** `INV-27 to INV-32`. */
function isNamedByRange(invariant: string, text: string): boolean {
  const number = Number(invariant.slice(4));
  return [...text.matchAll(/INV-(\d\d) to INV-(\d\d)/g)].some(([, first, last]) => Number(first) <= number && number <= Number(last));
}
