/** Name of a host by the number of moves that bring a guest there: A, where the run begins, B, C; a number after Z. */
export function hostLetter(moves: number): string {
  return moves < 26 ? String.fromCodePoint(65 + moves) : String(moves + 1);
}
