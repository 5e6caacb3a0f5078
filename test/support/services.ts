import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, inject } from 'vitest';
import { findRedis } from '../../scripts/start/redis-binary.mjs';
import { startRedis } from '../../scripts/start/redis.mjs';
import { startWatchdog } from '../../scripts/start/watchdog.mjs';
import { copyDatabase, dropDatabase } from './borrowed-servers.js';
import { freePort } from './free-port.js';

/** Addresses of the servers of this run. They exist for tests under `test/`, not for unit tests beside the sources. */
export interface Services {
  /** Migrated database shared by all test files. */
  databaseUrl: string;
  /** Redis shared by all test files. Never FLUSH it: take `privateRedis()` for that. */
  redisUrl: string;
}

/** @throws when called from a unit test, which has no servers */
export function useServices(): Services {
  const databaseUrl = inject('databaseUrl');
  const redisUrl = inject('redisUrl');
  if (!databaseUrl || !redisUrl) throw new Error('no servers here: a test that needs PostgreSQL or Redis belongs under test/');
  return { databaseUrl, redisUrl };
}

/** Whether the shared Redis is a cluster. */
export function onCluster(): boolean {
  return useServices().redisUrl.includes(',');
}

/** Skips the tests of the file that calls it, at its top, when the run is on a cluster, and prints why. */
export function needsOneServer(reason: string): void {
  if (onCluster()) console.log(`skipped on a cluster: ${reason}`);
  beforeEach(({ skip }) => skip(onCluster(), reason));
}

/** A queue or key prefix that no other test uses, with the braces that keep its keys in one slot of a cluster. */
export function uniquePrefix(name = 'test'): string {
  return `{${name}-${randomBytes(6).toString('hex')}}`;
}

/**
 * A migrated database that only this test uses; about 100 ms.
 * @returns its address; `drop` ends every connection to it
 */
export async function freshDatabase(): Promise<{ databaseUrl: string; drop: () => Promise<void> }> {
  const templateUrl = inject('templateUrl');
  const name = `${new URL(templateUrl).pathname.slice(1)}_${randomBytes(4).toString('hex')}`;
  const databaseUrl = await copyDatabase(templateUrl, name);
  return { databaseUrl, drop: () => dropDatabase(databaseUrl) };
}

/** A Redis that only this test uses: it may be flushed, filled or stopped. */
export interface PrivateRedis {
  redisUrl: string;
  port: number;
  /** Ends the server with SIGKILL, as a power cut would; what was written is lost unless `durable`. */
  kill(): Promise<void>;
  /** Starts it again on the same port and folder. */
  restart(): Promise<void>;
  /** Ends the server and removes its folder. Safe to repeat. */
  stop(): Promise<void>;
}

/** A Redis that somebody else started and others use too: it can be neither stopped nor started here. */
export function lentRedis(redisUrl: string): PrivateRedis {
  const refuse = () => Promise.reject(new Error('this Redis is shared: a test that stops its Redis needs privateRedis()'));
  return { redisUrl, port: 0, kill: refuse, restart: refuse, stop: () => Promise.resolve() };
}

/** @param options.durable true: append-only file, so that `restart()` finds the data again; default false */
export async function privateRedis({ durable = false }: { durable?: boolean } = {}): Promise<PrivateRedis> {
  const folder = mkdtempSync(join(tmpdir(), 'aisle-redis-'));
  const watchdog = startWatchdog();
  watchdog.watchFolder(folder);
  // Of the ports that nobody takes by accident: it is to be had again for a restart.
  const start = (port: number) =>
    startRedis({ way: findRedis(), dataDir: folder, logFile: join(folder, 'redis.log'), durable, port, watchdog });
  let server = await start(await freePort());
  const { port, url } = server;
  return {
    redisUrl: url,
    port,
    async kill() {
      process.kill(server.pid, 'SIGKILL');
      await server.exited;
    },
    async restart() {
      server = await start(port);
      if (server.port !== port) throw new Error(`port ${port} was taken by someone else in the meantime`);
    },
    async stop() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
      watchdog.close();
    },
  };
}
