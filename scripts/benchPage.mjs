// What the page costs in Chromium: `node scripts/benchPage.mjs`. Prints one JSON object; docs/performance.md says how to read it.
import { readFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { build, preview } from 'vite';
import { chromiumArguments, findChromium } from './chromium.mjs';

const WORKER_RUN = 'v=1&guest=none&memory=192GiB&bandwidth=25Gbit/s&writes=300000&working-set=192GiB&zero=10&view.t=1ms';
const PLAYED = '#v=1&preset=mirror-ring';
const DRAGGED = '#v=1&guest=none&memory=192GiB&bandwidth=25Gbit/s&writes=300000&working-set=192GiB&zero=10&view.t=20s';
const DRAG_STEPS = 20;
/** Longer than a run needs for its first picture, shorter than it needs to end: each step finds a run that is computed. */
const STEP_EVERY_MS = 500;
const LONG_MS = 50;
const folder = await mkdtemp(join(tmpdir(), 'sealift-bench-'));

/** The tasks of the page's main thread in a trace, and what ran in them. */
async function traced(browser, page, name, work) {
  const path = join(folder, `${name}.json`);
  await browser.startTracing(page, { path, categories: ['devtools.timeline', 'toplevel'] });
  await work();
  await browser.stopTracing();
  const { traceEvents } = JSON.parse(await readFile(path, 'utf8'));
  const events = traceEvents
    .filter((event) => event.name === 'thread_name' && event.args.name === 'CrRendererMain')
    .map(({ pid, tid }) => traceEvents.filter((event) => event.pid === pid && event.tid === tid && event.ph === 'X'))
    .reduce((most, of) => (of.length > most.length ? of : most), []);
  // Time of the thread itself: what else the machine does is not in it.
  const isTask = ({ name: taskName }) => taskName.endsWith('RunTask');
  const tasks = events.filter(isTask).map((event) => (event.tdur ?? 0) / 1000);
  const inputs = events.filter((event) => event.name === 'EventDispatch' && event.args?.data?.type === 'input');
  const around = ({ ts }) => events.filter((event) => isTask(event) && event.ts <= ts && ts < event.ts + event.dur).map((event) => event.tdur / 1000);
  const frames = events.filter((event) => event.name === 'FireAnimationFrame').length;
  return { tasks, frames, cpuMs: tasks.reduce((sum, task) => sum + task, 0), inputMs: inputs.map((input) => Math.max(...around(input))) };
}

/** Drags the slider of the writes step by step; per step the ms from the pointer's move to the first picture that was drawn after it. */
async function drag(page) {
  await page.evaluate(() => {
    const log = (globalThis.dragLog = []);
    document.addEventListener('input', (event) => log.push([event.timeStamp]), { capture: true });
    for (const [kind, method] of [[CanvasRenderingContext2D, 'putImageData'], [WebGL2RenderingContext, 'drawArrays']]) {
      const draw = kind.prototype[method];
      kind.prototype[method] = function (...given) {
        draw.apply(this, given);
        log.at(-1)?.push(performance.now());
      };
    }
  });
  const slider = page.getByRole('slider', { name: 'writes', exact: true });
  const { x, y, width, height } = await slider.boundingBox();
  const at = (share) => [x + 4 + share * (width - 8), y + height / 2];
  const share = Number(await slider.inputValue()) / 1000;
  await page.mouse.move(...at(share));
  await page.mouse.down();
  for (let step = 1; step <= DRAG_STEPS; step++) {
    await page.mouse.move(...at(share - step * 0.006));
    await page.waitForTimeout(STEP_EVERY_MS);
  }
  await page.mouse.up();
  const steps = await page.evaluate(() => globalThis.dragLog.splice(0));
  return steps.filter(([, drawnMs]) => drawnMs !== undefined).map(([movedMs, drawnMs]) => drawnMs - movedMs);
}

async function open(page, address) {
  await page.goto('about:blank');
  await page.goto(address);
  await page.waitForFunction(() => document.documentElement.dataset.fingerprint !== undefined);
}

function quantile(values, share) {
  return round(values.toSorted((a, b) => a - b)[Math.round((values.length - 1) * share)] ?? Number.NaN);
}

function longTasks(tasks) {
  return { 'longest-task-ms': round(Math.max(...tasks)), 'tasks-over-50-ms': tasks.filter((task) => task > LONG_MS).length };
}

/** From the change of the address to the fingerprint: the worker's run, the page's questions during it, the last answer. */
async function workerRun(page, seed) {
  return page.evaluate(async (fragment) => {
    const root = document.documentElement;
    const before = root.dataset.fingerprint;
    const startedMs = performance.now();
    location.hash = fragment;
    await new Promise((resolve) => {
      const observer = new MutationObserver(() => {
        if (root.dataset.fingerprint === undefined || root.dataset.fingerprint === before) return;
        observer.disconnect();
        resolve(undefined);
      });
      observer.observe(root, { attributes: true });
    });
    return performance.now() - startedMs;
  }, `${WORKER_RUN}&seed=${seed}`);
}

function round(value) {
  return Math.round(value * 100) / 100;
}

await build({ logLevel: 'warn', build: { outDir: join(folder, 'dist'), emptyOutDir: true } });
const server = await preview({ build: { outDir: join(folder, 'dist') }, preview: { port: 0, strictPort: false } });
const address = server.resolvedUrls.local[0];
const executablePath = await findChromium();
const browser = await chromium.launch({ ...(executablePath === undefined ? {} : { executablePath }), args: chromiumArguments });
const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
const load = await traced(browser, page, 'load', async () => {
  await page.goto(address);
  await page.waitForTimeout(5000);
});
await open(page, address + PLAYED);
const playing = await traced(browser, page, 'playing', () => page.waitForTimeout(5000));
await open(page, address + DRAGGED);
await page.waitForTimeout(1000);
const parts = await drag(page);
await open(page, address + DRAGGED);
const dragging = await traced(browser, page, 'dragging', () => drag(page));
await open(page, `${address}#v=1&memory=64MiB&view.t=1ms`);
const runs = [];
for (const seed of [11, 12, 13]) runs.push(await workerRun(page, seed));
await browser.close();
await server.close();
await rm(folder, { recursive: true, force: true });
console.log(JSON.stringify({
  load: { ...longTasks(load.tasks), 'cpu-ms': round(load.cpuMs) },
  playing: { 'memory-gib': 192, frames: playing.frames, 'cpu-ms-per-frame': round(playing.cpuMs / playing.frames), ...longTasks(playing.tasks) },
  drag: {
    'memory-gib': 192, steps: parts.length, 'first-picture-ms': { median: quantile(parts, 0.5), p90: quantile(parts, 0.9), most: quantile(parts, 1) },
    'cpu-ms-per-input': { median: quantile(dragging.inputMs, 0.5), most: quantile(dragging.inputMs, 1) },
  },
  worker: { 'memory-gib': 192, 'wall-ms': round(Math.min(...runs)) },
}, undefined, 2));
