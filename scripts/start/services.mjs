import { rmSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { inData } from './paths.mjs';
import { askLine } from './port.mjs';
import { rememberedPorts, rememberPorts, secrets } from './memory.mjs';
import { borrowedHome } from './postgres-files.mjs';
import { startPostgres } from './postgres.mjs';
import { Problem, reasonOf } from './problem.mjs';
import { findRedis } from './redis-binary.mjs';
import { startRedis } from './redis.mjs';

/** @typedef {import('./lifeline.mjs').Lifeline} Lifeline */

/**
 * The database: the one that DATABASE_URL names, else our own under `.data/postgres`.
 * @param {Lifeline} lifeline
 * @returns {Promise<{ url: string, own: boolean }>}
 */
export async function provideDatabase(lifeline) {
  const given = process.env['DATABASE_URL'];
  if (given) {
    if (!/^postgres(ql)?:\/\/./.test(given))
      throw new Problem(
        'DATABASE_URL is not an address like postgresql://user:password@host:5432/database: correct it, or unset it to get an embedded PostgreSQL',
      );
    return { url: given, own: false };
  }
  const { postgresPassword: password } = secrets();
  const start = (/** @type {number | undefined} */ port) =>
    startPostgres({ dataDir: inData('postgres'), password, logFile: inData('logs', 'postgres.log'), port, watchdog: lifeline.watchdog });
  const server = await keepRunning('postgres', lifeline, start, rememberedPorts().postgres);
  rememberPorts({ postgres: server.port });
  const url = server.urlOf('aisle');
  await createDatabase(server.urlOf('postgres'));
  return { url, own: true };
}

/** @param {string} adminUrl */
async function createDatabase(adminUrl) {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: adminUrl });
  try {
    await client.connect();
  } catch (error) {
    throw new Problem(
      `the embedded PostgreSQL does not let us in (${reasonOf(error)}): .data/secrets.json and .data/postgres do not belong together; start over with "npm start -- --fresh"`,
      { cause: error },
    );
  }
  try {
    const found = await client.query("SELECT 1 FROM pg_database WHERE datname = 'aisle'");
    if (found.rowCount === 0) await client.query('CREATE DATABASE aisle');
  } finally {
    await client.end();
  }
}

/**
 * Redis: the one that REDIS_URL names, else our own under `.data/redis`. The queues use QUEUE_REDIS_URL, else the same.
 * @param {Lifeline} lifeline @param {(text: string) => void} note
 * @returns {Promise<{ url: string, queueUrl: string }>}
 */
export async function provideRedis(lifeline, note) {
  const givenQueue = process.env['QUEUE_REDIS_URL'];
  const url = process.env['REDIS_URL'] || (await ownRedis(lifeline, note));
  if (process.env['REDIS_URL']) {
    await expectRedis('REDIS_URL', url);
    note('from REDIS_URL');
  }
  if (givenQueue) await expectRedis('QUEUE_REDIS_URL', givenQueue);
  return { url, queueUrl: givenQueue || url };
}

/** @param {Lifeline} lifeline @param {(text: string) => void} note */
async function ownRedis(lifeline, note) {
  const way = findRedis();
  note(way.kind === 'docker' ? 'in Docker' : way.program);
  const start = (/** @type {number | undefined} */ port) =>
    startRedis({ way, dataDir: inData('redis'), logFile: inData('logs', 'redis.log'), port, watchdog: lifeline.watchdog });
  const server = await keepRunning('redis', lifeline, start, rememberedPorts().redis);
  rememberPorts({ redis: server.port });
  return server.url;
}

/** Says in one line when nobody answers at a given address, or at none of several. @param {string} variable @param {string} urls */
async function expectRedis(variable, urls) {
  const answers = await Promise.allSettled(urls.split(',').map((url) => expectNode(variable, url.trim())));
  const failed = answers.filter((answer) => answer.status === 'rejected');
  if (failed.length === answers.length) throw failed[0]?.reason;
}

/** @param {string} variable @param {string} url */
async function expectNode(variable, url) {
  let target;
  try {
    target = new URL(url);
  } catch {
    throw new Problem(`${variable} is not an address like redis://host:6379: correct it, or unset it to get a private Redis`);
  }
  // Over TLS, or with a password, only the clients can tell more than that somebody listens.
  if (target.protocol !== 'redis:') return;
  try {
    await askLine({ host: target.hostname.replace(/^\[|\]$/g, ''), port: Number(target.port || 6379), line: 'PING\r\n', timeoutMs: 5_000 });
  } catch (error) {
    throw new Problem(
      `${variable}: no Redis answers at ${target.host} (${reasonOf(error)}): start it or correct ${variable}, or unset it to get a private Redis`,
      { cause: error },
    );
  }
}

/**
 * Starts a server, and starts it again on the same port when it ends without having been asked to.
 * @template {{ port: number, pid: number, exited: Promise<void>, stop: () => Promise<void> }} Server
 * @param {string} name @param {Lifeline} lifeline
 * @param {(port: number | undefined) => Promise<Server>} start @param {number | undefined} port
 * @returns {Promise<Server>}
 */
async function keepRunning(name, lifeline, start, port) {
  lifeline.check();
  let server = await start(port);
  lifeline.add(name, () => server.stop());
  void (async () => {
    for (;;) {
      await server.exited;
      if (lifeline.ending) return;
      lifeline.watchdog.forget(server.pid);
      process.stdout.write(`${name.padEnd(8)} ended unexpectedly, starting it again (see .data/logs/${name}.log)\n`);
      server = await startAgain(name, lifeline, start, server);
    }
  })();
  return server;
}

/**
 * @template {{ port: number }} Server
 * @param {string} name @param {Lifeline} lifeline @param {(port: number | undefined) => Promise<Server>} start @param {Server} last
 * @returns {Promise<Server>}
 */
async function startAgain(name, lifeline, start, last) {
  for (let waitMs = 250; !lifeline.ending; waitMs = Math.min(waitMs * 2, 5_000)) {
    try {
      return await start(last.port);
    } catch (error) {
      process.stdout.write(`${name.padEnd(8)} ${reasonOf(error)}\n`);
      await pause(waitMs);
    }
  }
  return last;
}

/** Removes the data of our own servers and of the demo, never anything on a server that was given. */
export function dropOwnData() {
  if (process.env['DATABASE_URL'] || process.env['REDIS_URL'] || process.env['QUEUE_REDIS_URL']) {
    throw new Problem(
      '--fresh only drops the data of the embedded servers: unset DATABASE_URL, REDIS_URL and QUEUE_REDIS_URL, or drop that data yourself',
    );
  }
  for (const folder of ['postgres', 'redis', 'mailbox']) rmSync(inData(folder), { recursive: true, force: true });
  rmSync(borrowedHome(inData('postgres')), { recursive: true, force: true });
}
