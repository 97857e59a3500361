import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatCount } from '../../src/base/format';
import { countedOne } from '../../src/base/countedOne';

test('one thing is one thing, wherever it stands in a sentence', () => {
  expect(countedOne('1 regions, 28 B')).toBe('1 region, 28 B');
  expect(countedOne('Completed at 3 s, after 1 passes.')).toBe('Completed at 3 s, after 1 pass.');
  expect(countedOne('1 of 2 pages; 1 pages/s; 1 GFNs had two owners')).toBe('1 of 2 pages; 1 page/s; 1 GFN had two owners');
  expect(countedOne('pages 1 to 5')).toBe('pages 1 to 5');
});

test('any other number keeps its plural, and the end of a longer one is not a one', () => {
  fc.assert(fc.property(fc.nat(5_000_001), fc.constantFrom('pages', 'regions', 'passes', 'GFNs'), (count, name) => {
    const text = `${formatCount(count)} ${name}`;
    expect(countedOne(text) === text).toBe(count !== 1);
  }));
  for (const text of ['0.1 pages', '1.1 pages', '11 pages', '2,1 pages']) expect(countedOne(text)).toBe(text);
});
