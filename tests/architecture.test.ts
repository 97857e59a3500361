import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkExports, checkFiles, checkImports, checkProtocol, checkPurity, checkRooms, type Sources } from './architecture/checks';

const projectFolder = join(import.meta.dirname, '..');

function readSources(): Sources {
  const entries = readdirSync(join(projectFolder, 'src'), { withFileTypes: true, recursive: true });
  return new Map(entries.filter((entry) => entry.isFile()).map((entry) => {
    const file = join(entry.parentPath, entry.name);
    return [relative(projectFolder, file).split(sep).join('/'), readFileSync(file, 'utf8')];
  }));
}

/** A few sources in one go: `{ 'engine/a.ts': 'text' }` becomes `src/engine/a.ts`. */
function planted(files: Readonly<Record<string, string>>): Sources {
  return new Map(Object.entries(files).map(([path, text]) => [`src/${path}`, text]));
}

describe('the sources', () => {
  const sources = readSources();
  it('import along the table of rooms', () => expect(checkImports(sources)).toEqual([]));
  it('keep the worker protocol to types and constants', () => expect(checkProtocol(sources)).toEqual([]));
  it('keep clocks, timers and chance out of the pure rooms', () => expect(checkPurity(sources)).toEqual([]));
  it('export by name', () => expect(checkExports(sources)).toEqual([]));
  it('keep files short and folders named after concepts', () => expect(checkFiles(sources)).toEqual([]));
  it('say in each room what belongs there', () => expect(checkRooms(sources)).toEqual([]));
});

describe('checkImports', () => {
  it.each([
    ['engine/a.ts', `import { x } from '../store/x';`, 'engine may not import store'],
    ['engine/time/a.ts', `export { x } from '../../worker/x';`, 'engine may not import worker'],
    ['engine/a.ts', `export * from '../views/x';`, 'engine may not import views'],
    ['engine/a.ts', `import '../app/x';`, 'engine may not import app'],
    ['engine/a.ts', `const x = await import('../charts/x');`, 'engine may not import charts'],
    ['engine/a.ts', `const name = './b'; const x = await import(name);`, 'computed module name'],
    ['engine/a.ts', `type X = import('../scenario/x').X;`, 'engine may not import scenario'],
    ['engine/a.ts', `import { writable } from 'valibot';`, 'may not import the package valibot'],
    ['engine/a.ts', `import { readFileSync } from 'node:fs';`, 'may not import the package node:'],
    ['base/a.ts', `import type { X } from '../engine/x';`, 'base may not import engine'],
    ['scenario/a.ts', `import { simulate } from '../engine/simulation';`, 'only types, constants'],
    ['interop/a.ts', `import { CODE } from '../engine/codes';`, 'interop may import types of engine only'],
    ['interop/a.ts', `import { type Code } from '../engine/codes';`, 'interop may import types of engine only'],
    ['store/a.ts', `import type { Client } from '../worker/client';`, 'store may import of worker only'],
    ['store/a.ts', `import { verdict } from '../analysis/verdict';`, 'store may import types of analysis only'],
    ['store/a.ts', `import { wrap } from 'comlink';`, 'may not import the package comlink'],
    ['store/a.ts', `const w = new Worker(new URL('../worker/engine.worker.ts', import.meta.url));`, 'store may import of worker only'],
    ['charts/a.ts', `import { useState } from 'react';`, 'may not import the package react'],
    ['views/A.tsx', `import { scaleLinear } from 'd3';`, 'may not import the package d3'],
    ['views/A.tsx', `import { decodeLink } from '../scenario/codec';`, 'views may import of scenario only types'],
    ['views/A.tsx', `import { create } from 'zustand';`, 'may not import the package zustand'],
    ['views/A.tsx', `import '../app/app.css';`, 'may not import the assets of app'],
    ['charts/a.ts', `import './a.css';`, 'may not import style sheets'],
    ['app/a.ts', `import { main } from '../cli/main';`, 'app may not import cli'],
    ['app/a.ts', `import { line } from 'd3';`, 'may not import the package d3'],
    ['cli/a.ts', `import { createStore } from '../store/x';`, 'cli may not import store'],
    ['app/a.ts', `import fixture from '../../tests/fixtures/x';`, 'outside src'],
  ])('finds the mistake in %s: %s', (path, text, complaint) => {
    const simulation = 'export function simulate() {}';
    const sources = planted({ 'engine/simulation.ts': simulation, 'engine/codes.ts': 'export const CODE = 1;', [path]: text });
    expect(checkImports(sources)).toEqual([expect.stringContaining(complaint)]);
  });

  it.each([
    ['engine/time/a.ts', `import { ok } from '../../base/result'; import { b } from '../memory/b';`],
    ['engine/a.ts', `// import '../store/x'\nexport const text = "import '../store/x'";`],
    ['scenario/a.ts', `import { CODE } from '../engine/codes'; import type { S } from '../engine/simulation';`],
    ['interop/a.ts', `import type { S } from '../engine/simulation'; export type { T } from '../engine/codes';`],
    ['store/a.ts', `import type { EngineApi } from '../worker/protocol'; import { createStore } from 'zustand/vanilla';`],
    ['charts/a.ts', `import { scaleLinear } from 'd3'; import { CODE } from '../engine/codes';`],
    ['views/A.tsx', `import { FIELDS } from '../scenario/fields'; import type { S } from '../scenario/scenario'; import './a.css';`],
    ['app/main.tsx', `import { createRoot } from 'react-dom/client'; import { startEngine } from '../worker/client';`],
    ['worker/client.ts', `import { wrap } from 'comlink'; new Worker(new URL('./engine.worker.ts', import.meta.url), { type: 'module' });`],
    ['cli/main.ts', `import { readFile } from 'node:fs/promises'; import { simulate } from '../engine/simulation';`],
  ])('finds nothing in %s: %s', (path, text) => {
    const codes = 'import type { A } from "./a"; export const CODE = { a: 1 } as const; export const IDS = Object.keys(CODE) as readonly A[];';
    const sources = planted({ 'engine/simulation.ts': 'export function simulate() {}', 'engine/codes.ts': codes, [path]: text });
    expect(checkImports(sources)).toEqual([]);
  });
});

describe('checkProtocol', () => {
  it.each([
    `export function load() {}`,
    `export class Load {}`,
    `import { wrap } from 'comlink';`,
    `export const start = () => 1;`,
    `export const started = compute();`,
    `export let version = 1;`,
    `export * from '../engine/config';`,
    `export { x } from '../engine/config';`,
    `console.log(1);`,
  ])('finds code: %s', (text) => {
    expect(checkProtocol(planted({ 'worker/protocol.ts': text }))).toEqual(['src/worker/protocol.ts:1 holds more than types and constants']);
  });

  it('allows types and constants', () => {
    const text = `import type { A } from '../engine/a'; export type { A }; export interface B { run(a: A): void }
      export type C = A | B; export const VERSION = 1; export const CODES = ['a', -1, { b: 2 * VERSION }] as const;`;
    expect(checkProtocol(planted({ 'worker/protocol.ts': text }))).toEqual([]);
  });
});

describe('checkPurity', () => {
  it.each([
    ['engine/a.ts', 'const t = Date.now();', 'uses Date'],
    ['engine/a.ts', 'const t = { Date };', 'uses Date'],
    ['scenario/a.ts', 'const x = Math.random();', 'uses Math.random'],
    ['interop/a.ts', 'const t = performance.now();', 'uses performance'],
    ['analysis/a.ts', 'setTimeout(() => {}, 1);', 'uses setTimeout'],
    ['engine/a.ts', `const t = globalThis['Date'];`, 'uses globalThis'],
    ['engine/a.ts', 'const x = Math.exp(1);', 'uses Math.exp'],
    ['engine/a.ts', 'const x = Math.log2(8);', 'uses Math.log2'],
    ['engine/a.ts', 'const { sin } = Math;', 'uses Math other than'],
    ['engine/a.ts', `const x = Math['pow'](2, 3);`, 'uses Math other than'],
    ['engine/a.ts', 'const x = n ** 2;', 'uses **'],
    ['engine/a.ts', 'x **= 2;', 'uses **='],
  ])('finds the mistake in %s: %s', (path, text, complaint) => {
    expect(checkPurity(planted({ [path]: text }))).toEqual([expect.stringContaining(complaint)]);
  });

  it.each([
    ['engine/a.ts', '// Date.now() and Math.random()\nexport const text = "performance";'],
    ['engine/a.ts', 'export const x = Math.floor(Math.sqrt(2)) + run.Date + run.performance.now;'],
    ['engine/a.ts', 'export interface Host { readonly performance: number }'],
    ['analysis/a.ts', 'export const x = Math.log(2) ** 2;'],
    ['app/a.ts', 'export const t = performance.now() + Date.now();'],
  ])('finds nothing in %s: %s', (path, text) => {
    expect(checkPurity(planted({ [path]: text }))).toEqual([]);
  });
});

describe('checkExports', () => {
  it.each(['export default 1;', 'const a = 1; export { a as default };'])('finds %s', (text) => {
    expect(checkExports(planted({ 'base/a.ts': text }))).toEqual([expect.stringContaining('default export')]);
  });
});

describe('checkFiles', () => {
  it.each([
    ['engine/utils/a.ts', '', 'a folder called utils'],
    ['engine/memory/helpers/a.ts', '', 'a folder called helpers'],
    ['views/index.ts', '', 'is a barrel'],
    ['engine/a.ts', 'a;\n'.repeat(451), 'has 451 lines'],
  ])('finds the mistake in %s', (path, text, complaint) => {
    expect(checkFiles(planted({ [path]: text }))).toEqual([expect.stringContaining(complaint)]);
  });

  it('allows the room of the helper and a file of 450 lines', () => {
    expect(checkFiles(planted({ 'engine/helper/ring.ts': 'a;\n'.repeat(450) }))).toEqual([]);
  });
});

describe('checkRooms', () => {
  it.each([
    [{ 'engine/a.ts': '' }, 'src/engine has no README.md'],
    [{ 'engine/a.ts': '', 'engine/README.md': 'line\n'.repeat(11) }, 'src/engine/README.md has 11 lines'],
    [{ 'lab/a.ts': '', 'lab/README.md': 'lab' }, 'src/lab is no room'],
  ])('finds the mistake in %o', (files, complaint) => {
    expect(checkRooms(planted(files))).toEqual([expect.stringContaining(complaint)]);
  });

  it('does not ask for rooms that do not exist yet', () => {
    expect(checkRooms(planted({ 'base/a.ts': '', 'base/README.md': 'line\n'.repeat(10) }))).toEqual([]);
  });
});
