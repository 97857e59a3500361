import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchChromium, openPage } from './browser';
import { complaintsOf, computedFingerprint, eventually, stateOf } from './pageState';

const DESIGN = { viewport: { width: 1440, height: 900 } };
const plain = (text: string) => text.replace(/[\u00a0\u2009\u202f]/g, ' ');

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(async () => {
  await browser.close();
});

it('boots: pins every page, shows the size in the table and the chart, and pins on demand at one press', async () => {
  const page = await openPage(browser, '#v=1&preset=pin-at-launch&view.t=0s', DESIGN);
  const complaints = complaintsOf(page);
  const before = await computedFingerprint(page);
  await page.keyboard.press('End');
  const heading = page.getByRole('heading', { level: 1 });
  await eventually(async () => plain(await heading.innerText())).toMatch(/^Pinning all 192 GiB costs 17\.7\d* s of a 24\.5\d* s boot\. On demand it would be 6\.83 s\.$/);
  const table = page.getByRole('region', { name: "The thread's table, and the model" });
  expect(await table.locator('[aria-current]').innerText()).toBe('192');
  const maps = page.getByRole('region', { name: 'Page maps' });
  await eventually(async () => plain(await maps.innerText())).toMatch(/pinned\s+50 331 648/);
  expect(await maps.getByRole('img').count()).toBe(1);
  await page.getByRole('button', { name: '+ demand pinning' }).click();
  await computedFingerprint(page, before);
  await page.keyboard.press('End');
  await eventually(async () => plain(await heading.innerText())).toMatch(/^On demand, 192 GiB boot in 6\.83 s/);
  await eventually(async () => plain(await maps.innerText())).not.toMatch(/pinned\s+50 331 648/);
  expect(complaints).toEqual([]);
  await page.context().close();
});

it('boots another size from the chart by keys, beyond what was measured', async () => {
  const page = await openPage(browser, '#v=1&preset=pin-on-demand&memory=512GiB&view.t=1s', DESIGN);
  const before = await computedFingerprint(page);
  expect(await page.getByText('extrapolated: nobody measured these').count()).toBe(1);
  const size = page.getByRole('slider', { name: /^Size: arrows read the model/ });
  await size.focus();
  await page.keyboard.press('Shift+ArrowLeft');
  await page.keyboard.press('Enter');
  await computedFingerprint(page, before);
  expect(await page.getByRole('textbox', { name: 'memory' }).inputValue()).toBe('480GiB');
  await page.context().close();
});

it('refuses to boot under a limit that is too low, and says which line raises it', async () => {
  const page = await openPage(browser, '#v=1&preset=pin-on-demand&memory=16GiB&memlock-limit=8GiB', DESIGN);
  await computedFingerprint(page);
  await eventually(async () => plain(await page.getByRole('heading', { level: 1 }).innerText())).toBe('RLIMIT_MEMLOCK binds: 8 GiB may be pinned, 16 GiB is needed.');
  expect(await page.locator('.lab-lines code').allInnerTexts()).toEqual([
    "<memtune><hard_limit unit='KiB'>17039360</hard_limit></memtune>", 'LimitMEMLOCK=17448304640', 'qemu - memlock 17039360',
  ]);
  await page.context().close();
});

it('becomes secure: states light up, another mode opens at one press, and its reboot corrupts', async () => {
  const page = await openPage(browser, '#v=1&preset=secure-switch-needed&view.t=1s', DESIGN);
  const complaints = complaintsOf(page);
  const before = await computedFingerprint(page);
  const diagram = page.getByRole('img', { name: /^The VM is / });
  await eventually(() => diagram.getAttribute('aria-label')).toMatch(/^The VM is TRANSIENT/);
  await page.keyboard.press('End');
  await eventually(() => diagram.getAttribute('aria-label')).toMatch(/^The VM is SECURE/);
  const heading = page.getByRole('heading', { level: 1 });
  await eventually(async () => plain(await heading.innerText())).toMatch(/^3\.76 s instead of 420(\.\d)? s, and no GFN is left NORMAL\.$/);
  expect(await page.locator('.switch-modes [data-own="true"] small').allInnerTexts()).toContain('this run');
  await page.getByRole('button', { name: 'Try mode B: old hypervisor' }).click();
  await computedFingerprint(page, before);
  await page.keyboard.press('End');
  await eventually(async () => plain(await heading.innerText())).toMatch(/GFNs stay NORMAL in a secure VM/);
  expect(complaints).toEqual([]);
  await page.context().close();

  const reboot = await openPage(browser, '#v=1&preset=reboot-without-gfn-states', DESIGN);
  await computedFingerprint(reboot);
  await reboot.keyboard.press('End');
  await eventually(() => stateOf(reboot)).toBe('ended');
  await eventually(async () => plain(await reboot.getByRole('region', { name: 'At a reset' }).innerText())).toMatch(/of those with two owners\s+\u25b2 [\d ]+/);
  await reboot.context().close();
});

it('needs no scrolling at the design size, and shows the lab first on a phone', async () => {
  for (const preset of ['pin-on-demand', 'secure-switch-needed']) {
    const page = await openPage(browser, `#v=1&preset=${preset}&view.t=2s`, DESIGN);
    await computedFingerprint(page);
    await eventually(() => page.locator('.lab-part').count()).toBeGreaterThan(2);
    expect(await page.locator('.centre').evaluate((centre) => centre.scrollHeight - centre.clientHeight)).toBe(0);
    await page.context().close();
    const phone = await openPage(browser, `#v=1&preset=${preset}&view.t=2s`, { viewport: { width: 390, height: 844 } });
    await computedFingerprint(phone);
    expect(await phone.getByRole('tab', { selected: true }).first().innerText()).toMatch(/^(Boot|Switch)$/);
    await eventually(() => phone.locator('.lab-part').count()).toBeGreaterThan(2);
    expect(await phone.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    await phone.context().close();
  }
});

it('compares the helper designs: cells light up as the run goes on, lead to their moments, and another design opens at one press', async () => {
  const page = await openPage(browser, '#v=1&memory=512MiB&at=500ms:migrate&view.t=100ms', DESIGN);
  const complaints = complaintsOf(page);
  const before = await computedFingerprint(page);
  await page.getByRole('button', { name: 'Compare the three designs' }).click();
  await eventually(() => page.url()).toContain('view.panel=designs');
  const lit = page.locator('.design-table [data-lit="true"]');
  await eventually(() => page.locator('.design-table tbody tr').count()).toBeGreaterThan(15);
  expect(await lit.count()).toBe(0);
  await page.keyboard.press('End');
  await eventually(() => lit.count()).toBeGreaterThan(8);
  const context = page.getByRole('button', { name: /CAP_VM_COPY_ENC_CONTEXT_FROM/ });
  await context.focus();
  await page.keyboard.press('Enter');
  await eventually(() => page.getByRole('timer', { name: 'time of the run' }).innerText()).toMatch(/^0:00\.50/);
  await eventually(() => lit.count()).toBeLessThan(4);
  await page.getByRole('button', { name: 'Run this design: Mirror VM as posted' }).click();
  await computedFingerprint(page, before);
  await eventually(() => page.url()).toContain('mechanism=mirror-rfc');
  await eventually(() => page.locator('.design-table').getAttribute('data-design')).toBe('mirror-rfc');
  await page.getByRole('button', { name: 'Back to the maps' }).click();
  await eventually(() => page.getByRole('region', { name: 'Page maps' }).count()).toBe(1);
  expect(complaints).toEqual([]);
  await page.context().close();
});
