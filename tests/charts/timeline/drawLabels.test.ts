import { expect, it } from 'vitest';
import { labelledDecades } from '../../../src/charts/timeline/drawLabels';

const decadesUpTo = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => 10 ** (index + 1));

it.each([
  [2, [1, 2]], [4, [1, 2, 3, 4]], [5, [1, 3, 5]], [6, [1, 3, 6]], [7, [1, 3, 5, 7]], [8, [1, 3, 5, 8]],
])('%i decades have labels with room between them, base and top among them', (count, exponents) => {
  expect(labelledDecades(decadesUpTo(count))).toEqual(exponents.map((exponent) => 10 ** exponent));
});
