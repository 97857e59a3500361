/** Rows of a state table written as text: a command, then one cell per state; `x` is a refusal, `=` stays. */
export function readTable<State extends string>(states: readonly State[], text: string): { command: string; from: State; to: State | undefined }[] {
  return text.trim().split('\n').flatMap((line) => {
    const [command = '', ...cells] = line.trim().split(/\s+/);
    if (cells.length !== states.length) throw new Error(`row ${command} has ${String(cells.length)} cells, wanted ${String(states.length)}`);
    return states.map((from, at) => {
      const cell = cells[at];
      return { command, from, to: cell === 'x' ? undefined : cell === '=' ? from : (cell as State) };
    });
  });
}
