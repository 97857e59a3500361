// The whole check: types, lint, tests. All three run even if one fails, and the last line sums up: `N passed, N failed`.
// A failed type check or lint counts as one failure each. Arguments go to Vitest: `npm test -- tests/engine`.
import { fork, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { summaryLine } from './line-reporter.mjs';
import { projectFolder, say } from './setup.mjs';

const { scripts } = JSON.parse(readFileSync(join(projectFolder, 'package.json'), 'utf8'));
const PROGRAMS = { tsc: 'typescript/bin/tsc', oxlint: 'oxlint/bin/oxlint' };

/** Path of a program of the dependencies, for Node to run without a shell. */
function dependency(path) {
  return join(projectFolder, 'node_modules', path);
}

/** Runs one of package.json's scripts that are a plain `tsc ...` or `oxlint ...`; true when it found nothing. */
function check(title, script) {
  say(`${title}: ${script}`);
  const [program, ...programArguments] = script.split(' ');
  const { status } = spawnSync(process.execPath, [dependency(PROGRAMS[program]), ...programArguments], {
    cwd: projectFolder,
    stdio: 'inherit',
  });
  return status === 0;
}

/** Runs the tests. Exit code 0 without counts, or the other way round, is a failure too. */
function runTests(vitestArguments) {
  return new Promise((settle) => {
    let counts = { passed: 0, failed: 0, skipped: 0 };
    const child = fork(dependency('vitest/vitest.mjs'), ['run', ...vitestArguments], { cwd: projectFolder, stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
    child.on('message', (message) => {
      if (message?.type === 'counts') counts = message.counts;
    });
    child.on('close', (code) => {
      const failed = code === 0 ? counts.failed : Math.max(1, counts.failed);
      settle({ ...counts, failed });
    });
  });
}

const failedChecks = [
  check('Type check', scripts.types) ? '' : 'type check',
  check('Lint', scripts.lint) ? '' : 'lint',
].filter((name) => name !== '');
const counts = await runTests(process.argv.slice(2));
if (failedChecks.length > 0) console.log(`FAILED besides the tests: ${failedChecks.join(' and ')}; the messages are above the tests.`);
const total = { ...counts, failed: counts.failed + failedChecks.length };
if (total.failed > 0) process.exitCode = 1;
console.log(summaryLine(total));
