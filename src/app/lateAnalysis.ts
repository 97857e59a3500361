import { lateCode } from '../base/lateCode';

/** Conclusions that most runs never need, apart from the first load. */
export const lateAnalysis = lateCode(async () => (await import('./rareConclusions')).rareConclusions);
