import { expect, it } from 'vitest';
import { withDifference } from '../../src/scenario/withDifference';

it('a link becomes a variant by replacing some of its fields', () => {
  const from = '#v=1&preset=cannot-move&memory=2GiB&at=1s:migrate&at=5s:reboot&model=1';
  expect(withDifference(from, 'memory=4GiB&guest=sev')).toBe('#v=1&preset=cannot-move&at=1s:migrate&at=5s:reboot&model=1&memory=4GiB&guest=sev');
  expect(withDifference(from, 'at=0s:boot')).toBe('#v=1&preset=cannot-move&memory=2GiB&model=1&at=0s:boot');
});
