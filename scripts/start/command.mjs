import { spawn } from 'node:child_process';
import { appendFileSync, mkdirSync } from 'node:fs';
import { inData, root } from './paths.mjs';

/**
 * @typedef {{ code: number | null, output: string, lastLine: string }} Outcome
 */

/**
 * Runs a command to its end, without its output on the screen; the output goes to `.data/logs/<log>.log` too.
 * @param {{ command: string, args: string[], log: string, env?: NodeJS.ProcessEnv, lifeline: import('./lifeline.mjs').Lifeline }} order
 * @returns {Promise<Outcome>}
 */
export function run({ command, args, log, env = {}, lifeline }) {
  lifeline.check();
  mkdirSync(inData('logs'), { recursive: true });
  return new Promise((resolve, reject) => {
    const shell = process.platform === 'win32';
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env }, shell });
    child.once('error', reject);
    if (child.pid !== undefined) lifeline.watchdog.watch(child.pid);
    // An install or a migration that is cut off is done again by the next start: no need to wait for it long.
    void lifeline.whenEnding.then(() => {
      child.kill();
      setTimeout(() => child.kill('SIGKILL'), 2_000).unref();
    });
    let output = '';
    const take = (/** @type {Buffer} */ data) => {
      output += data;
      appendFileSync(inData('logs', `${log}.log`), data);
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.once('close', (code) => {
      if (child.pid !== undefined) lifeline.watchdog.forget(child.pid);
      const lines = output.trim().split('\n');
      resolve({ code, output, lastLine: (lines.at(-1) ?? '').trim() });
    });
  });
}
