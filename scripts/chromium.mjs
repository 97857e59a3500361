// Which Chromium to drive, and with which arguments. Shared by the set-up and by every browser test.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const USUAL_PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];
const COMMAND_NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/**
 * A Chromium of the system: CHROMIUM_PATH, a usual place, or one on the PATH.
 * A CHROMIUM_PATH that names no file is an error: falling back silently would test another browser than asked for.
 * @returns {string | undefined}
 */
export function systemChromium() {
  const wanted = process.env.CHROMIUM_PATH;
  if (wanted) {
    if (!existsSync(wanted)) throw new Error(`CHROMIUM_PATH names no file: ${wanted}`);
    return wanted;
  }
  const onPath = (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .flatMap((folder) => COMMAND_NAMES.map((name) => join(folder, name)));
  return [...USUAL_PLACES, ...onPath].find((path) => existsSync(path));
}

/**
 * The Chromium to launch; `undefined` leaves the choice to Playwright, which then takes the one it downloaded itself.
 * @returns {Promise<string | undefined>}
 */
export async function findChromium() {
  const system = systemChromium();
  if (system !== undefined) return system;
  const { chromium } = await import('playwright-core');
  const own = chromium.executablePath();
  return own && existsSync(own) ? own : undefined;
}

/**
 * WebGL runs in software in both modes of a headless machine; without the two swiftshader flags it stalls on every read-back.
 * Chromium's sandbox refuses to start as root, and only then is it switched off.
 * @type {string[]}
 */
export const chromiumArguments = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-quic',
];
