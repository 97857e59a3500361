import { sequentialColours } from '../palette';
import type { PathId } from './paths';

/** Every colour and font that the timeline draws with; names are the tokens of docs and theme. */
export interface TimelineTheme {
  readonly app: string;
  readonly raise: string;
  readonly line: string;
  readonly grid: string;
  readonly line2: string;
  readonly ctl: string;
  readonly fg: string;
  readonly fg2: string;
  readonly fg3: string;
  readonly alarm: string;
  readonly dirty: string;
  readonly pinned: string;
  readonly shared: string;
  readonly currentInk: string;
  readonly paths: Readonly<Record<PathId, string>>;
  /** Six steps from idle to over 95 %. */
  readonly sequential: readonly string[];
  readonly fontText: string;
  readonly fontMono: string;
}

/** Rec. 709 weights; enough to tell a dark page from a light one. */
function isDark(hex: string): boolean {
  const channel = (at: number): number => Number.parseInt(hex.slice(at, at + 2), 16);
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5) < 128;
}

/**
 * Reads the theme once from the CSS variables of an element; call it again when the theme changes.
 * @param token gives a variable's text (`getComputedStyle(element).getPropertyValue`), `--app` and so on
 */
export function readTimelineTheme(token: (name: string) => string, fontText: string): TimelineTheme {
  const colour = (name: string): string => token(`--${name}`).trim();
  const mono = colour('font-mono');
  return {
    app: colour('app'), raise: colour('raise'), line: colour('line'), grid: colour('grid'), line2: colour('line2'),
    ctl: colour('ctl'), fg: colour('fg'), fg2: colour('fg2'), fg3: colour('fg3'), alarm: colour('alarm'), dirty: colour('dirty'),
    pinned: colour('pinned'), shared: colour('shared'), currentInk: colour('current-ink'),
    paths: { helper: colour('helper'), plain: colour('plain'), zero: colour('zero'), psp: colour('psp') },
    sequential: sequentialColours(isDark(colour('app')) ? 'dark' : 'light'),
    fontText: fontText === '' ? 'sans-serif' : fontText,
    fontMono: mono === '' ? 'monospace' : mono,
  };
}
