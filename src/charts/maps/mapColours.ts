import {
  AGE_CODE, CRITICAL_CODE, GFN_CODE, INTEGRITY_CODE, PINNED_CODE, SENT_CODE, STATE_CODE, STATUS_CODE,
} from '../../engine/record/mapMode';
import type { MapMode } from '../../engine/record/mapMode';
import { colourText, mixColours, parseColour } from '../mixColours';
import { PALETTE, sequentialColours } from '../palette';
import type { ThemeName } from '../palette';

export type MapHost = 'source' | 'destination';

/** Colours by code; a code that is not there is not drawn. */
export type CodeColours = ReadonlyMap<number, string>;

function mixed(from: string, to: string, share: number): string {
  return colourText(mixColours(parseColour(from), parseColour(to), share));
}

function stateColours(theme: ThemeName, host: MapHost): readonly (readonly [number, string])[] {
  const { notsent, absent, current, r1, r2, r3, dirty, sending } = PALETTE[theme];
  return [
    [STATE_CODE.notSent, host === 'source' ? notsent : absent], [STATE_CODE.current, current], [STATE_CODE.again1, r1],
    [STATE_CODE.again16, r2], [STATE_CODE.again128, r3], [STATE_CODE.again384, dirty], [STATE_CODE.sending, sending],
  ];
}

function statusColours(theme: ThemeName): readonly (readonly [number, string])[] {
  const { absent, current, panel, shared } = PALETTE[theme];
  return [
    [STATUS_CODE.absent, absent], [STATUS_CODE.private, mixed(current, panel, 0.25)],
    [STATUS_CODE.sharedSome, mixed(current, shared, 0.45)], [STATUS_CODE.sharedMost, mixed(current, shared, 0.7)],
    [STATUS_CODE.sharedAll, shared],
  ];
}

function gfnColours(theme: ThemeName): readonly (readonly [number, string])[] {
  const { absent, current, notsent, psp, shared } = PALETTE[theme];
  return [
    [GFN_CODE.absent, absent], [GFN_CODE.secure, current], [GFN_CODE.pagedOut, mixed(current, psp, 0.75)],
    [GFN_CODE.shared, shared], [GFN_CODE.normal, notsent],
  ];
}

function modeColours(mode: MapMode, theme: ThemeName, host: MapHost): readonly (readonly [number, string])[] {
  const { absent, current, panel, pinned } = PALETTE[theme];
  const steps = sequentialColours(theme);
  const step = (code: number): readonly [number, string] => [code, steps[code] ?? absent];
  switch (mode) {
    case 'state': return stateColours(theme, host);
    case 'status': return statusColours(theme);
    case 'sent': return Object.values(SENT_CODE).map(step);
    case 'age': return [[AGE_CODE.never, absent], ...Object.values(AGE_CODE).filter((code) => code !== AGE_CODE.never).map(step)];
    case 'pinned': return [[PINNED_CODE.none, absent], [PINNED_CODE.some, mixed(absent, pinned, 0.55)], [PINNED_CODE.all, pinned]];
    case 'integrity': return [[INTEGRITY_CODE.unchecked, absent], [INTEGRITY_CODE.right, mixed(current, panel, 0.45)]];
    case 'gfn': return gfnColours(theme);
    default: return [];
  }
}

/**
 * What each code of a mode looks like. One fact has one colour on both maps and in the lens; critical states are `alarm`, muted
 * where they may fill a whole map: a secure VM with NORMAL frames.
 */
export function mapColours(mode: MapMode, theme: ThemeName, host: MapHost): CodeColours {
  const { alarm, panel } = PALETTE[theme];
  const muted = mixed(panel, alarm, 0.42);
  const critical = Object.values(CRITICAL_CODE).map((code): readonly [number, string] => [code, code === CRITICAL_CODE.normalInSecure ? muted : alarm]);
  return new Map([...modeColours(mode, theme, host), ...critical]);
}
