import { expect, test } from 'vitest';
import { hostLetter } from '../../src/base/hostLetter';

test('hosts have letters as long as there are any', () => {
  expect([0, 1, 2, 25, 26, 27].map(hostLetter)).toEqual(['A', 'B', 'C', 'Z', '27', '28']);
});
