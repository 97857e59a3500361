/** CSS pixels between a map and its lens; the lines that join them end in it. */
export const LENS_GAP = 8;
