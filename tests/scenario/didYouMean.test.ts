import { expect, test } from 'vitest';
import { didYouMean } from '../../src/scenario/didYouMean';

const NAMES = ['memory', 'vcpus', 'max-bandwidth', 'bandwidth', 'auto-converge', 'psp-page-time', 'zero', 'writes'];

test.each([
  ['memroy', 'memory'], ['memor', 'memory'], ['memorry', 'memory'], ['MEMORY', 'memory'], ['max_bandwidth', 'max-bandwidth'], ['maxbandwidth', 'max-bandwidth'],
  ['auto-convergence', 'auto-converge'], ['psp-pagetime', 'psp-page-time'], ['zreo', 'zero'], ['write', 'writes'],
])('%s: %s', (given, meant) => expect(didYouMean(given, NAMES)).toBe(meant));

test.each(['', 'x', 'banana', '__proto__', 'toString', 'mmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmm'])('%j: nothing', (given) => {
  expect(didYouMean(given, NAMES)).toBeUndefined();
});
