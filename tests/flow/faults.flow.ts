// Faults on the built page: chosen, told of beside the same run without, taken back; what the protocol and a page say of them.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchChromium, openPage } from './browser';
import { complaintsOf, computedFingerprint, cursorText, eventually, fingerprintOf, stateOf } from './pageState';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const SMALL = '#v=1&memory=256MiB&shared=8MiB&working-set=32MiB&writes=1k&bandwidth=1Gbit/s&downtime-limit=100ms';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const results = await page.evaluate(() => (globalThis as unknown as { axe: { run: () => Promise<AxeResults> } }).axe.run());
  return results.violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)}`));
}

const focused = (page: Page): Promise<string | null | undefined> => page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
const report = (page: Page) => page.getByRole('region', { name: 'Faults' });

it('by keys alone: one is added at the play head, told of, gone to, and taken back', async () => {
  const page = await openPage(browser, `${SMALL}&view.t=200ms`);
  const complaints = complaintsOf(page);
  const before = await computedFingerprint(page);
  await page.keyboard.press('i');
  await eventually(() => focused(page)).toBe('show faults with');
  await page.keyboard.type('F-39');
  await page.keyboard.press('Enter');
  await eventually(() => focused(page)).toMatch(/^Add F-39/);
  await page.keyboard.press('Enter');
  await computedFingerprint(page, before);
  await eventually(() => page.evaluate(() => location.hash)).toContain('at=200ms:fault:F-39');
  await eventually(() => report(page).innerText()).toContain('Exactly the symptom of a real system');
  const text = await report(page).innerText();
  expect(text).toContain('WRMSR 0x4b564d08');
  expect(text).toContain('right handling');
  expect(text).toContain('AMD’s QEMU series v4');
  await page.keyboard.press('End');
  await report(page).getByRole('button', { name: /^Go to/ }).first().press('Enter');
  await eventually(() => cursorText(page)).toContain('0:00.200');
  await page.keyboard.press('Control+z');
  await eventually(() => report(page).count()).toBe(0);
  await eventually(() => fingerprintOf(page)).toBe(before);
  expect(complaints).toEqual([]);
  await page.context().close();
});

it('the story of one that cannot happen here shows it: both return channels, the state that stays, the run that fails', async () => {
  const page = await openPage(browser, `${SMALL}&view.t=200ms`);
  const before = await computedFingerprint(page);
  await page.getByRole('button', { name: 'inject a fault' }).click();
  await page.getByRole('textbox', { name: 'show faults with' }).fill('F-12');
  await eventually(() => page.getByText('Not here: needs mechanism=psp.').count()).toBe(1);
  expect(await page.getByRole('button', { name: /^Add F-12/ }).isDisabled()).toBe(true);
  await page.getByRole('button', { name: /^Open the story of F-12/ }).click();
  await computedFingerprint(page, before);
  await eventually(() => stateOf(page)).toBe('failed');
  await eventually(() => report(page).innerText()).toMatch(/without the fault to “converges”/);
  const rungs = page.getByRole('list', { name: 'Commands of both sides, in order' });
  for (const words of ['INVALID_CERTIFICATE', 'stays RUNNING', 'policy 0x11, session 128 B']) await eventually(() => rungs.innerText()).toContain(words);
  await page.context().close();
});

it('a page that a fault struck says what befell it, and what the oracle knows', async () => {
  const page = await openPage(browser, `${SMALL}&at=500ms:fault:F-20&at=1s:migrate`);
  await computedFingerprint(page);
  await page.keyboard.press('End');
  const inspector = page.getByRole('region', { name: 'Page', exact: true });
  const wrong = page.getByRole('region', { name: 'Destination', exact: true }).locator('.map-legend > div').filter({ hasText: 'violations' }).locator('dd');
  await eventually(() => wrong.innerText()).toBe('16');
  await page.keyboard.press('x');
  await eventually(() => inspector.innerText()).toContain('moved by the host while encrypted');
  await eventually(() => inspector.getByRole('img', { name: /^Life of the page/ }).count()).toBe(1);
  await eventually(() => inspector.getByRole('img', { name: /^Life of the page/ }).getAttribute('aria-label')).toMatch(/[1-9] changes of status, pin or frame/);
  expect(await inspector.innerText()).toContain('moved by the host while encrypted');
  await page.context().close();
});

it('an action that the guest cannot do is refused under its line', async () => {
  const page = await openPage(browser, SMALL);
  await computedFingerprint(page);
  await page.getByRole('button', { name: 'add an action' }).click();
  const line = page.getByRole('textbox', { name: 'at', exact: true }).last();
  await line.fill('5s:esm');
  await line.press('Enter');
  await eventually(() => page.getByText(/`at=5s:esm` does not go with guest=sev/).count()).toBe(1);
  expect(await page.evaluate(() => location.hash)).not.toContain('esm');
  await page.context().close();
});

it.each(['dark', 'light'] as const)('menu and report have nothing that axe objects to, %s; the menu fits a phone', async (colorScheme) => {
  const page = await openPage(browser, `${SMALL}&at=500ms:fault:F-20&at=1s:migrate&view.panel=protocol`, { colorScheme, viewport: { width: 390, height: 844 }, reducedMotion: 'reduce' });
  await computedFingerprint(page);
  await eventually(() => report(page).innerText()).toContain('compared with the same run without it');
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press('i');
  await eventually(() => page.getByRole('dialog', { name: 'Faults' }).count()).toBe(1);
  expect(await violations(page)).toEqual([]);
  const [width, height] = await page.getByRole('dialog', { name: 'Faults' }).evaluate((dialog) => [dialog.scrollWidth - dialog.clientWidth, dialog.getBoundingClientRect().bottom]);
  expect(width).toBe(0);
  expect(height).toBeLessThanOrEqual(844);
  const heights = await page.getByRole('button', { name: /^Add F-/ }).evaluateAll((buttons) => buttons.map((button) => button.getBoundingClientRect().height));
  expect(Math.min(...heights)).toBeGreaterThanOrEqual(44);
  await page.context().close();
});
