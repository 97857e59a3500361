import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchChromium, openPage } from './browser';
import { computedFingerprint, eventually, openSections } from './pageState';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(async () => {
  await browser.close();
});

/** What axe objects to, one line each. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const results = await page.evaluate(() => (globalThis as unknown as { axe: { run: () => Promise<AxeResults> } }).axe.run());
  return results.violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.any.map((check) => check.message).join('; ')}`));
}

const STATES: readonly (readonly [string, string, { width: number; height: number }])[] = [
  ['a first visit', '', { width: 1440, height: 900 }],
  ['a run with notices, opened sections and a chosen page', '#v=1&memory=512MiB&memroy=1&ring-depth=9999&view.gfn=0x2a&view.t=100ms', { width: 1440, height: 900 }],
  ['a refusal', '#v=1&preset=cannot-move', { width: 1440, height: 900 }],
  ['a boot', '#v=1&preset=pin-on-demand&view.t=3s', { width: 1440, height: 900 }],
  ['a secure switch on a phone', '#v=1&preset=secure-switch-needed&view.t=3s', { width: 390, height: 844 }],
  ['the helper designs', '#v=1&memory=512MiB&view.panel=designs&view.t=200ms', { width: 1440, height: 900 }],
  ['the helper designs on a phone', '#v=1&memory=512MiB&mechanism=mailbox&view.panel=designs&view.t=200ms', { width: 390, height: 844 }],
  ['a region\u2019s cost on a phone', '#v=1&preset=psp-regions&view.t=60s', { width: 390, height: 844 }],
  ['a window of 1024 px', '#v=1&memory=512MiB&view.panel=protocol', { width: 1024, height: 768 }],
  ['a phone with its scenario', '#v=1&memory=512MiB&view.panel=scenario', { width: 390, height: 844 }],
];

for (const colorScheme of ['dark', 'light'] as const) {
  it.each(STATES)(`%s has nothing that axe objects to, ${colorScheme}`, async (_name, fragment, viewport) => {
    const page = await openPage(browser, fragment, { colorScheme, viewport, reducedMotion: 'reduce' });
    await computedFingerprint(page);
    await openSections(page);
    expect(await violations(page)).toEqual([]);
    await page.context().close();
  });
}

it.each(['Share', 'Help'])('the dialog %s has nothing that axe objects to, holds the focus and closes on Escape', async (name) => {
  const page = await openPage(browser, '#v=1&memory=512MiB', { reducedMotion: 'reduce' });
  await computedFingerprint(page);
  await page.getByRole('button', { name }).click();
  expect(await violations(page)).toEqual([]);
  expect(await page.evaluate(() => document.activeElement?.closest('dialog') !== null)).toBe(true);
  await page.keyboard.press('Escape');
  await eventually(() => page.getByRole('dialog', { includeHidden: true }).count()).toBe(1);
  await page.context().close();
});

it.each([
  [1920, 1080],
  [1440, 900],
  [1280, 860],
  [1024, 768],
  [390, 844],
])('a window of %d x %d px shows all without scrolling the page', async (width, height) => {
  const page = await openPage(browser, '#v=1&memory=512MiB&view.t=100ms', { viewport: { width, height } });
  await computedFingerprint(page);
  const size = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]);
  expect(size).toEqual([width, height]);
  await page.context().close();
});
