/** Wrong pages of one kind that the oracle lists for the maps, at most; beyond them it counts. */
export const MAPPED_PAGES = 65_536;
