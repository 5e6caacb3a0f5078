import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { run } from './command.mjs';
import { readJson } from './files.mjs';
import { inRoot } from './paths.mjs';
import { Problem } from './problem.mjs';

/**
 * Installs exactly what the lock file says, unless it is there already.
 * @param {import('./lifeline.mjs').Lifeline} lifeline
 * @returns {Promise<boolean>} whether something was installed
 */
export async function ensureDependencies(lifeline) {
  const stampFile = inRoot('node_modules', '.aisle-installed');
  const stamp = `${createHash('sha256')
    .update(readFileSync(inRoot('package-lock.json')))
    .digest('hex')} ${process.platform}-${process.arch}\n`;
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return false;
  const installed = !isComplete();
  if (installed) await install(lifeline);
  writeFileSync(stampFile, stamp);
  return installed;
}

/** Whether somebody installed the very same versions by hand. @returns {boolean} */
function isComplete() {
  const wanted = readJson(inRoot('package-lock.json'))?.packages ?? {};
  const found = readJson(inRoot('node_modules', '.package-lock.json'))?.packages;
  if (found === undefined) return false;
  return Object.entries(wanted).every(([path, entry]) => path === '' || entry.optional || found[path]?.version === entry.version);
}

/** @param {import('./lifeline.mjs').Lifeline} lifeline */
async function install(lifeline) {
  // The start-up also needs what builds the product, whatever NODE_ENV says.
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund'];
  const outcome = await run({ command: 'npm', args, log: 'install', lifeline });
  if (outcome.code === 0) return;
  const reason = outcome.output.split('\n').find((line) => /npm (error|ERR!)/.test(line) && !/code /.test(line)) ?? outcome.lastLine;
  throw new Problem(
    `the dependencies could not be installed (${reason.replace(/^npm (error|ERR!)\s*/, '')}): check the network and npm's registry settings, then see .data/logs/install.log`,
  );
}
