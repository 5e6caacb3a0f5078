import { spawn, spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { askLine, freePortLike } from './port.mjs';
import { Problem } from './problem.mjs';
import { endProcess, identify, isAlive } from './process.mjs';

/**
 * A private Redis on the loopback interface. Nothing is ever evicted: seats and jobs are not a cache.
 * @typedef {import('./redis-binary.mjs').RedisWay} RedisWay
 * @typedef {{
 *   way: RedisWay, dataDir: string, logFile: string, port?: number, durable?: boolean,
 *   watchdog?: import('./watchdog.mjs').Guard, settings?: string[],
 * }} RedisOptions
 * @typedef {{ port: number, pid: number, url: string, exited: Promise<void>, stop: () => Promise<void> }} RunningRedis
 */

/**
 * Starts the server. Data that an earlier start left in the folder is loaded.
 * @param {RedisOptions} options `durable: false` only for throw-away data: no append-only file; `settings`: more
 *   of the server's own, such as `--port`
 * @returns {Promise<RunningRedis>}
 */
export async function startRedis(options) {
  mkdirSync(options.dataDir, { recursive: true });
  mkdirSync(dirname(options.logFile), { recursive: true });
  const port = await freePortLike(options.port);
  const child = launch(options, port);
  const pid = /** @type {number} */ (child.pid);
  child.once('error', () => {});
  options.watchdog?.watch(pid);
  /** @type {Promise<void>} */
  const exited = new Promise((resolve) => child.once('exit', () => resolve()));
  const identity = identify(pid);
  for (const until = Date.now() + 60_000; !(await answers(port));) {
    if (child.exitCode !== null || identity === null || !isAlive(identity) || Date.now() > until) {
      throw new Problem(`the private Redis did not start: see the end of ${options.logFile}`);
    }
    await pause(20);
  }
  const stop = async () => {
    if (options.way.kind === 'docker') spawnSync('docker', ['stop', containerName(options.dataDir)], { stdio: 'ignore' });
    await endProcess(/** @type {import('./process.mjs').ProcessIdentity} */ (identity));
    options.watchdog?.forget(pid);
  };
  return { port, pid, url: `redis://127.0.0.1:${port}`, exited, stop };
}

/** @param {boolean} durable @returns {string[]} */
const policy = (durable) => [
  '--maxmemory-policy',
  'noeviction',
  '--save',
  '',
  '--appendonly',
  durable ? 'yes' : 'no',
  '--appendfsync',
  'everysec',
  '--daemonize',
  'no',
];

/** @param {RedisOptions} options @param {number} port */
function launch({ way, dataDir, logFile, durable = true, settings = [] }, port) {
  const log = openSync(logFile, 'a');
  const [command, own] = way.kind === 'docker' ? inDocker(dataDir, port, durable) : asProgram(way.program, dataDir, port, durable);
  const args = [...own, ...settings];
  const libraries = way.kind === 'program' && way.libraries ? { LD_LIBRARY_PATH: way.libraries } : {};
  const child = spawn(command, args, { cwd: dataDir, detached: true, stdio: ['ignore', log, log], env: { ...process.env, ...libraries } });
  closeSync(log);
  return child;
}

/** @param {string} program @param {string} dataDir @param {number} port @param {boolean} durable @returns {[string, string[]]} */
function asProgram(program, dataDir, port, durable) {
  return [program, ['--bind', '127.0.0.1', '--port', String(port), '--protected-mode', 'yes', '--dir', dataDir, ...policy(durable)]];
}

/** @param {string} dataDir @param {number} port @param {boolean} durable @returns {[string, string[]]} */
function inDocker(dataDir, port, durable) {
  const run = ['run', '--rm', '--name', containerName(dataDir), '-p', `127.0.0.1:${port}:6379`, '-v', `${dataDir}:/data`];
  return ['docker', [...run, 'redis:7', 'redis-server', ...policy(durable)]];
}

/** One container per data folder, so that a leftover is recognised. @param {string} dataDir */
const containerName = (dataDir) => `aisle-redis-${createHash('sha256').update(dataDir).digest('hex').slice(0, 12)}`;

/** @param {number} port @returns {Promise<boolean>} false also while the server still loads its data */
async function answers(port) {
  try {
    return (await askLine({ port, line: 'PING\r\n' })).startsWith('+PONG');
  } catch {
    return false;
  }
}
