/** base^exponent for an integer exponent >= 0, by repeated squaring: only multiplications, so the same bits everywhere. */
export function power(base: number, exponent: number): number {
  let result = 1;
  let square = base;
  let left = exponent;
  while (left >= 1) {
    if (left % 2 === 1) result *= square;
    square *= square;
    left = Math.floor(left / 2);
  }
  return result;
}
