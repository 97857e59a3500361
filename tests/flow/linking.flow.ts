import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchChromium, openPage } from './browser';
import { computedFingerprint, cursorText, eventually, openSections, stateOf } from './pageState';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(async () => {
  await browser.close();
});

it('shares a link that opens the same run at the same moment', async () => {
  const page = await openPage(browser, '#v=1&memory=512MiB&writes=5k&view.t=200ms');
  const fingerprint = await computedFingerprint(page);
  const moment = await cursorText(page);
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  const link = await page.getByRole('textbox', { name: 'link', exact: true }).inputValue();
  const other = await openPage(browser);
  await other.goto(link);
  await other.reload();
  expect(await computedFingerprint(other)).toBe(fingerprint);
  await eventually(() => cursorText(other)).toBe(moment);
  await page.getByRole('checkbox', { name: 'fragment alone' }).check();
  await page.getByRole('checkbox', { name: 'this moment and view' }).uncheck();
  expect(await page.getByRole('textbox', { name: 'link', exact: true }).inputValue()).toBe('#v=1&memory=512MiB&writes=5k&model=1');
  await Promise.all([page.context().close(), other.context().close()]);
});

it('keeps what a bad field leaves, and says what it did', async () => {
  const page = await openPage(browser, '#v=1&memory=banana&memroy=4GiB&ring-depth=2000&writes=3k');
  await computedFingerprint(page);
  const notices = page.getByRole('status', { name: 'Notices' });
  await notices.getByRole('button', { name: '3 notices' }).click();
  expect(await notices.innerText()).toMatch(/memory=banana/);
  expect(await notices.innerText()).toMatch(/did you mean .?memory/);
  expect(await page.getByRole('textbox', { name: 'writes' }).inputValue()).toBe('3k');
  await notices.getByRole('button', { name: 'Dismiss notices' }).click();
  expect(await notices.innerText()).toBe('');
  await page.context().close();
});

it('says that a link is newer, and opens it all the same', async () => {
  const page = await openPage(browser, '#v=999&memory=1GiB');
  await computedFingerprint(page);
  expect(await page.getByRole('status', { name: 'Notices' }).innerText()).toMatch(/newer/);
  expect(await page.getByRole('textbox', { name: 'memory' }).inputValue()).toBe('1GiB');
  await page.context().close();
});

it('keeps a typed value that is out of range, says why, and does not compute it', async () => {
  const page = await openPage(browser, '#v=1&memory=512MiB');
  const before = await computedFingerprint(page);
  const memory = page.getByRole('textbox', { name: 'memory' });
  await memory.fill('5TiB');
  await page.keyboard.press('Enter');
  expect(await memory.inputValue()).toBe('5TiB');
  expect(await memory.getAttribute('aria-invalid')).toBe('true');
  expect(await page.getByText(/above 1TiB/).count()).toBe(1);
  expect(await computedFingerprint(page)).toBe(before);
  await memory.fill('1GiB');
  await page.keyboard.press('Enter');
  await computedFingerprint(page, before);
  expect(await page.getByText(/above 1TiB/).count()).toBe(0);
  await page.context().close();
});

it('goes back and forward through what was changed', async () => {
  const page = await openPage(browser, '#v=1&memory=512MiB');
  const memory = page.getByRole('textbox', { name: 'memory' });
  const first = await computedFingerprint(page);
  await memory.fill('1GiB');
  await page.keyboard.press('Enter');
  const second = await computedFingerprint(page, first);
  await page.goBack();
  expect(await computedFingerprint(page, second)).toBe(first);
  expect(await memory.inputValue()).toBe('512MiB');
  await page.goForward();
  expect(await computedFingerprint(page, first)).toBe(second);
  await page.context().close();
});

it('edits the script in place', async () => {
  const page = await openPage(browser, '#v=1&memory=512MiB');
  const before = await computedFingerprint(page);
  await page.getByRole('button', { name: 'add an action' }).click();
  await page.keyboard.type('soon:migrate');
  await page.keyboard.press('Enter');
  expect(await page.getByText(/does not begin with a time/).count()).toBe(1);
  const line = page.getByRole('textbox', { name: 'at', exact: true });
  await line.fill('2s:migrate');
  await page.keyboard.press('Enter');
  const moved = await computedFingerprint(page, before);
  expect(page.url()).toContain('at=2s:migrate');
  await page.getByRole('button', { name: 'Remove 2s:migrate' }).click();
  expect(await computedFingerprint(page, moved)).toBe(before);
  await page.context().close();
});

it('opens a pasted link, a story, and every control by its field name', async () => {
  const page = await openPage(browser);
  await page.getByRole('textbox', { name: 'paste a link' }).fill('https://example.org/somewhere/#v=1&memory=768MiB');
  await page.keyboard.press('Enter');
  await eventually(() => page.getByRole('textbox', { name: 'memory' }).inputValue()).toBe('768MiB');
  await page.getByRole('button', { name: /^preset: / }).click();
  await page.getByRole('dialog', { name: 'Presets' }).getByRole('button', { name: /^An idle desktop/ }).click();
  await eventually(() => page.url()).toContain('preset=idle-desktop');
  await openSections(page);
  await page.getByRole('radiogroup', { name: 'mechanism' }).getByRole('radio', { name: 'psp', exact: true }).check();
  await page.getByRole('switch', { name: 'auto-converge' }).check();
  await page.getByRole('combobox', { name: 'workload' }).selectOption('idle');
  await eventually(() => page.url()).toMatch(/workload=idle.*mechanism=psp.*auto-converge=on/);
  expect(await stateOf(page)).not.toBe('failed');
  await page.context().close();
});
