// What every component test here needs: a themed page, and axe over it.
import axe from 'axe-core';
import type { ReactNode } from 'react';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import '../../../src/views/theme.css';
import { lateViewCode } from '../../../src/views/lateViewCode';

export type Theme = 'dark' | 'light';

/** Renders into a page of the theme, as wide as asked; late views are there from the start. */
export async function renderThemed(theme: Theme, width: number, content: ReactNode) {
  document.documentElement.dataset['theme'] = theme;
  document.documentElement.lang = 'en';
  document.title = 'component test';
  await lateViewCode.onDemand.fetch();
  await page.viewport(1000, 800);
  return render(<main style={{ width, boxSizing: 'content-box', padding: 16, background: 'var(--app)' }}>{content}</main>);
}

/** Names of axe's violations, with the elements that they concern. */
export async function axeViolations(element: Element): Promise<readonly string[]> {
  // Rules of a whole page (landmarks, a heading of level one) are the shell's to keep.
  const { violations } = await axe.run(element, { rules: { region: { enabled: false }, 'page-has-heading-one': { enabled: false } } });
  return violations.flatMap((violation) => violation.nodes.map((node) => `${violation.id}: ${node.html}`));
}
