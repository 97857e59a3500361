// The import table of the project: which room may know which. Change it only together with the table in docs/architecture.md.

/**
 * How far an import may reach into another room.
 * `all`: every module. `types`: `import type` alone. `codes`: types, and the constants of modules that hold nothing else.
 * `values`: types of every module, values of the modules that match; `codesAnd`: constants too. `only`: nothing but the modules that match.
 */
export type Reach = 'all' | 'types' | 'codes' | { readonly values: RegExp } | { readonly codesAnd: RegExp } | { readonly only: RegExp };

export interface RoomRule {
  readonly rooms: Readonly<Record<string, Reach>>;
  /** Packages, by the name before the first slash; `node:` stands for Node's own modules. */
  readonly packages: readonly string[];
}

/** Which faults can happen in a scenario. */
const FAULT_RULE = /^faults\/faultRefusal$/;

/** The field table and the presets, whether in one module or in several: data for controls and menus. */
const FIELD_TABLE = /^(fields|presets)([A-Z/]|$)/;

export const ROOM_RULES: Readonly<Record<string, RoomRule>> = {
  base: { rooms: {}, packages: [] },
  engine: { rooms: { base: 'all' }, packages: [] },
  scenario: { rooms: { base: 'all', engine: { codesAnd: FAULT_RULE } }, packages: ['valibot'] },
  interop: { rooms: { base: 'all', scenario: 'all', engine: 'types' }, packages: ['valibot'] },
  analysis: { rooms: { base: 'all', engine: 'all', scenario: 'all', interop: 'types' }, packages: [] },
  worker: {
    rooms: { base: 'all', engine: 'all', scenario: 'all', analysis: 'all', interop: 'all' },
    packages: ['comlink'],
  },
  store: {
    rooms: { base: 'all', scenario: 'all', engine: 'types', analysis: 'types', worker: { only: /^protocol$/ } },
    packages: ['zustand'],
  },
  charts: { rooms: { base: 'all', engine: 'codes' }, packages: ['d3'] },
  views: {
    rooms: { base: 'all', charts: 'all', store: 'all', scenario: { values: FIELD_TABLE } },
    packages: ['react', 'react-dom'],
  },
  app: {
    rooms: {
      base: 'all', engine: 'all', scenario: 'all', interop: 'all', analysis: 'all', worker: 'all', store: 'all', charts: 'all', views: 'all',
    },
    packages: ['react', 'react-dom', 'zustand', 'comlink'],
  },
  cli: {
    rooms: { base: 'all', engine: 'all', scenario: 'all', interop: 'all', analysis: 'all' },
    packages: ['valibot', 'node:'],
  },
};

/** Rooms whose result depends on their arguments alone: no clock, no timer, no unseeded randomness. */
export const PURE_ROOMS: readonly string[] = ['engine', 'scenario', 'interop', 'analysis'];

/** `globalThis` is among them because every other name can be reached through it. */
export const IMPURE_NAMES: readonly string[] = [
  'Date', 'performance', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'requestAnimationFrame', 'crypto', 'globalThis',
];

/**
 * What ECMAScript defines to the last bit. The rest (exp, log, pow, sin ... and `**`) may differ between engines
 * (ECMA-262, "implementation-approximated"), and one differing bit makes another run.
 */
export const EXACT_MATH: readonly string[] = [
  'abs', 'ceil', 'clz32', 'floor', 'fround', 'imul', 'max', 'min', 'round', 'sign', 'sqrt', 'trunc',
  'E', 'LN2', 'LN10', 'LOG2E', 'LOG10E', 'PI', 'SQRT1_2', 'SQRT2',
];

/** Rooms that may import style sheets and pictures. */
export const ROOMS_WITH_ASSETS: readonly string[] = ['views', 'app'];

export const BANNED_FOLDERS: readonly string[] = ['util', 'utils', 'helpers', 'common', 'misc'];
export const MAX_FILE_LINES = 450;
export const MAX_README_LINES = 10;
