import type { Browser, Worker } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchChromium, openPage } from './browser';
import { complaintsOf, computedFingerprint, cursorText, engineWorkersOf, eventually, fingerprintOf, stateOf } from './pageState';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(async () => {
  await browser.close();
});

it('opens on a guest that moves, without a word on the console', async () => {
  const page = await openPage(browser);
  const complaints = complaintsOf(page);
  await page.reload();
  await eventually(() => stateOf(page)).toBe('playing');
  const first = await cursorText(page);
  await eventually(() => cursorText(page)).not.toBe(first);
  expect(await page.getByRole('heading', { level: 1 }).innerText()).toMatch(/binds/);
  const maps = page.getByRole('region', { name: 'Page maps' });
  const picture = await maps.screenshot();
  const legend = await maps.innerText();
  await eventually(async () => Buffer.compare(await maps.screenshot(), picture)).not.toBe(0);
  await eventually(() => maps.innerText()).not.toBe(legend);
  expect(complaints).toEqual([]);
  await page.context().close();
});

it('goes from playing to paused, ended and playing again', async () => {
  const page = await openPage(browser, '#v=1&memory=256MiB');
  await eventually(() => stateOf(page)).toBe('playing');
  await page.keyboard.press('Space');
  await eventually(() => stateOf(page)).toBe('paused');
  await page.keyboard.press('End');
  await eventually(() => stateOf(page)).toBe('ended');
  await page.getByRole('button', { name: 'Replay' }).click();
  await eventually(() => stateOf(page)).toBe('playing');
  await page.keyboard.press('Home');
  await page.keyboard.press('Space');
  expect(await cursorText(page)).toMatch(/^0:00/);
  await page.keyboard.press('.');
  await page.keyboard.press('.');
  await eventually(() => cursorText(page)).not.toMatch(/^0:00\.0+ /);
  await page.context().close();
});

it('computes the run anew while memory is dragged, and takes the drag back', async () => {
  const page = await openPage(browser, '#v=1&memory=1GiB');
  const before = await computedFingerprint(page);
  const slider = page.getByRole('slider', { name: 'memory' });
  const box = await slider.boundingBox();
  if (box === null) throw new Error('the slider has no box');
  const y = box.y + box.height / 2;
  const x = (share: number): number => box.x + 4 + share * (box.width - 8);
  await page.mouse.move(x(Number(await slider.inputValue()) / 1000), y);
  await page.mouse.down();
  for (const share of [0.35, 0.4, 0.45, 0.5]) await page.mouse.move(x(share), y);
  const dragged = await computedFingerprint(page, before);
  await page.mouse.up();
  expect(await page.getByRole('textbox', { name: 'memory' }).inputValue()).not.toBe('1GiB');
  await page.getByRole('button', { name: 'Undo' }).click();
  expect(await page.getByRole('textbox', { name: 'memory' }).inputValue()).toBe('1GiB');
  await eventually(() => fingerprintOf(page)).toBe(before);
  expect(dragged).not.toBe(before);
  await page.context().close();
});

it('keeps the fraction of the run over a change', async () => {
  const page = await openPage(browser, '#v=1&memory=1GiB&view.t=1s');
  const before = await computedFingerprint(page);
  await page.keyboard.press('End');
  await page.getByRole('textbox', { name: 'memory' }).fill('2GiB');
  await page.keyboard.press('Enter');
  await computedFingerprint(page, before);
  expect(await stateOf(page)).toBe('ended');
  await page.context().close();
});

it('loses nothing when the worker ends: the same run, and a word about it', async () => {
  const page = await openPage(browser, '#v=1&memory=2GiB&view.t=500ms');
  const before = await computedFingerprint(page);
  await engineWorkersOf(page)[0]?.evaluate(() => self.close()).catch(() => undefined);
  await eventually(() => page.getByText('The engine was restarted and the run replayed. Nothing is lost.').count()).toBe(1);
  expect(await computedFingerprint(page)).toBe(before);
  expect(await page.getByRole('textbox', { name: 'memory' }).inputValue()).toBe('2GiB');
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  const moment = await cursorText(page);
  await eventually(() => cursorText(page)).not.toBe(moment);
  await page.context().close();
});

it('leaves a scenario alone that ends the worker twice, and goes on with another', async () => {
  const page = await openPage(browser, '#v=1&preset=sev-psp&memory=1TiB&working-set=1TiB');
  const ended: Worker[] = [];
  for (const times of [1, 2]) {
    const running = (): Worker[] => engineWorkersOf(page).filter((worker) => !ended.includes(worker));
    await eventually(() => running().length).toBe(1);
    ended.push(...running());
    // Before its first answer nobody knows that it lives.
    await page.waitForTimeout(3000);
    await ended.at(-1)?.evaluate(() => self.close()).catch(() => undefined);
    if (times === 1) await eventually(() => page.getByText('The engine was restarted').count()).toBe(1);
  }
  await eventually(() => stateOf(page)).toBe('failed');
  expect(await page.getByRole('alert').innerText()).toContain('This scenario stops the engine. The link still holds it.');
  expect(page.url()).toContain('preset=sev-psp');
  await page.getByRole('textbox', { name: 'memory' }).fill('64MiB');
  await page.keyboard.press('Enter');
  await computedFingerprint(page);
  expect(await stateOf(page)).not.toBe('failed');
  await page.context().close();
});

it('shows parts of a large guest while its memory is dragged', async () => {
  const page = await openPage(browser, '#v=1&preset=mirror-ring&view.t=60s');
  const before = await computedFingerprint(page);
  const slider = page.getByRole('slider', { name: 'memory' });
  await slider.focus();
  const maps = page.getByRole('region', { name: 'Page maps' });
  const picture = await maps.screenshot();
  for (let step = 0; step < 4; step += 1) await page.keyboard.press('ArrowRight');
  expect(await page.getByRole('textbox', { name: 'memory' }).inputValue()).toBe('256GiB');
  await eventually(async () => Buffer.compare(await maps.screenshot(), picture)).not.toBe(0);
  expect(await computedFingerprint(page, before)).not.toBe(before);
  await page.context().close();
});

it('shows a refusal as an answer', async () => {
  const page = await openPage(browser, '#v=1&preset=cannot-move');
  await eventually(() => stateOf(page)).toBe('blocked');
  expect(await page.getByRole('heading', { level: 1 }).innerText()).toMatch(/^Blocked before the first page/);
  await page.getByRole('button', { name: /^Try: / }).first().click();
  await eventually(() => stateOf(page)).not.toBe('blocked');
  await page.context().close();
});

it('waits for a person under reduced motion', async () => {
  const page = await openPage(browser, '', { reducedMotion: 'reduce' });
  await computedFingerprint(page);
  expect(await stateOf(page)).toBe('paused');
  await page.context().close();
});
