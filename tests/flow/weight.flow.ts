import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchChromium, openPage } from './browser';
import { eventually, stateOf } from './pageState';

/** Of the page's script, gzipped; the engine's worker comes on top. */
const FIRST_LOAD_BYTES = 130_000;

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(async () => {
  await browser.close();
});

interface Script {
  readonly url: string;
  readonly isFirst: boolean;
}

/** Scripts that the page asked for so far, its worker's aside; the first load's are those before its `load` event. */
async function scriptsOf(page: Page): Promise<readonly Script[]> {
  const found = await page.evaluate(() => {
    const loadedMs = performance.getEntriesByType('navigation')[0]?.toJSON().loadEventStart as number;
    return performance.getEntriesByType('resource').map(({ name, startTime }) => ({ url: name, isFirst: startTime < loadedMs }));
  });
  return found.filter(({ url }) => new URL(url).pathname.endsWith('.js') && !url.includes('engine.worker'));
}

async function gzippedBytes(scripts: readonly Script[]): Promise<number> {
  const sizes = scripts.map(async ({ url }) => gzipSync(await (await fetch(url)).arrayBuffer(), { level: 9 }).length);
  return (await Promise.all(sizes)).reduce((sum, bytes) => sum + bytes, 0);
}

it.each([
  ['a first visit', ''],
  ['a link', '#v=1&memory=512MiB&view.gfn=0x2a'],
])('%s loads no more script than it may, and the rest after it', async (_name, fragment) => {
  const page = await openPage(browser, fragment);
  await eventually(() => stateOf(page)).not.toBe('computing');
  const first = (await scriptsOf(page)).filter(({ isFirst }) => isFirst);
  expect(first.length).toBeGreaterThan(0);
  expect(await gzippedBytes(first)).toBeLessThanOrEqual(FIRST_LOAD_BYTES);
  await eventually(async () => (await scriptsOf(page)).some(({ url }) => url.includes('onDemandViews'))).toBe(true);
  await page.context().close();
});
