// The page maps over real runs: what pointer and keys name, how near they go, and that what is rare is found.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchChromium, openStill } from './browser';
import { eventually } from './pageState';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

const opened = (link: string): Promise<Page> => openStill(browser, link);

const surface = (page: Page, host = 'Source') => page.getByRole('slider', { name: `${host}: chosen page` });
const scale = (page: Page): Promise<string> => page.getByText(/^[\d. \u00d7px]+ = 1 (tile|page) = /).innerText();
const chosen = (page: Page): Promise<string> => page.getByRole('region', { name: 'Page', exact: true }).innerText();
const GFN = /GFN 0x[0-9a-f]+/;
const notes = async (page: Page): Promise<string> => (await page.locator('.map-note').allInnerTexts()).join(' | ');

/** Pages of a line of a legend; NaN until it has a number. */
async function counted(page: Page, line: string, host = 'Source'): Promise<number> {
  const text = await page.getByRole('region', { name: host, exact: true }).locator('.map-legend > div').filter({ hasText: line }).first().locator('dd').innerText();
  return text === '' ? Number.NaN : Number(text.replace(/\D/g, ''));
}

async function find(page: Page, text: string): Promise<void> {
  await page.keyboard.press('/');
  await eventually(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('find');
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
}

it('names page, address and state under the pointer on each host, and for the keys', async () => {
  const page = await opened('#v=1&memory=1GiB&view.t=400ms');
  await eventually(() => counted(page, 'sent, unchanged')).toBeGreaterThan(0);
  await surface(page).hover({ position: { x: 20.5, y: 3.5 } });
  await eventually(() => notes(page)).toMatch(/pages? [\d\u202f]+.* · GPA 0x[0-9a-f]+ · (sent, unchanged|to send again|being sent)/);
  await surface(page, 'Destination').hover({ position: { x: 20.5, y: 3.5 } });
  await eventually(() => notes(page)).toMatch(/ · (current|stale|being sent)/);
  await surface(page).focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  await eventually(() => surface(page).getAttribute('aria-valuetext')).toMatch(/^page /);
  expect(await surface(page).getAttribute('aria-valuetext')).toMatch(/^page [\d\u202f]+, GPA 0x[0-9a-f]+$/);
  await page.context().close();
});

it('goes by wheel from the whole guest to single pages, where a minimap shows the way, and back by a double click', async () => {
  const page = await opened('#v=1&memory=192GiB&view.t=20s');
  await eventually(() => counted(page, 'not sent yet')).toBeGreaterThan(0);
  const minimap = page.getByRole('img', { name: /^The maps show .* of 192 GiB, from / });
  expect(await minimap.count()).toBe(0);
  await surface(page).hover({ position: { x: 100.5, y: 50.5 } });
  await page.keyboard.down('Control');
  for (let turn = 0; turn < 5 && !(await scale(page)).includes('1 page'); turn += 1) {
    const before = await scale(page);
    await page.mouse.wheel(0, -120);
    await eventually(() => scale(page)).not.toBe(before);
  }
  await page.keyboard.up('Control');
  expect(await scale(page)).toContain('1 page');
  await eventually(() => minimap.count()).toBe(1);
  await surface(page).dblclick({ position: { x: 30.5, y: 30.5 } });
  await eventually(() => minimap.count()).toBe(0);
  await eventually(() => scale(page)).toMatch(/MiB$/);
  await page.context().close();
});

it('finds the few pages that crossed wrongly among all: rings, their number, and a key that goes to them', async () => {
  const page = await opened('#v=1&preset=lost-bitmap-reset');
  await page.keyboard.press('End');
  await eventually(() => counted(page, 'violations', 'Destination')).toBeGreaterThan(4096);
  await eventually(async () => {
    const told = (await page.getByText(/The oracle finds .* wrong pages/).first().innerText()).replace(/\u202f/g, '');
    return told.includes(`finds ${await counted(page, 'violations', 'Destination')} wrong`);
  }).toBe(true);
  const overlay = page.getByRole('region', { name: 'Destination', exact: true }).locator('.map-canvases > canvas').nth(1);
  await eventually(() => overlay.evaluate((canvas: HTMLCanvasElement) => canvas.width)).toBeGreaterThan(0);
  await page.keyboard.press('x');
  await eventually(() => chosen(page)).toMatch(GFN);
  const first = GFN.exec(await chosen(page))?.[0];
  await page.keyboard.press('x');
  await eventually(async () => GFN.exec(await chosen(page))?.[0] ?? first).not.toBe(first);
  expect(await chosen(page)).toMatch(GFN);
  await page.context().close();
});

it('counts every frame of two owners, as the oracle does', async () => {
  const page = await opened('#v=1&preset=reboot-without-gfn-states');
  await page.keyboard.press('End');
  await eventually(() => counted(page, 'two owners')).toBeGreaterThan(4096);
  await eventually(async () => {
    const told = (await page.getByRole('heading', { level: 1 }).innerText()).replace(/\u202f/g, '');
    return told.includes(`${await counted(page, 'two owners')} GFNs`);
  }).toBe(true);
  expect(await counted(page, 'two owners')).toBeGreaterThan(4096);
  await page.context().close();
});

it('keeps a place for memory that is plugged in later, finds it, and says from when on it is there', async () => {
  const page = await opened('#v=1&memory=256MiB&writes=100&at=0s:migrate&at=100ms:hotplug:256MiB&view.panel=page&view.t=50ms');
  await eventually(() => counted(page, 'not sent yet')).toBeGreaterThan(0);
  const all = async (): Promise<number> => (await counted(page, 'sent, unchanged')) + (await counted(page, 'to send again')) + (await counted(page, 'not sent yet'));
  await eventually(all).toBe(65_536);
  await find(page, '0x18000');
  await eventually(() => chosen(page)).toContain('Outside the guest\u2019s RAM, which ends at GFN 0xffff');
  await page.keyboard.press('End');
  await eventually(() => chosen(page)).toContain('0x18000000');
  await eventually(all).toBe(131_072);
  expect(await chosen(page)).not.toContain('Outside');
  await page.context().close();
});

it('reads another page while the life of one is replayed, and tells the life of the last', async () => {
  const page = await opened('#v=1&preset=mirror-ring&view.gfn=0x2000000&view.t=60s');
  const panel = page.getByRole('region', { name: 'Page', exact: true });
  await eventually(() => chosen(page)).toContain('0x2000000000');
  await find(page, '0x1000');
  await eventually(() => chosen(page)).toContain('0x1000000');
  await eventually(() => panel.getByRole('img', { name: /^Life of the page: / }).count()).toBe(1);
  await eventually(() => panel.innerText()).not.toContain('Replaying');
  expect(await chosen(page)).toContain('0x1000000');
  await page.context().close();
});

it.each([
  ['', ['State', 'Private / shared', 'Times sent', 'Age', 'Pinned', 'Integrity']],
  ['&guest=none&mechanism=plain', ['State', 'Times sent', 'Age', 'Integrity']],
  ['&preset=pin-on-demand&memory=1GiB', ['Pinned', 'Private / shared', 'Integrity']],
  ['&preset=secure-switch-needed&memory=1GiB', ['GFN state', 'Integrity']],
])('offers the modes that a scenario can have, each with its legend: %s', async (scenario, modes) => {
  const page = await opened(`#v=1${scenario.includes('memory') ? '' : '&memory=256MiB'}${scenario}`);
  const tabs = page.getByRole('tablist', { name: 'Map mode' }).getByRole('tab');
  await eventually(() => tabs.allInnerTexts()).toEqual(modes);
  const legends = new Set<string>();
  for (const name of modes) {
    await tabs.filter({ hasText: name }).first().click();
    await eventually(() => tabs.filter({ hasText: name }).first().getAttribute('aria-selected')).toBe('true');
    await eventually(async () => (await page.locator('.map-legend dd').allInnerTexts()).every((text) => text !== '')).toBe(true);
    legends.add((await page.locator('.map-legend').first().locator('dt').allInnerTexts()).join());
  }
  expect(legends.size).toBe(modes.length);
  await page.context().close();
});
