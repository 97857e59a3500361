// One Chromium for a flow file, and fresh pages in it.
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { inject } from 'vitest';
import { chromiumArguments, findChromium } from '../../scripts/chromium.mjs';
import { computedFingerprint } from './pageState';

/** Launches Chromium; close it in `afterAll`. */
export async function launchChromium(): Promise<Browser> {
  const executablePath = await findChromium();
  return chromium.launch({ ...(executablePath === undefined ? {} : { executablePath }), args: chromiumArguments });
}

/**
 * Opens the built page in a context of its own (no storage shared with other pages).
 * @param fragment what follows the address: a link's `#v=1&...`, or nothing
 */
export async function openPage(browser: Browser, fragment = '', options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  await page.goto(inject('baseURL') + fragment);
  return page;
}

/** The same under reduced motion, which plays nothing by itself; back once the run is computed. */
export async function openStill(browser: Browser, fragment: string, options: BrowserContextOptions = {}): Promise<Page> {
  const page = await openPage(browser, fragment, { reducedMotion: 'reduce', ...options });
  await computedFingerprint(page);
  return page;
}
