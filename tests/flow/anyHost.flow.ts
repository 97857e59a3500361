import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { launchChromium } from './browser';
import { complaintsOf, cursorText, eventually, stateOf } from './pageState';
import { serveStatically, type StaticServer } from './staticServer';

let browser: Browser;
let host: StaticServer;
beforeAll(async () => {
  [browser, host] = await Promise.all([launchChromium(), serveStatically(inject('builtFolder'), '/some/sub/path/')]);
});
afterAll(async () => {
  await Promise.all([browser.close(), host.close()]);
});

it('moves under any path of a static host that sets no headers, without a word on the console', async () => {
  const page = await browser.newPage();
  const complaints = complaintsOf(page);
  const missing: string[] = [];
  page.on('response', (response) => {
    if (!response.ok()) missing.push(response.url());
  });
  await page.goto(`${host.address}#v=1&memory=2GiB`);
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
  await eventually(() => stateOf(page)).toBe('playing');
  const moment = await cursorText(page);
  await eventually(() => cursorText(page)).not.toBe(moment);
  await page.getByRole('region', { name: 'Timeline' }).waitFor();
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Help' }).waitFor();
  expect([complaints, missing]).toEqual([[], []]);
  await page.context().close();
});
