import type { PlaySpeed } from '../store/appState';

/** What a speed is called. */
export const SPEED_TEXT: Readonly<Record<PlaySpeed, string>> = { 0.1: '1/10\u00d7', 1: '1\u00d7', 10: '10\u00d7', 60: '60\u00d7', fit: 'fit 20 s' };
