/** What the boot view shows; the analysis of a boot has this shape. Sizes in GB as the thread has them, times in seconds. */
export interface BootFacts {
  readonly gb: number;
  readonly pinning: 'launch' | 'demand';
  /** Nothing of this guest is encrypted. */
  readonly plain: boolean;
  readonly rows: readonly BootRowFacts[];
  readonly launch: BootLineFacts;
  readonly demand: BootLineFacts;
  readonly demandOverRoot: { readonly intercept: number; readonly slope: number };
  readonly slopeShare: number;
  readonly tolerance: number;
  readonly run: { readonly seconds: number; readonly pinnedPages: number; readonly touchedPages: number } | undefined;
  readonly refused: boolean;
  readonly memlock: MemlockFacts | undefined;
}

export interface BootRowFacts {
  readonly gb: number;
  readonly measured: { readonly launch: number; readonly demand: number } | undefined;
  readonly model: { readonly launch: number; readonly demand: number; readonly saved: number; readonly ratio: number; readonly extrapolated: boolean };
  readonly own: boolean;
}

export interface BootLineFacts {
  readonly slope: number;
  readonly slopeError: number;
  readonly rSquared: number;
  readonly pageNs: number;
  readonly model: { readonly intercept: number; readonly slope: number };
}

export interface MemlockFacts {
  readonly lockedBytes: number;
  /** Undefined: unlimited. */
  readonly limitBytes: number | undefined;
  readonly fits: boolean;
  readonly marginBytes: number;
  readonly metadataBytes: number;
  readonly lines: readonly { readonly id: string; readonly place: string; readonly text: string }[];
}
