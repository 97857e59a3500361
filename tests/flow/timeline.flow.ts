// The timeline over real runs: cursor, play head, zoom and table agree with each other.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchChromium, openStill } from './browser';
import { cursorText, eventually } from './pageState';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

const opened = (link: string): Promise<Page> => openStill(browser, link);

const plot = (page: Page) => page.getByRole('slider', { name: 'Moment: arrows move the cursor, Enter goes there' });
const spoken = (page: Page): Promise<string> => page.locator('.timeline-spoken').innerText();
const times = (page: Page): Promise<string[]> => page.getByRole('region', { name: 'Timeline as a table' }).locator('tbody th').allInnerTexts();

/** Seconds of a clock such as `1:02.5 / 2:10`. */
function seconds(clock: string): number {
  return (/^[\d:.]+/.exec(clock)?.[0] ?? '').split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
}

it('steps through all events forward in time, to the end, and the same way back', async () => {
  const page = await opened('#v=1&memory=256MiB&mechanism=psp&psp-page-time=100us&view.t=0s');
  const walk = async (key: string): Promise<number[]> => {
    const seen = [seconds(await cursorText(page))];
    for (let steps = 0; steps < 300; steps += 1) {
      await page.keyboard.press(key);
      const next = seconds(await cursorText(page));
      if (next === seen.at(-1) && steps > 100) break;
      seen.push(next);
    }
    return seen;
  };
  const forward = await walk('.');
  expect(forward).toEqual(forward.toSorted((a, b) => a - b));
  const end = seconds((await cursorText(page)).split('/ ')[1] ?? '');
  expect(forward.at(-1)).toBeCloseTo(end, 1);
  const back = await walk(',');
  expect(back).toEqual(back.toSorted((a, b) => b - a));
  expect(back.at(-1)).toBe(0);
  await page.context().close();
});

it('tells the values at the cursor while there is one, at the play head else, and goes where it is pressed', async () => {
  const page = await opened('#v=1&memory=1GiB&at=1s:migrate&view.t=200ms');
  await eventually(() => spoken(page)).toMatch(/^Timeline at 0:00.2 of .*: running\. 0 pages a second sent/);
  const box = await plot(page).boundingBox();
  if (box === null) throw new Error('the plot has no box');
  await page.mouse.move(box.x + box.width * 0.75, box.y + 20);
  await eventually(() => spoken(page)).toMatch(/active, pass \d+\. (?!0 pages)[\d\u202f]+ pages a second sent/);
  expect(seconds(await cursorText(page))).toBe(0.2);
  await page.mouse.move(box.x + box.width / 2, box.y - 200);
  await eventually(() => spoken(page)).toMatch(/^Timeline at 0:00.2 /);
  await page.mouse.move(box.x + box.width * 0.6, box.y + 20);
  await page.mouse.down();
  await eventually(async () => seconds(await cursorText(page))).toBeGreaterThan(1);
  const pressed = seconds(await cursorText(page));
  await page.mouse.move(box.x + box.width * 0.9, box.y + 20, { steps: 4 });
  await page.mouse.up();
  await eventually(async () => seconds(await cursorText(page))).toBeGreaterThan(pressed);
  await page.context().close();
});

it('shows the same as a table, of what is zoomed to', async () => {
  const page = await opened('#v=1&memory=1GiB&view.t=500ms');
  const button = page.getByRole('button', { name: 'Timeline: show as table' });
  await button.click();
  const table = page.getByRole('region', { name: 'Timeline as a table' });
  await eventually(() => times(page).then(({ length }) => length)).toBe(24);
  const columns = await table.locator('thead th').allInnerTexts();
  for (const name of ['phase', 'helper', 'remaining', 'threshold', 'guest writes', 'dirty-pages-rate', 'link']) expect(columns.join()).toContain(name);
  const whole = await times(page);
  await plot(page).focus();
  await page.keyboard.press('w');
  await page.keyboard.press('w');
  await eventually(async () => seconds((await times(page)).at(-1) ?? '')).toBeLessThan(seconds(whole.at(-1) ?? ''));
  await page.getByRole('button', { name: 'fit', exact: true }).click();
  await eventually(() => times(page)).toEqual(whole);
  await button.click();
  await eventually(() => table.count()).toBe(0);
  await page.context().close();
});

it.each([
  ['&mechanism=psp&policy=nodbg,nosend', 'failed, runs on A'],
  ['', 'runs on B'],
])('says at its end what a run came to: %s', async (scenario, words) => {
  const page = await opened(`#v=1&memory=256MiB${scenario}&view.t=0s`);
  await page.keyboard.press('End');
  await eventually(() => spoken(page)).toContain(`: ${words}.`);
  expect(await spoken(page)).toMatch(/^Timeline at /);
  await page.context().close();
});
