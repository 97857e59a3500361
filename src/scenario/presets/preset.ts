import type { Scenario } from '../scenario';

/** The threads that the stories are from, in their order; what is from none is a measure for the others. */
export const THREADS = [
  { id: 'firmware', title: 'SEND and RECEIVE by firmware', date: 'April 2019' },
  { id: 'ready', title: 'Feature bit and MSR', date: 'April 2021' },
  { id: 'switch', title: 'Secure switch on POWER', date: 'June 2020' },
  { id: 'helper', title: 'Mirror VM and helper', date: 'August 2021' },
  { id: 'pinning', title: 'Pinning on demand', date: 'March 2022' },
  { id: 'measure', title: 'To measure the others by', date: '' },
] as const;
export type ThreadId = (typeof THREADS)[number]['id'];

/** A named story that a link can depart from. What it says is part of every such link: see README.md before changing one. */
export interface Preset {
  readonly name: string;
  readonly thread: ThreadId;
  readonly title: string;
  readonly fields: Partial<Scenario>;
}
