/** A command of the guest's launch as it returned: both channels, the guest's state before and after, and what is worth telling. */
export interface LaunchCall {
  readonly name: string;
  readonly ret: number;
  readonly fwError?: number;
  readonly states?: readonly [before: string, after: string];
  readonly value?: string;
  readonly args?: string;
}
