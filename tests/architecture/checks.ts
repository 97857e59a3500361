// The checks themselves: pure functions from sources to complaints, so that they can be tried on planted mistakes.
import { posix } from 'node:path';
import {
  BANNED_FOLDERS, EXACT_MATH, IMPURE_NAMES, MAX_FILE_LINES, MAX_README_LINES, PURE_ROOMS, ROOM_RULES, ROOMS_WITH_ASSETS,
  type Reach,
} from './rooms';
import { firstRuntimeStatement, importEdges, isNode, isVariable, parse, walk, type ImportEdge, type Node } from './syntax';

/** Path from the project's folder, with forward slashes (`src/engine/time/clock.ts`), to text. */
export type Sources = ReadonlyMap<string, string>;

const CODE = /\.tsx?$/;
const ASSET = /\.(css|svg|png)$/;
const PROTOCOL = 'src/worker/protocol.ts';

function roomOf(path: string): string {
  return path.split('/')[1] ?? '';
}

/** Path inside its room, without extension: `time/clock`. */
function moduleInRoom(path: string): string {
  return path.split('/').slice(2).join('/').replace(CODE, '');
}

function lineAt(text: string, start: number): number {
  return text.slice(0, start).split('\n').length;
}

function countLines(text: string): number {
  return text.trimEnd().split('\n').length;
}

function codeFiles(sources: Sources): readonly (readonly [path: string, text: string])[] {
  return [...sources].filter(([path]) => path.startsWith('src/') && CODE.test(path) && path.split('/').length > 2);
}

/** The file that a relative specifier means; the specifier itself when no such file is among the sources. */
function resolveModule(sources: Sources, from: string, specifier: string): string {
  const target = posix.join(posix.dirname(from), specifier);
  return [target, `${target}.ts`, `${target}.tsx`].find((path) => sources.has(path)) ?? target;
}

function holdsConstantsOnly(sources: Sources, path: string): boolean {
  const text = sources.get(path);
  return text !== undefined && firstRuntimeStatement(parse(path, text)) === undefined;
}

/** Why an import from one room into another is wrong; undefined when it is right. */
function crossRoomComplaint(sources: Sources, reach: Reach | undefined, target: string, typeOnly: boolean): string | undefined {
  const room = roomOf(target);
  if (reach === undefined) return `may not import ${room}`;
  if (reach === 'all') return undefined;
  if (typeof reach === 'object' && 'only' in reach) {
    return reach.only.test(moduleInRoom(target)) ? undefined : `may import of ${room} only ${reach.only.source}`;
  }
  if (typeOnly) return undefined;
  if (reach === 'types') return `may import types of ${room} only (import type)`;
  if (reach === 'codes') {
    return holdsConstantsOnly(sources, target) ? undefined : `may import of ${room} only types, and constants of modules that hold nothing else`;
  }
  const values = 'values' in reach ? reach.values : reach.codesAnd;
  if (values.test(moduleInRoom(target)) || ('codesAnd' in reach && holdsConstantsOnly(sources, target))) return undefined;
  return `may import of ${room} only types, ${'codesAnd' in reach ? 'constants, ' : ''}and values of ${values.source}`;
}

function packageComplaint(room: string, specifier: string): string | undefined {
  const name = specifier.startsWith('node:') ? 'node:' : (specifier.match(/^(@[^/]+\/)?[^/]+/)?.[0] ?? specifier);
  return ROOM_RULES[room]?.packages.includes(name) === true ? undefined : `may not import the package ${name}`;
}

function relativeComplaint(sources: Sources, from: string, specifier: string, typeOnly: boolean): string | undefined {
  const room = roomOf(from);
  const target = resolveModule(sources, from, specifier);
  if (!target.startsWith('src/')) return `may not import from outside src (${specifier})`;
  const targetRoom = roomOf(target);
  if (ASSET.test(target)) {
    if (!ROOMS_WITH_ASSETS.includes(room)) return 'may not import style sheets or pictures';
    return targetRoom === room ? undefined : `may not import the assets of ${targetRoom}`;
  }
  return targetRoom === room ? undefined : crossRoomComplaint(sources, ROOM_RULES[room]?.rooms[targetRoom], target, typeOnly);
}

function edgeComplaint(sources: Sources, from: string, edge: ImportEdge): string | undefined {
  if (edge.specifier === undefined) return 'may not import a computed module name: no check can follow it';
  return edge.specifier.startsWith('.')
    ? relativeComplaint(sources, from, edge.specifier, edge.typeOnly)
    : packageComplaint(roomOf(from), edge.specifier);
}

/** Imports against the table of rooms. */
export function checkImports(sources: Sources): string[] {
  return codeFiles(sources).flatMap(([path, text]) => importEdges(parse(path, text)).flatMap((edge) => {
    const complaint = edgeComplaint(sources, path, edge);
    return complaint === undefined ? [] : [`${path}:${lineAt(text, edge.start)} ${roomOf(path)} ${complaint}`];
  }));
}

/** The protocol is what both sides of the worker's door agree on: it must not bring code along. */
export function checkProtocol(sources: Sources): string[] {
  const text = sources.get(PROTOCOL);
  if (text === undefined) return [];
  const statement = firstRuntimeStatement(parse(PROTOCOL, text));
  return statement === undefined ? [] : [`${PROTOCOL}:${lineAt(text, statement.start)} holds more than types and constants`];
}

function mathComplaint(room: string, parent: Node | undefined): string | undefined {
  const property = parent?.type === 'MemberExpression' && parent['computed'] === false ? parent['property'] : undefined;
  const name = isNode(property) ? property['name'] : undefined;
  if (typeof name !== 'string') return 'uses Math other than by a plain Math.name';
  if (name === 'random') return 'uses Math.random: draw from the seeded generator';
  return room === 'engine' && !EXACT_MATH.includes(name) ? `uses Math.${name}, which is not exact in every JavaScript engine` : undefined;
}

function purityComplaint(room: string, node: Node, parent?: Node, property?: string): string | undefined {
  if (room === 'engine' && node['operator'] === '**') return 'uses **, which is not exact in every JavaScript engine';
  if (room === 'engine' && node['operator'] === '**=') return 'uses **=, which is not exact in every JavaScript engine';
  if (!isVariable(node, parent, property)) return undefined;
  const name = node['name'];
  if (name === 'Math') return mathComplaint(room, parent);
  return typeof name === 'string' && IMPURE_NAMES.includes(name) ? `uses ${name}` : undefined;
}

/** Clocks, timers, unseeded randomness and inexact mathematics in rooms that must be pure. */
export function checkPurity(sources: Sources): string[] {
  const complaints: string[] = [];
  for (const [path, text] of codeFiles(sources)) {
    const room = roomOf(path);
    if (!PURE_ROOMS.includes(room)) continue;
    walk(parse(path, text), (node, parent, property) => {
      const complaint = purityComplaint(room, node, parent, property);
      if (complaint !== undefined) complaints.push(`${path}:${lineAt(text, node.start)} ${room} ${complaint}`);
    });
  }
  return complaints;
}

/** Default exports, by `export default` or `export { x as default }`. */
export function checkExports(sources: Sources): string[] {
  return codeFiles(sources).flatMap(([path, text]) => {
    const complaints: string[] = [];
    walk(parse(path, text), (node) => {
      const exported = node.type === 'ExportSpecifier' ? node['exported'] : undefined;
      const isDefault = node.type === 'ExportDefaultDeclaration' || (isNode(exported) && exported['name'] === 'default');
      if (isDefault) complaints.push(`${path}:${lineAt(text, node.start)} has a default export: name it`);
    });
    return complaints;
  });
}

/** Sizes and names of files and folders. */
export function checkFiles(sources: Sources): string[] {
  return [...sources].filter(([path]) => path.startsWith('src/')).flatMap(([path, text]) => {
    const complaints: string[] = [];
    const folders = path.split('/').slice(1, -1);
    for (const folder of folders) {
      if (BANNED_FOLDERS.includes(folder.toLowerCase())) complaints.push(`${path} lies in a folder called ${folder}: name the concept`);
    }
    if (/\/index\.tsx?$/.test(path)) complaints.push(`${path} is a barrel: import the module itself`);
    if (CODE.test(path) && countLines(text) > MAX_FILE_LINES) complaints.push(`${path} has ${countLines(text)} lines, more than ${MAX_FILE_LINES}`);
    return complaints;
  });
}

/** Every room is one of the table and says in a few lines what belongs into it. */
export function checkRooms(sources: Sources): string[] {
  const rooms = new Set(codeFiles(sources).map(([path]) => roomOf(path)));
  return [...rooms].flatMap((room) => {
    if (ROOM_RULES[room] === undefined) return [`src/${room} is no room of the import table`];
    const readme = sources.get(`src/${room}/README.md`);
    if (readme === undefined) return [`src/${room} has no README.md`];
    return countLines(readme) > MAX_README_LINES ? [`src/${room}/README.md has ${countLines(readme)} lines, more than ${MAX_README_LINES}`] : [];
  });
}
