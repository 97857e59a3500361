import { expect, test } from 'vitest';
import { EventLog } from '../../../src/engine/record/eventLog';

const bulk = { atNs: 0, kind: 'command', host: 'source', name: 'SEND_UPDATE_DATA', count: 3, untilNs: 5 } as const;

test('a log that begins at a checkpoint answers as the whole one does: what its run does next must not hang on the events before', () => {
  const whole = new EventLog();
  whole.add(bulk);
  const later = new EventLog();
  Object.assign(later.state, JSON.parse(JSON.stringify(whole.state)));
  const steps = [['SEND_UPDATE_DATA', true], ['RECEIVE_UPDATE_DATA', false]] as const;
  for (const [name, widens] of steps) expect([whole.extend(name, 2, 9), later.extend(name, 2, 9)]).toEqual([widens, widens]);
  expect(whole.events).toEqual([{ ...bulk, count: 5, untilNs: 9 }]);
  for (const log of [whole, later]) log.add({ atNs: 9, kind: 'guest', host: 'source', name: 'guest is up' });
  expect([whole.extend('SEND_UPDATE_DATA', 1, 9), later.extend('SEND_UPDATE_DATA', 1, 9)]).toEqual([false, false]);
});
