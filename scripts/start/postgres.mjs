import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, openSync, closeSync, readFileSync, rmSync, writeFileSync, chownSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { borrowedFiles, borrowedHome, completePostgres, postgresNative } from './postgres-files.mjs';
import { freePortLike } from './port.mjs';
import { Problem, reasonOf } from './problem.mjs';
import { endProcess, identify, isAlive } from './process.mjs';
import { unprivilegedManner } from './unprivileged.mjs';

/**
 * An embedded PostgreSQL 18: private to this machine (loopback only, no socket file, password required).
 * @typedef {import('./postgres-files.mjs').PostgresFiles} PostgresFiles
 * @typedef {import('./unprivileged.mjs').Manner} Manner
 * @typedef {{
 *   dataDir: string, password: string, logFile: string, port?: number, durable?: boolean,
 *   watchdog?: import('./watchdog.mjs').Guard,
 * }} PostgresOptions
 * @typedef {{ port: number, pid: number, urlOf: (database: string) => string, exited: Promise<void>, stop: () => Promise<void> }} RunningPostgres
 */

const user = 'aisle';

/** Settings for tests: the data is thrown away, so nothing waits for the disk. */
const throwAway = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'];

/**
 * Starts the server; makes its cluster first when the folder is new. An existing cluster keeps its data.
 * @param {PostgresOptions} options `durable: false` only for throw-away data
 * @returns {Promise<RunningPostgres>}
 */
export async function startPostgres(options) {
  const manner = unprivilegedManner();
  if (manner === null)
    throw new Problem('PostgreSQL does not run as root and no ordinary account was found: run as an ordinary user, or set DATABASE_URL');
  const wanted = { native: postgresNative(), dataDir: options.dataDir };
  completePostgres(wanted.native);
  const files = manner.kind === 'account' ? borrowedFiles(wanted, manner) : wanted;
  refuseSecondServer(files.dataDir);
  if (!existsSync(join(files.dataDir, 'PG_VERSION'))) createCluster(files, manner, options.password);
  const port = await freePortLike(options.port);
  const child = launch({ files, manner, port, options });
  options.watchdog?.watch(/** @type {number} */ (child.pid), { signal: 'SIGINT' });
  return await whenReady({ child, port, files, options });
}

/** @param {string} dataDir */
function refuseSecondServer(dataDir) {
  const pidFile = join(dataDir, 'postmaster.pid');
  if (!existsSync(pidFile)) return;
  const [pid] = readFileSync(pidFile, 'utf8').split('\n');
  // PostgreSQL itself decides whether a leftover file is stale; this only turns the usual case into a clear sentence.
  const command = process.platform === 'linux' && existsSync(`/proc/${pid}/cmdline`) ? readFileSync(`/proc/${pid}/cmdline`, 'utf8') : '';
  if (command.includes(dataDir))
    throw new Problem(`another PostgreSQL (process ${pid}) already runs on ${dataDir}: stop it first with "kill -INT ${pid}"`);
}

/** @param {PostgresFiles} files @param {Manner} manner @param {string} password */
function createCluster(files, manner, password) {
  if (manner.kind !== 'account') rmSync(files.dataDir, { recursive: true, force: true });
  mkdirSync(join(files.dataDir, '..'), { recursive: true });
  const passwordFile = `${files.dataDir}.password`;
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (manner.kind === 'account') chownSync(passwordFile, manner.uid, manner.gid);
  const args = ['-D', files.dataDir, '-U', user, '-A', 'scram-sha-256', `--pwfile=${passwordFile}`, '-E', 'UTF8', '--locale=C'];
  // The built-in C.UTF-8 gives Unicode upper and lower case without any locale of the machine.
  args.push('--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--no-sync', '--no-instructions');
  const [command, prefixed] = commandFor(manner, join(files.native, 'bin', 'initdb'), args);
  const result = spawnSync(command, prefixed, { ...identityFor(manner), cwd: '/', encoding: 'utf8', env: plainEnvironment(files) });
  rmSync(passwordFile, { force: true });
  if (result.status === 0) return;
  const said =
    (result.stderr || reasonOf(result.error ?? '')).split('\n').find((line) => /error|fatal|cannot|could not/i.test(line)) ??
    'no reason given';
  throw new Problem(
    `the embedded PostgreSQL could not be created (${said.trim()}): set DATABASE_URL to a PostgreSQL of your own, or report this`,
  );
}

/** @param {Manner} manner @param {string} program @param {string[]} args @returns {[string, string[]]} */
function commandFor(manner, program, args) {
  if (manner.kind !== 'namespace') return [program, args];
  const [command = '', ...rest] = manner.prefix;
  return [command, [...rest, program, ...args]];
}

/** @param {Manner} manner */
const identityFor = (manner) => (manner.kind === 'account' ? { uid: manner.uid, gid: manner.gid } : {});

/** PG* variables of the caller must not reach our private server. @param {PostgresFiles} files @returns {NodeJS.ProcessEnv} */
function plainEnvironment(files) {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('PG') && !name.startsWith('LC_') && name !== 'LANG');
  return { ...Object.fromEntries(kept), LC_ALL: 'C', LD_LIBRARY_PATH: join(files.native, 'lib') };
}

/** @param {{ files: PostgresFiles, manner: Manner, port: number, options: PostgresOptions }} launching */
function launch({ files, manner, port, options }) {
  const settings = ['listen_addresses=127.0.0.1', `port=${port}`, 'unix_socket_directories=', 'max_connections=200', 'timezone=UTC'];
  settings.push(...(options.durable === false ? throwAway : []));
  const args = ['-D', files.dataDir, ...settings.flatMap((setting) => ['-c', setting])];
  const [command, prefixed] = commandFor(manner, join(files.native, 'bin', 'postgres'), args);
  mkdirSync(join(options.logFile, '..'), { recursive: true });
  const log = openSync(options.logFile, 'a');
  // Its own group: Ctrl-C in the terminal reaches only the start-up, which stops things in the right order.
  const child = spawn(command, prefixed, {
    ...identityFor(manner),
    cwd: '/',
    detached: true,
    stdio: ['ignore', log, log],
    env: plainEnvironment(files),
  });
  closeSync(log);
  return child;
}

/**
 * @param {{ child: import('node:child_process').ChildProcess, port: number, files: PostgresFiles, options: PostgresOptions }} starting
 * @returns {Promise<RunningPostgres>}
 */
async function whenReady({ child, port, files, options }) {
  const pid = /** @type {number} */ (child.pid);
  const identity = identify(pid);
  /** @type {Promise<void>} */
  const exited = new Promise((resolve) => child.once('exit', () => resolve()));
  child.once('error', () => {});
  for (const until = Date.now() + 60_000; !saysReady(files.dataDir, pid);) {
    if (child.exitCode !== null || identity === null || !isAlive(identity) || Date.now() > until) {
      throw new Problem(`the embedded PostgreSQL did not start: see the end of ${options.logFile}`);
    }
    await pause(20);
  }
  const urlOf = (/** @type {string} */ database) =>
    `postgresql://${user}:${encodeURIComponent(options.password)}@127.0.0.1:${port}/${database}`;
  const stop = async () => {
    // SIGINT is PostgreSQL's fast shutdown: sessions are ended, everything committed is on disk.
    await endProcess(/** @type {import('./process.mjs').ProcessIdentity} */ (identity), { signal: 'SIGINT', graceMs: 15_000 });
    options.watchdog?.forget(pid);
    if (options.durable === false) rmSync(borrowedHome(options.dataDir), { recursive: true, force: true });
  };
  return { port, pid, urlOf, exited, stop };
}

/** The eighth line of postmaster.pid is the state, as pg_ctl reads it. @param {string} dataDir @param {number} pid */
function saysReady(dataDir, pid) {
  try {
    const lines = readFileSync(join(dataDir, 'postmaster.pid'), 'utf8').split('\n');
    return Number(lines[0]) === pid && lines[7]?.trim() === 'ready';
  } catch {
    return false;
  }
}
