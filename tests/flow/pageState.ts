import type { Page, Worker } from 'playwright-core';
import { expect } from 'vitest';

/** `data-state` of the page. */
export function stateOf(page: Page): Promise<string | null> {
  return page.locator('html').getAttribute('data-state');
}

/** `data-fingerprint` of the page; null while a run is computed. */
export function fingerprintOf(page: Page): Promise<string | null> {
  return page.locator('html').getAttribute('data-fingerprint');
}

/** Asks again until the answer is the one expected: as long as a busy machine may need, no longer than a test may take. */
export function eventually<T>(read: () => T | Promise<T>) {
  return expect.poll(read, { timeout: 60_000 });
}

/** Waits for the fingerprint of a run, and for one other than `before` if that is given. */
export async function computedFingerprint(page: Page, before?: string): Promise<string> {
  await eventually(() => fingerprintOf(page)).toSatisfy((value) => typeof value === 'string' && value !== before);
  return (await fingerprintOf(page)) ?? '';
}

/** Everything that went wrong on the page from now on: errors of scripts and complaints of the console. */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  return complaints;
}

export function cursorText(page: Page): Promise<string> {
  return page.getByRole('timer', { name: 'time of the run' }).innerText();
}

/** Opens every section of the scenario panel. */
export async function openSections(page: Page): Promise<void> {
  const closed = page.getByRole('button', { name: / more$/, expanded: false });
  while ((await closed.count()) > 0) await closed.first().click();
}

/** The engine's worker, wherever its script comes from; another one looks for a GPU after the load. */
export function engineWorkersOf(page: Page): Worker[] {
  return page.workers().filter((worker) => !worker.url().includes('graphics.worker'));
}
