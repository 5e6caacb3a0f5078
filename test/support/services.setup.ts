import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { applyMigrations } from '../../prisma/migrate.js';
import { startPostgres } from '../../scripts/start/postgres.mjs';
import { findRedis } from '../../scripts/start/redis-binary.mjs';
import { startRedis } from '../../scripts/start/redis.mjs';
import { startWatchdog } from '../../scripts/start/watchdog.mjs';
import { borrowDatabase, borrowRedis, copyDatabase } from './borrowed-servers.js';
import { freePort } from './free-port.js';

/**
 * Global set-up, once a run: a private PostgreSQL and a private Redis with nothing in them but the migrated tables.
 * With DATABASE_URL or REDIS_URL set, those servers are used instead: a database is made there and dropped at the end,
 * and an empty Redis database is used and emptied at the end. TEST_REDIS_URL names a Redis, or the nodes of a Redis Cluster, that was started
 * for this run alone (`npm run test:cluster`): it is used as it is.
 */
declare module 'vitest' {
  export interface ProvidedContext {
    /** Migrated database shared by all test files: make rows of your own, do not count other people's. */
    databaseUrl: string;
    /** Migrated and never written to: `freshDatabase()` copies it. */
    templateUrl: string;
    /** Redis shared by all test files, one server or several nodes of a cluster: use event ids and queue prefixes of your own. */
    redisUrl: string;
  }
}

export default async function startServices(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'aisle-test-'));
  const watchdog = startWatchdog();
  watchdog.watchFolder(folder);
  const stops: (() => Promise<void>)[] = [];
  const stopAll = async () => {
    for (const stop of stops.toReversed()) await stop();
    rmSync(folder, { recursive: true, force: true });
    watchdog.forgetFolder(folder);
  };
  try {
    const [database, redis] = await Promise.all([getDatabase(), getRedis()]);
    await applyMigrations(database.url);
    project.provide('templateUrl', database.url);
    project.provide('databaseUrl', await copyDatabase(database.url, `${database.name}_shared`));
    project.provide('redisUrl', redis);
  } catch (error) {
    await stopAll();
    throw error;
  }
  return stopAll;

  async function getDatabase() {
    const given = process.env['DATABASE_URL'];
    if (given) {
      const borrowed = await borrowDatabase(given);
      stops.push(borrowed.giveBack);
      return borrowed;
    }
    const logFile = join(folder, 'postgres.log');
    const server = await startPostgres({
      dataDir: join(folder, 'postgres'),
      password: 'test',
      logFile,
      durable: false,
      watchdog,
      port: await freePort(),
    });
    stops.push(server.stop);
    return borrowDatabase(server.urlOf('postgres'));
  }

  async function getRedis() {
    const started = process.env['TEST_REDIS_URL'];
    if (started) return started;
    const given = process.env['REDIS_URL'];
    if (given) {
      const borrowed = await borrowRedis(given);
      stops.push(borrowed.giveBack);
      return borrowed.url;
    }
    const logFile = join(folder, 'redis.log');
    const server = await startRedis({
      way: findRedis(),
      dataDir: join(folder, 'redis'),
      logFile,
      durable: false,
      watchdog,
      port: await freePort(),
    });
    stops.push(server.stop);
    return server.url;
  }
}
