/** What the view of a secure switch shows; the analysis of one has this shape. */
export interface SwitchFacts {
  readonly pages: number;
  readonly pageBytes: number;
  readonly modes: readonly SwitchModeFacts[];
  readonly phases: readonly { readonly kind: string; readonly fromNs: number }[];
  readonly curve: readonly ({ readonly atNs: number } & GfnFacts)[];
  readonly resets: readonly ResetFacts[];
  readonly plugs: readonly PlugFacts[];
  readonly violations: readonly { readonly invariant: string; readonly count: number; readonly text: string }[];
  readonly done: boolean;
}

export interface GfnFacts {
  readonly secure: number;
  readonly pagedOut: number;
  readonly shared: number;
  readonly normal: number;
}

export interface SwitchModeFacts {
  readonly id: 'A' | 'B' | 'C' | 'D' | 'other';
  readonly esmPages: 'all' | 'needed';
  readonly gfnStates: 'on' | 'off' | 'counter-proposal';
  readonly own: boolean;
  /** The engine's own figures, or the closed form of its costs. */
  readonly by: 'run' | 'model';
  readonly outcome: 'secure' | 'aborted' | 'refused' | 'running';
  readonly timeNs: number;
  readonly pagedIn: number;
  readonly converted: number;
  readonly states: GfnFacts;
  readonly leftNormal: number;
  readonly link: string;
}

export interface ResetFacts {
  readonly atNs: number;
  readonly ret: number;
  readonly dropped: number;
  readonly kept: number;
  readonly twoOwners: number;
}

export interface PlugFacts {
  readonly atNs: number;
  readonly pages: number;
  readonly refused: number;
  readonly normal: number;
}
