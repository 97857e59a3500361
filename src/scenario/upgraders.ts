import type { RawLink } from './rawLink';
import { LINK_VERSION } from './version';

/** Turns a link of the version before into one of its own, so that it keeps its meaning. Pure, and never deleted. */
export type Upgrader = (link: RawLink) => RawLink;

/** By the version that each leads to: 2 turns links of version 1 into links of version 2. */
export type UpgraderTable = Readonly<Record<number, Upgrader>>;

export const UPGRADERS: UpgraderTable = {};

/** Throws when a version up to `current` has no upgrader, or one stands for a version that does not exist. */
export function checkUpgraders(table: UpgraderTable, current: number): void {
  for (let version = 2; version <= current; version++) {
    if (!Object.hasOwn(table, version)) throw new Error(`link version ${version} has no upgrader`);
  }
  for (const version of Object.keys(table).map(Number)) {
    if (version < 2 || version > current) throw new Error(`upgrader ${version} leads to no link version`);
  }
}

/** Lifts a link from its version to the current one, step by step. */
export function upgradeLink(link: RawLink, from: number, table: UpgraderTable = UPGRADERS, current: number = LINK_VERSION): RawLink {
  let lifted = link;
  for (let version = from + 1; version <= current; version++) lifted = table[version]?.(lifted) ?? lifted;
  return lifted;
}

checkUpgraders(UPGRADERS, LINK_VERSION);
