// Counts a test run for the one line that sums it up: `N passed, N failed`.

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/** @param {Counts} counts */
export function summaryLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/** Besides tests, a file that throws on import and an error outside of any test count as failures. */
function countTests(modules, unhandledErrors) {
  const counts = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
  for (const module of modules) {
    counts.failed += module.errors().length;
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      if (state === 'passed') counts.passed += 1;
      else if (state === 'failed') counts.failed += 1;
      else counts.skipped += 1;
    }
  }
  return counts;
}

/**
 * A Vitest reporter. Under scripts/test.mjs it hands the counts to that process, which knows what else failed; alone it
 * prints the line at the end of the process, where no other reporter writes below it.
 */
export class LineReporter {
  onTestRunEnd(modules, unhandledErrors) {
    const counts = countTests(modules, unhandledErrors);
    if (process.send) process.send({ type: 'counts', counts });
    else process.once('exit', () => process.stdout.write(`${summaryLine(counts)}\n`));
  }
}

// Vitest takes a reporter that is given by its path from the default export.
export default LineReporter;
