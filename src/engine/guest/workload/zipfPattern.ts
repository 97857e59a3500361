import type { WorkloadConfig } from '../../config';
import { asFraction, mix32 } from '../../time/random';
import { scatterWrites, type ScatterRange } from './scatterWrites';
import type { WritePattern } from './writePattern';

/** Ranks are grouped in ranges of doubling size, written uniformly inside: within a range the popularity differs by 2^s at most. */
interface RankGroup {
  readonly range: ScatterRange;
  /** Share of all writes that hit this group. */
  readonly share: number;
}

/**
 * Zipf: rank r is written with weight r^-s. Ranks lie in address order, so that popular pages are neighbours. The
 * weights of a group are summed by the trapezoid rule over r^-s, with r^-s from square roots only (`fractionalPower`).
 * Of [0, n) floor(n * share) writes plus a drawn carry hit a group: a count that never falls.
 */
export function zipfPattern(workload: WorkloadConfig, keys: { readonly draw: number; readonly mask: number }): WritePattern {
  const groups = rankGroups(workload);
  return {
    write: (planes, from, to) => {
      groups.forEach((group, index) => {
        const salt = Math.imul(index + 1, 0x27d4eb2f);
        const groupKeys = { draw: keys.draw ^ salt, mask: keys.mask ^ salt };
        const carry = asFraction(mix32(groupKeys.draw));
        const until = (writes: number): number => Math.floor(writes * group.share + carry);
        scatterWrites(planes, group.range, groupKeys, until(from), until(to));
      });
    },
  };
}

function rankGroups(workload: WorkloadConfig): readonly RankGroup[] {
  const total = workload.workingSetPages;
  const edges: number[] = [];
  for (let edge = 1; edge <= total; edge *= 2) edges.push(edge);
  if (edges.at(-1) !== total + 1) edges.push(total + 1);
  const weights = edges.slice(1).map((end, i) => groupWeight(edges[i]!, end, workload.zipfExponent));
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight, i) => {
    const first = edges[i]!;
    return { range: { first: workload.firstPage + first - 1, pages: edges[i + 1]! - first }, share: weight / sum };
  });
}

/** Sum of r^-s over ranks [first, end), by up to 16 equal parts taken at their middle. */
function groupWeight(first: number, end: number, exponent: number): number {
  const parts = Math.min(16, end - first);
  const width = (end - first) / parts;
  let sum = 0;
  for (let part = 0; part < parts; part++) {
    const middle = first + (part + 0.5) * width - 0.5;
    sum += width / fractionalPower(middle, exponent);
  }
  return sum;
}

/** x^y for x >= 1, 0 <= y <= 4 to 2^-24 of y: whole part by products, binary digits of the rest by square roots. */
export function fractionalPower(x: number, y: number): number {
  let result = 1;
  let whole = Math.floor(y);
  let rest = y - whole;
  for (; whole > 0; whole--) result *= x;
  let root = x;
  for (let digit = 0; digit < 24 && rest > 0; digit++) {
    root = Math.sqrt(root);
    rest *= 2;
    if (rest >= 1) {
      rest -= 1;
      result *= root;
    }
  }
  return result;
}
