/**
 * Column and row of step `d` of the Hilbert curve in a square of `side` cells (a power of two), as row * side + column.
 * The curve begins at the top left and ends at the top right. Source: the d2xy of Wikipedia's "Hilbert curve".
 */
export function hilbertCell(side: number, d: number): number {
  let rest = d;
  let x = 0;
  let y = 0;
  for (let size = 1; size < side; size *= 2) {
    const right = (rest >> 1) & 1;
    const down = (rest ^ right) & 1;
    if (down === 0) {
      if (right === 1) {
        x = size - 1 - x;
        y = size - 1 - y;
      }
      [x, y] = [y, x];
    }
    x += size * right;
    y += size * down;
    rest >>= 2;
  }
  return y * side + x;
}
