import { lateCode } from '../base/lateCode';

/** Conclusions that most runs never need, apart from the first load. */
export const lateAnalysis = {
  bootSummary: lateCode(async () => (await import('../analysis/bootSummary')).bootSummary),
  explainBlocked: lateCode(async () => (await import('../analysis/blocked')).explainBlocked),
  lifeRows: lateCode(async () => (await import('../analysis/lifeRows')).lifeRows),
  secureSwitchSummary: lateCode(async () => (await import('../analysis/secureSwitchSummary')).secureSwitchSummary),
  verdictAt: lateCode(async () => (await import('../analysis/verdict')).verdictAt),
};
