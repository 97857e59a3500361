// Makes a clone ready to use, with Node's own modules only: `node scripts/setup.mjs [deps] [build] [browser]`.
// Each step does nothing when its stamp is right. Everything it says goes to stderr: stdout belongs to the program that follows.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findChromium } from './chromium.mjs';

/** The project's folder, whatever folder the command was started in. */
export const projectFolder = dirname(dirname(fileURLToPath(import.meta.url)));

/** Says what is going on. */
export function say(text) {
  process.stderr.write(`${text}\n`);
}

/** An expected failure: its message is all that the user needs, a stack would only hide it. */
export class SetupError extends Error {}

/** Runs a program to its end, its output on stderr; gives back its exit code. */
function runProgram(program, programArguments, extraEnvironment = {}) {
  const result = spawnSync(program, programArguments, {
    cwd: projectFolder,
    stdio: ['ignore', 2, 2],
    env: { ...process.env, ...extraEnvironment },
  });
  return result.status ?? 1;
}

/** Runs Vite's command line in a process of its own. */
export function runVite(...viteArguments) {
  return runProgram(process.execPath, [join(projectFolder, 'node_modules/vite/bin/vite.js'), ...viteArguments]);
}

/** All files of the given files and folders (of the project), sorted, relative to the project. */
function listFiles(paths) {
  return paths
    .filter((path) => existsSync(join(projectFolder, path)))
    .flatMap((path) => (statSync(join(projectFolder, path)).isDirectory() ? listFolder(path) : [path]))
    .sort();
}

function listFolder(folder) {
  return readdirSync(join(projectFolder, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(projectFolder, join(entry.parentPath, entry.name)));
}

/** sha256 over names and contents of the given files and folders. */
export function hashFiles(paths) {
  const hash = createHash('sha256');
  for (const file of listFiles(paths)) hash.update(`${file}\0`).update(readFileSync(join(projectFolder, file))).update('\0');
  return hash.digest('hex');
}

function stampIs(stampFile, value) {
  return existsSync(stampFile) && readFileSync(stampFile, 'utf8') === value;
}

/** The dependencies wanted: what package.json asks for (its scripts do not matter here), the lock, and the platform of the native parts. */
function hashDependencies() {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(projectFolder, 'package.json'), 'utf8'));
  const [nodeMajor] = process.versions.node.split('.');
  return createHash('sha256')
    .update(JSON.stringify([process.platform, process.arch, nodeMajor, dependencies, devDependencies]))
    .update(readFileSync(join(projectFolder, 'package-lock.json')))
    .digest('hex');
}

/** `npm ci` when the installed dependencies are not those of the lock. */
export function ensureDependencies() {
  const stampFile = join(projectFolder, 'node_modules/.sealift-stamp');
  const wanted = hashDependencies();
  if (stampIs(stampFile, wanted)) return;
  say('Installing dependencies (npm ci)...');
  // Without --include=dev, NODE_ENV=production would leave out Vite.
  const npmArguments = ['ci', '--include=dev', '--loglevel=error'];
  const npm = process.env.npm_execpath;
  const status = npm?.endsWith('npm-cli.js')
    ? runProgram(process.execPath, [npm, ...npmArguments])
    : runProgram(process.platform === 'win32' ? 'npm.cmd' : 'npm', npmArguments);
  if (status !== 0) throw new SetupError('npm ci failed; its own message is above.');
  writeFileSync(stampFile, wanted);
}

/** `vite build` when dist/ was made from other sources. */
function ensureBuild() {
  const stampFile = join(projectFolder, 'dist/.built-from');
  const wanted = hashFiles(['package-lock.json', 'index.html', 'vite.config.ts', 'src', 'public']);
  if (stampIs(stampFile, wanted)) return;
  say('Building the page...');
  if (runVite('build', '--logLevel', 'warn') !== 0) throw new SetupError('vite build failed; its own message is above.');
  writeFileSync(stampFile, wanted);
}

/** True on Debian itself. Ubuntu's `chromium` package is only a door to its snap store, so apt does not help there. */
function isDebian() {
  try {
    return /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return false;
  }
}

function installWithApt() {
  const noQuestions = { DEBIAN_FRONTEND: 'noninteractive' };
  // A fresh machine may still be busy with its own updates: wait for apt's lock instead of failing at once.
  const options = ['-o', 'DPkg::Lock::Timeout=300', '-qq'];
  return runProgram('apt-get', [...options, 'update'], noQuestions) === 0
    && runProgram('apt-get', [...options, 'install', '-y', '--no-install-recommends', 'chromium'], noQuestions) === 0;
}

/** Finds a Chromium, or installs one. */
async function ensureBrowser() {
  const { CHROMIUM_PATH: wanted } = process.env;
  if (wanted && !existsSync(wanted)) throw new SetupError(`CHROMIUM_PATH names no file: ${wanted}`);
  if (await findChromium() !== undefined) return;
  if (isDebian() && process.getuid?.() === 0) {
    say('Installing Chromium for the browser tests (apt-get)...');
    if (installWithApt() && await findChromium() !== undefined) return;
  }
  say('Downloading a Chromium for the browser tests (playwright-core)...');
  runProgram(process.execPath, [join(projectFolder, 'node_modules/playwright-core/cli.js'), 'install', 'chromium']);
  if (await findChromium() !== undefined) return;
  throw new SetupError([
    'The browser tests need a Chromium, and none was found or could be installed. Any of these helps:',
    '  sudo apt-get install chromium',
    '  CHROMIUM_PATH=/path/to/chromium npm test',
    '  npx playwright-core install --with-deps chromium',
  ].join('\n'));
}

const steps = { deps: ensureDependencies, build: ensureBuild, browser: ensureBrowser };

async function main(names) {
  for (const name of names) {
    const step = steps[name];
    if (step === undefined) throw new SetupError(`unknown step ${name}; known: ${Object.keys(steps).join(', ')}`);
    await step();
  }
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    await main(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(error.message);
    process.exitCode = 1;
  }
}
