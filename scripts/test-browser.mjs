/**
 * `npm run test:browser`: the purchase story and its neighbours in a real Chromium, against real processes.
 *
 *   CHROMIUM=/path/to/chromium   which browser; else the usual names on this machine; else, as root on Debian or Ubuntu,
 *                                Debian's chromium is installed
 *   AISLE_PICTURES=1             writes the pictures of docs/images anew
 */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { build, isBuilt } from './build.mjs';
import { inRoot } from './start/paths.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const ELSEWHERE = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium'];

/** @param {string} file */
function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** @returns {string | undefined} a Chromium that is on this machine */
function findChromium() {
  const given = process.env['CHROMIUM'];
  if (given) return isExecutable(given) ? given : fail(`CHROMIUM=${given} cannot be run`);
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return [...folders.flatMap((folder) => NAMES.map((name) => join(folder, name))), ...ELSEWHERE].find(isExecutable);
}

/** @returns {string} the Chromium that the system's packages gave us */
function installChromium() {
  const cure = 'install Chromium or Chrome, or name one by CHROMIUM=/path/to/chromium';
  if (process.platform !== 'linux' || !existsSync('/usr/bin/apt-get'))
    return fail(`there is no Chromium here, and this system has no apt-get: ${cure}`);
  if (process.getuid?.() !== 0)
    return fail(`there is no Chromium here, and only root may install it: run "apt-get install chromium" as root, or ${cure}`);
  console.log('test:browser: installing chromium by apt-get');
  const apt = (/** @type {string[]} */ ...args) =>
    spawnSync('apt-get', ['-q', ...args], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  apt('update');
  const { status } = apt('install', '--yes', '--no-install-recommends', 'chromium', 'fonts-dejavu-core');
  const found = findChromium();
  return status === 0 && found ? found : fail(`apt-get could not install chromium: ${cure}`);
}

/** @param {string} message @returns {never} */
function fail(message) {
  console.error(`test:browser: ${message}`);
  process.exit(1);
}

const chromium = findChromium() ?? installChromium();
if (!isBuilt()) build();
const vitest = inRoot('node_modules', 'vitest', 'vitest.mjs');
const args = [vitest, 'run', '--config', 'test/browser/vitest.config.ts', ...process.argv.slice(2)];
const { status } = spawnSync(process.execPath, args, { cwd: inRoot(), stdio: 'inherit', env: { ...process.env, CHROMIUM: chromium } });
process.exit(status ?? 1);
