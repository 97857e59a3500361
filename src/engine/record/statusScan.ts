import type { PageCount } from '../../base/units';
import type { PagePlanes } from '../memory/pagePlanes';
import { popcount } from '../memory/popcount';
import type { LegendCounts } from './mapMode';
import { CRITICAL_CODE, STATUS_CODE } from './mapMode';
import type { TileScan } from './tileScan';

function count(word: number): number {
  if (word === 0) return 0;
  return word === -1 ? 32 : popcount(word);
}

/** Class of a tile with `shared` shared pages: 1+, 64+ of 512, all. */
export function statusCode(shared: PageCount, pages: PageCount): number {
  if (shared === 0) return STATUS_CODE.private;
  if (shared === pages) return STATUS_CODE.sharedAll;
  return shared * 512 >= 64 * pages ? STATUS_CODE.sharedMost : STATUS_CODE.sharedSome;
}

/**
 * Pages of a word whose status the host believes to be another than the guest has set. While it migrates the host reads its list with
 * the log: of a page that the log still holds it has yet to read what was announced.
 */
export function believedWrongly(planes: PagePlanes, word: number, isMigrating: boolean): number {
  const { privateTruth, privateBelief, dirty } = planes;
  if (privateTruth === undefined || privateBelief === undefined) return 0;
  return (privateTruth[word] ^ privateBelief[word]) & (isMigrating ? ~dirty[word] : -1);
}

/**
 * Pages of a word which the destination holds, up to date, under another status than the guest has set, and which
 * nothing will send again: neither dirty nor still to send.
 */
export function toldWrongly(planes: PagePlanes, word: number): number {
  const { privateTruth, privateAtDestination, sent0, sent1, sent2, stale, toSend, dirty } = planes;
  if (privateTruth === undefined || privateAtDestination === undefined) return 0;
  const settled = (sent0[word] | sent1[word] | sent2[word]) & ~(stale[word] | toSend[word] | dirty[word]);
  return (privateTruth[word] ^ privateAtDestination[word]) & settled;
}

/** `status` mode: the guest's own view on the source, what the destination was told of the pages it received. */
export class StatusScan implements TileScan {
  private readonly planes: PagePlanes;
  private readonly seen: number;
  private readonly isMigrating: boolean;
  private priv = 0;
  private believed = 0;
  private received = 0;
  private told = 0;
  private misled = 0;
  private allPages = 0;
  private allPrivate = 0;
  private allBelieved = 0;
  private allReceived = 0;
  private allTold = 0;
  private allMisled = 0;

  constructor(planes: PagePlanes, migrationBegan: boolean, isMigrating: boolean) {
    this.planes = planes;
    this.seen = migrationBegan ? -1 : 0;
    this.isMigrating = isMigrating;
  }

  add(from: number, to: number, mask: number): void {
    const { privateTruth, privateAtDestination, sent0, sent1, sent2 } = this.planes;
    const seen = this.seen & mask;
    let priv = 0;
    let believed = 0;
    let received = 0;
    let told = 0;
    for (let w = from; w < to; w++) {
      const here = (sent0[w] | sent1[w] | sent2[w]) & seen;
      received += count(here);
      if (privateTruth === undefined) continue;
      const truth = privateTruth[w];
      priv += count(truth & mask);
      believed += count(believedWrongly(this.planes, w, this.isMigrating) & mask);
      if (here === 0 || privateAtDestination === undefined) continue;
      told += count(privateAtDestination[w] & here);
      if (((privateAtDestination[w] ^ truth) & here) !== 0) this.misled += count(toldWrongly(this.planes, w) & here);
    }
    this.priv += priv;
    this.believed += believed;
    this.received += received;
    this.told += told;
  }

  close(pages: PageCount): number {
    const source = this.believed > 0 ? CRITICAL_CODE.beliefDiffers : statusCode(pages - this.priv, pages);
    const destination = this.destinationCode();
    this.allPages += pages;
    this.allPrivate += this.priv;
    this.allBelieved += this.believed;
    this.allReceived += this.received;
    this.allTold += this.told;
    this.allMisled += this.misled;
    this.priv = this.believed = this.received = this.told = this.misled = 0;
    return source | (destination << 8);
  }

  /** The share of shared pages is one of the pages received; a tile of which none was received is absent. */
  private destinationCode(): number {
    if (this.misled > 0) return CRITICAL_CODE.misclassified;
    return this.received === 0 ? STATUS_CODE.absent : statusCode(this.received - this.told, this.received);
  }

  sourceCounts(): LegendCounts {
    return [this.allPrivate, this.allPages - this.allPrivate, this.allBelieved, 0];
  }

  destinationCounts(): LegendCounts {
    return [this.allTold, this.allReceived - this.allTold, this.allMisled, this.allPages - this.allReceived];
  }
}
