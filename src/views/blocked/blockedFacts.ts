/** What the blocked view shows; the analysis of a refusal has this shape. */
export interface BlockedFacts {
  readonly title: string;
  readonly explanation: string;
  readonly reasons: readonly string[];
  readonly checks: readonly {
    readonly id: string;
    readonly mark: 'pass' | 'stop' | 'not-reached';
    readonly what: string;
    readonly name: string;
    readonly finding: string;
    readonly source: string;
  }[];
  readonly alternatives: readonly {
    readonly id: string;
    readonly title: string;
    readonly text: string;
    readonly outcome: string;
    readonly estimate: boolean;
    readonly link?: string;
  }[];
  readonly qmp: string;
  readonly lanes: readonly {
    readonly host: 'source' | 'destination';
    readonly steps: readonly {
      readonly state: string;
      readonly standing: 'here' | 'reached' | 'never';
      readonly next?: { readonly command: string; readonly refused: boolean };
    }[];
  }[];
}
