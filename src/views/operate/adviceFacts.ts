/** A change that was run. */
export interface AdviceLine {
  /** In the link's grammar: `auto-converge=on`. */
  readonly difference: string;
  /** `109.9 s, 24 passes, 622 ms down`. */
  readonly outcome: string;
  readonly remark: string;
}

/** How far an advice has come. */
export interface AdviceNews {
  /** What helps, as found so far. */
  readonly helps: readonly AdviceLine[];
  /** What was run and does not. */
  readonly fails: readonly AdviceLine[];
  /** The run under way: which of how many at most, and how much of it is computed; undefined once there is none. */
  readonly current: { readonly number: number; readonly atMost: number; readonly difference: string; readonly computed: string } | undefined;
  /** What was found, or why nothing can be; undefined while it runs. */
  readonly sentence: string | undefined;
}

/** Begins to run changes of the scenario beside the run that is shown; gives back what ends that, or nothing where its code is not there yet. */
export type StartAdvice = (downtimeMs: number | undefined, onNews: (news: AdviceNews) => void) => (() => void) | undefined;
