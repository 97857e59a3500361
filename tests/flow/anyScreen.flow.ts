// Small windows (which is what zooming in makes of a large one), system colours, and the way through the page by Tab.
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchChromium, openStill } from './browser';
import { eventually } from './pageState';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

const opened = (link: string, options: BrowserContextOptions): Promise<Page> => openStill(browser, link, options);

/** Accessible name of what has the focus, or its text; empty once the focus has left the page. */
function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (element === null || element === document.body) return '';
    return element.getAttribute('aria-label') ?? element.textContent.trim();
  });
}

it.each([
  ['200 %', 720, 450],
  ['400 %', 360, 225],
])('at a zoom of %s nothing is cut off sideways, in any tab', async (_zoom, width, height) => {
  const page = await opened('#v=1&memory=256MiB&view.gfn=0x2a&view.t=50ms', { viewport: { width, height } });
  const tabs = page.getByRole('tablist', { name: 'Panels' }).getByRole('tab');
  await eventually(() => tabs.count()).toBeGreaterThan(3);
  for (const name of await tabs.allInnerTexts()) {
    await tabs.filter({ hasText: name }).first().click();
    await eventually(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  }
  expect(await page.getByRole('button', { name: 'Play', exact: true }).isVisible()).toBe(true);
  await eventually(() => page.getByRole('heading', { level: 1 }).innerText()).toMatch(/binds/);
  await page.context().close();
});

it('keeps the colours of pages, and says what is chosen, in the system’s own colours', async () => {
  const page = await opened('', { forcedColors: 'active', colorScheme: 'dark' });
  const swatches = page.locator('.map-swatch i, .map-key i, .hints i');
  await eventually(async () => new Set(await swatches.evaluateAll((all) => all.map((swatch) => getComputedStyle(swatch).backgroundColor))).size).toBeGreaterThan(6);
  const outline = (name: string): Promise<string> => page.getByRole('tab', { name }).evaluate((tab) => getComputedStyle(tab).outlineStyle);
  expect([await outline('State'), await outline('Times sent')]).toEqual(['solid', 'none']);
  await page.context().close();
});

it('leads by Tab through top bar, fields, maps, timeline and the rest, each with a name, and out again', async () => {
  const page = await opened('#v=1&memory=256MiB&view.gfn=0x2a&view.t=50ms', { viewport: { width: 1440, height: 900 } });
  const stops = ['Play', 'memory', 'State', 'Source: chosen page', 'Destination: chosen page', 'Moment: arrows move the cursor, Enter goes there'];
  for (const stop of stops) await page.getByLabel(stop, { exact: true }).or(page.getByRole('tab', { name: stop, exact: true })).first().waitFor();
  // The page's life brings buttons as it is told.
  await page.getByRole('img', { name: /^Life of the page/ }).waitFor();
  const names: string[] = [];
  for (let presses = 0; presses < 200; presses += 1) {
    await page.keyboard.press('Tab');
    const name = await focused(page);
    if (name === '' && names.length > 0) break;
    names.push(name);
  }
  expect(names.length).toBeLessThan(200);
  expect(names.filter((name) => name === '')).toEqual([]);
  const places = stops.map((stop) => names.indexOf(stop));
  expect(places).not.toContain(-1);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  await page.context().close();
});
