import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchChromium, openPage } from './browser';
import { complaintsOf, computedFingerprint, engineWorkersOf, eventually, stateOf } from './pageState';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(async () => {
  await browser.close();
});

async function openAndCutOff(): Promise<Page> {
  const page = await openPage(browser, '', { viewport: { width: 1440, height: 900 } });
  await computedFingerprint(page);
  // Asked for once all late code is there: a busy machine's network is idle between two parts of it, too.
  await eventually(() => page.evaluate(() => performance.getEntriesByType('resource').some(({ name }) => name.includes('graphics.worker')))).toBe(true);
  await page.waitForLoadState('networkidle');
  await page.context().setOffline(true);
  return page;
}

it('starts the engine again with no network', async () => {
  const page = await openAndCutOff();
  const before = await computedFingerprint(page);
  await engineWorkersOf(page)[0]?.evaluate(() => self.close()).catch(() => undefined);
  await eventually(() => page.getByText('The engine was restarted').count()).toBe(1);
  expect(await computedFingerprint(page)).toBe(before);
  await page.context().close();
});

async function choosePreset(page: Page, title: RegExp): Promise<void> {
  await page.getByRole('button', { name: /^preset: / }).click();
  await page.getByRole('dialog', { name: 'Presets' }).getByRole('button', { name: title }).click();
}

it('opens everything it has with no network after it was loaded', async () => {
  const page = await openAndCutOff();
  const complaints = complaintsOf(page);
  for (const [key, name] of [['?', 'Help'], ['/', 'Find']] as const) {
    await page.keyboard.press(key);
    await page.getByRole('dialog', { name }).waitFor();
    await page.keyboard.press('Escape');
  }
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  await page.getByRole('dialog', { name: 'Share' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Page maps: show as table' }).click();
  await page.getByRole('region', { name: 'Page maps as a table' }).getByRole('table').first().waitFor();
  await page.getByRole('region', { name: 'Timeline' }).getByRole('button', { name: 'table' }).click();
  await page.getByRole('region', { name: 'Timeline as a table' }).waitFor();
  expect(complaints).toEqual([]);
  await page.context().close();
});

it('computes other scenarios with no network: a page\u2019s life, a refusal, the guests\u2019 own lives', async () => {
  const page = await openAndCutOff();
  const complaints = complaintsOf(page);
  const before = await computedFingerprint(page);
  await page.getByRole('textbox', { name: 'memory' }).fill('1GiB');
  await page.keyboard.press('Enter');
  await computedFingerprint(page, before);
  await page.getByRole('region', { name: 'Protocol' }).waitFor();
  await page.getByRole('region', { name: 'Events' }).waitFor();
  await page.getByRole('heading', { level: 1 }).click();
  await page.keyboard.press('ArrowRight');
  await page.getByRole('region', { name: 'Page', exact: true }).getByText('guest says').waitFor();
  await choosePreset(page, /cannot move/);
  await eventually(() => stateOf(page)).toBe('blocked');
  await page.getByRole('button', { name: /^Try: / }).first().waitFor();
  await page.getByRole('region', { name: 'The answer, word for word' }).waitFor();
  for (const title of [/^Boot, all/, /^Secure switch on/]) {
    await choosePreset(page, title);
    await eventually(() => stateOf(page)).not.toBe('computing');
    await page.getByRole('heading', { level: 1 }).waitFor();
  }
  expect(complaints).toEqual([]);
  await page.context().close();
});
