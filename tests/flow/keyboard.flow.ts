// What a person without a pointer does on the built page: every step by key, none by click.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchChromium, openPage } from './browser';
import { computedFingerprint, cursorText, eventually, stateOf } from './pageState';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

const chosen = (page: Page): Promise<string> => page.getByRole('region', { name: 'Page', exact: true }).getByRole('heading').innerText();
const scale = (page: Page): Promise<string> => page.getByText(/^[\d. \u00d7px]+ = 1 (tile|page) = /).innerText();

/** Tabs until an element with this accessible name has the focus. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 120; presses += 1) {
    await page.keyboard.press('Tab');
    if ((await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))) === name) return;
  }
  throw new Error(`Tab never came to ${name}`);
}

/** Types into the search, once it is there. */
async function find(page: Page, text: string): Promise<void> {
  await page.keyboard.press('/');
  await eventually(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('find');
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
}

async function opened(link: string): Promise<Page> {
  const page = await openPage(browser, link);
  await computedFingerprint(page);
  return page;
}

it('finds a page by address, zooms to it alone and back, and reads its life', async () => {
  const page = await opened('#v=1&memory=1GiB&writes=60k&working-set=512MiB&view.t=600ms');
  await find(page, '512MiB');
  await eventually(() => chosen(page)).toContain('GFN 0x20000');
  await eventually(() => page.getByRole('img', { name: /^Life of the page/ }).count()).toBe(1);
  for (let presses = 0; presses < 4; presses += 1) await page.keyboard.press('Enter');
  await eventually(() => scale(page)).toContain('1 page');
  await tabTo(page, 'Source: chosen page');
  await page.keyboard.press('ArrowRight');
  await eventually(() => chosen(page)).toContain('GFN 0x20001');
  await page.keyboard.press('Shift+ArrowLeft');
  await eventually(() => chosen(page)).toContain('GFN 0x20000');
  await page.keyboard.press('0');
  await eventually(() => scale(page)).toContain('pages');
  await page.keyboard.press('Escape');
  await eventually(() => chosen(page)).toContain('none chosen');
  expect(await scale(page)).toContain('1 tile');
  await page.context().close();
});

it('plays and opens the help from a slider, which keeps its own keys; the first Tab skips to the maps', async () => {
  const page = await opened('#v=1&memory=256MiB&view.t=50ms');
  const slider = page.getByRole('slider', { name: 'memory' });
  await slider.focus();
  await page.keyboard.press(' ');
  await page.getByRole('button', { name: 'Pause', exact: true }).waitFor();
  await page.keyboard.press(' ');
  await page.getByRole('button', { name: 'Play', exact: true }).waitFor();
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Help' }).waitFor();
  await page.keyboard.press('Escape');
  const before = await slider.inputValue();
  await page.keyboard.press('ArrowRight');
  expect(await slider.inputValue()).not.toBe(before);
  await page.getByRole('button', { name: 'Skip to the maps' }).focus();
  await page.keyboard.press('Enter');
  expect(await page.getByRole('tab', { name: 'State' }).evaluate((tab) => tab === document.activeElement)).toBe(true);
  await page.context().close();
});

it('changes mode and order, and goes to a field by its name', async () => {
  const page = await opened('#v=1&memory=1GiB&view.t=600ms');
  await page.keyboard.press('m');
  await page.keyboard.press('h');
  await eventually(() => page.getByRole('button', { name: 'Hilbert' }).getAttribute('aria-pressed')).toBe('true');
  await find(page, 'ring-depth');
  await eventually(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('ring-depth');
  expect(await page.getByRole('tab', { name: 'Private / shared' }).getAttribute('aria-selected')).toBe('true');
  await page.context().close();
});

it('follows the scan while it plays, until Escape', async () => {
  const page = await opened('#v=1&memory=4GiB&view.t=100ms');
  await page.keyboard.press('f');
  await eventually(() => page.getByText('following the scan front, Esc stops').count()).toBe(1);
  const gfn = async (): Promise<string | undefined> => /GFN 0x[0-9a-f]+/.exec(await chosen(page))?.[0];
  const first = await gfn();
  await page.keyboard.press(' ');
  await eventually(gfn).not.toBe(first);
  await page.keyboard.press('Escape');
  await eventually(() => page.getByText('following the scan front, Esc stops').count()).toBe(0);
  const last = await gfn();
  expect(last).toContain('GFN');
  await page.waitForTimeout(400);
  expect(await gfn()).toBe(last);
  await page.context().close();
});

it('plays, steps from event to event, changes the speed, moves the cursor of the timeline and goes there', async () => {
  const page = await opened('#v=1&memory=1GiB&view.t=0s');
  await page.keyboard.press('.');
  const stepped = await cursorText(page);
  await page.keyboard.press('End');
  expect(await cursorText(page)).not.toBe(stepped);
  expect(await stateOf(page)).toBe('ended');
  await page.keyboard.press('[');
  await eventually(() => page.getByRole('button', { name: '60\u00d7', exact: true }).getAttribute('aria-pressed')).toBe('true');
  await page.keyboard.press('Home');
  await tabTo(page, 'Moment: arrows move the cursor, Enter goes there');
  for (let presses = 0; presses < 3; presses += 1) await page.keyboard.press('Shift+ArrowRight');
  const before = await cursorText(page);
  await page.keyboard.press('Enter');
  expect(await cursorText(page)).not.toBe(before);
  await page.keyboard.press('?');
  await eventually(() => page.getByRole('dialog', { name: 'Help' }).count()).toBe(1);
  await page.context().close();
});
