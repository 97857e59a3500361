import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ROOM_RULES, type Reach } from '../architecture/rooms';

const doc = readFileSync(new URL('../../docs/architecture.md', import.meta.url), 'utf8');

function wordOf(room: string, reach: Reach): string {
  if (typeof reach === 'string') return reach === 'all' ? room : `${room} (${reach})`;
  if ('codesAnd' in reach) return `${room} (codes, fault rule)`;
  return 'only' in reach ? `${room} (${reach.only.source.replaceAll(/[\^$]/g, '')})` : `${room} (field table)`;
}

function cells(values: readonly string[]): string {
  return values.length === 0 ? 'none' : values.join(', ');
}

it('shows the import table that the sources are held to', () => {
  const rows = doc.split('\n').flatMap((line) => {
    const [, room, , rooms, packages] = /^\| ([a-z]+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$/.exec(line) ?? [];
    return room === undefined || room === 'room' ? [] : [[room, rooms, packages]];
  });
  expect(rows).toEqual(Object.entries(ROOM_RULES).map(([room, rule]) => [
    room, cells(Object.entries(rule.rooms).map(([other, reach]) => wordOf(other, reach))), cells(rule.packages),
  ]));
});
