// What an operator does on the built page: asks what would help, opens it, takes the settings along.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchChromium, openStill } from './browser';
import { complaintsOf, computedFingerprint, eventually, fingerprintOf } from './pageState';

const BUSY = '#v=1&guest=none&memory=128MiB&bandwidth=1Gbit/s&working-set=64MiB&writes=100k&downtime-limit=100ms';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

it('a run that does not converge: changes are run beside it, one that helps is opened and converges, its settings are there to paste', async () => {
  const page = await openStill(browser, BUSY);
  const complaints = complaintsOf(page);
  const before = await computedFingerprint(page);
  await page.getByRole('button', { name: 'What would help?' }).click();
  await page.getByRole('button', { name: 'Run the changes' }).click();
  await eventually(() => page.getByRole('status').filter({ hasText: 'let it converge' }).count()).toBe(1);
  expect(await fingerprintOf(page)).toBe(before);
  await page.getByRole('button', { name: 'Open auto-converge=on' }).click();
  await computedFingerprint(page, before);
  await eventually(() => page.evaluate(() => location.hash)).toContain('auto-converge=on');
  await page.keyboard.press('End');
  await eventually(() => page.getByRole('heading', { level: 1 }).innerText()).toContain('Converged in');
  expect(await page.getByRole('button', { name: 'What would help?' }).count()).toBe(0);
  await page.getByRole('button', { name: 'Settings to paste' }).click();
  await page.getByRole('button', { name: 'virsh', exact: true }).click();
  await eventually(() => page.getByRole('textbox', { name: /^text: virsh, host A$/ }).inputValue()).toContain('virsh migrate --live --verbose --auto-converge guest');
  expect(complaints).toEqual([]);
});
