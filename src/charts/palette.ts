import { colourText, mixColours, parseColour } from './mixColours';

export type ThemeName = 'dark' | 'light';

const DARK = {
  app: '#0d1014', panel: '#11151a', raise: '#1a2027', line: '#252c35', grid: '#1f262e', line2: '#3c4652', ctl: '#6d7886',
  fg: '#e9edf2', fg2: '#aeb7c3', fg3: '#8893a1', focus: '#8fc7ff', warn: '#ffb84d', alarm: '#ff6b88',
  absent: '#171c22', notsent: '#3a4450',
  current: '#2d6ca8', r1: '#8475ad', r2: '#cc8098', r3: '#ee8f63', dirty: '#ffb84d', currentInk: '#5b9bd8', sending: '#ffffff',
  helper: '#23998a', psp: '#c6abff', plain: '#aeb8c6', zero: '#5b6573', a: '#f08fc0', b: '#8ccb5e',
  shared: '#e3d37a', pinned: '#7f8fd8', seqLow: '#232a33', seqHigh: '#d7e6ff',
} as const;

export type ColourToken = keyof typeof DARK;

const LIGHT: Readonly<Record<ColourToken, string>> = {
  app: '#f6f7f8', panel: '#ffffff', raise: '#eef0f3', line: '#dfe3e8', grid: '#eceff2', line2: '#bcc4ce', ctl: '#7a8592',
  fg: '#14181d', fg2: '#46505c', fg3: '#626c78', focus: '#0a63c9', warn: '#8a4b00', alarm: '#c2003f',
  absent: '#eff1f4', notsent: '#ccd2da',
  current: '#8db9e3', r1: '#9c90c2', r2: '#b07099', r3: '#b4524a', dirty: '#843200', currentInk: '#2a6cae', sending: '#000000',
  helper: '#137a6d', psp: '#7a4fd0', plain: '#8390a1', zero: '#c0c8d2', a: '#b02a78', b: '#3f7a1c',
  shared: '#7d6a00', pinned: '#4a55b0', seqLow: '#e4e8ed', seqHigh: '#123a6b',
};

/** The theme's colours for code that draws on a canvas; the style sheet has the same ones as variables. */
export const PALETTE: Readonly<Record<ThemeName, Readonly<Record<ColourToken, string>>>> = { dark: DARK, light: LIGHT };

/** Shares of the way from `seqLow` to `seqHigh` of the six quantised steps. */
const SEQUENTIAL_STEPS = [0, 0.22, 0.42, 0.62, 0.82, 1] as const;

/** The sequential scale, from nothing to most: six colours. */
export function sequentialColours(theme: ThemeName): readonly string[] {
  const low = parseColour(PALETTE[theme].seqLow);
  const high = parseColour(PALETTE[theme].seqHigh);
  return SEQUENTIAL_STEPS.map((share) => colourText(mixColours(low, high, share)));
}
