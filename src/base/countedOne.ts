const NAMES = 'regions|pages|frames|GFNs|passes|bytes|writes|sends|changes|records|vCPUs|mirrors|slots|exits|batches';
/** A lone 1: no end of a longer number, whatever groups its digits. */
const ONE = new RegExp(`(?<![\\d.,\\u202f])1([ \\u202f])(${NAMES})\\b(?! to )`, 'g');

/** A sentence in which one thing is one thing: `1 regions, 28 B` reads `1 region, 28 B`. For text that a run has fixed in the plural. */
export function countedOne(text: string): string {
  return text.replace(ONE, (_, space: string, name: string) => `1${space}${name === 'passes' ? 'pass' : name === 'batches' ? 'batch' : name.slice(0, -1)}`);
}
