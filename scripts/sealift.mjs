// The command line: bundles src/cli/main.ts when its sources changed, then runs it in this process with the arguments given.
// stdout carries the program's output and nothing else.
import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureDependencies, hashFiles, projectFolder, runVite, say, SetupError } from './setup.mjs';

const ENTRY = 'src/cli/main.ts';
const INPUTS = [
  'package-lock.json',
  'vite.config.ts',
  ...['base', 'engine', 'scenario', 'interop', 'analysis', 'cli'].map((room) => `src/${room}`),
];
const KEEP_OLD_BUNDLES_MS = 3_600_000;

/**
 * Path of the bundle of the present sources. Its folder is named after their hash and appears by one rename,
 * so that calls at the same time neither see half a bundle nor pull one away from each other.
 */
function ensureBundle() {
  const cache = join(projectFolder, 'node_modules/.cache/sealift');
  const folder = join(cache, hashFiles(INPUTS).slice(0, 16));
  const bundle = join(folder, 'main.js');
  if (existsSync(bundle)) return bundle;
  if (!existsSync(join(projectFolder, ENTRY))) throw new SetupError(`there is no ${ENTRY}`);
  const unfinished = `${folder}.${process.pid}`;
  const status = runVite('build', '--ssr', ENTRY, '--outDir', unfinished, '--logLevel', 'error');
  if (status !== 0) throw new SetupError(`bundling ${ENTRY} failed; the message is above`);
  try {
    renameSync(unfinished, folder);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    if (!existsSync(bundle)) throw error;
  }
  removeOldBundles(cache);
  return bundle;
}

/** A call that still runs an older bundle has long read it; an hour is for good measure. */
function removeOldBundles(cache) {
  for (const name of readdirSync(cache)) {
    const folder = join(cache, name);
    const age = Date.now() - statSync(folder).mtimeMs;
    if (age > KEEP_OLD_BUNDLES_MS) rmSync(folder, { recursive: true, force: true });
  }
}

function prepare() {
  try {
    ensureDependencies();
    return ensureBundle();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(error.message);
    return undefined;
  }
}

const bundle = prepare();
if (bundle === undefined) {
  process.exitCode = 1;
} else {
  // npm starts scripts in the project's folder; file names on the command line are meant from where the user stands.
  const { npm_lifecycle_event: script, INIT_CWD: userFolder } = process.env;
  if (script === 'sealift' && userFolder) process.chdir(userFolder);
  await import(pathToFileURL(bundle).href);
}
