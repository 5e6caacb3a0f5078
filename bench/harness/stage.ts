import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applyMigrations } from '../../prisma/migrate.js';
import { Lifeline } from '../../scripts/start/lifeline.mjs';
import { startPostgres } from '../../scripts/start/postgres.mjs';
import { findRedis } from '../../scripts/start/redis-binary.mjs';
import { startRedis } from '../../scripts/start/redis.mjs';
import { pin } from './machine.js';

/** What every arm of every benchmark here runs with, said in every report. */
export const DURABILITY =
  'Redis: append-only file, fsync every second, not rewritten meanwhile. PostgreSQL: fsync on, synchronous_commit off for the peer that holds seats in it: like Redis it may lose its last second, never its integrity.';

/** The server under test has a core of its own; load, Redis and PostgreSQL share the other, in every arm alike. */
export const SERVER_CORE = 0;
export const OTHER_CORE = 1;

/** Servers of one run. `lifeline` ends them and whatever else is added to it. */
export interface Stage {
  lifeline: InstanceType<typeof Lifeline>;
  folder: string;
  redisUrl: string;
  redisPid: number;
  pinned: boolean;
}

export interface LedgerStage extends Stage {
  databaseUrl: string;
  postgresPid: number;
}

/** Starts a private Redis, durable as in production. */
export async function setStage({ pinned }: { pinned: boolean }): Promise<Stage> {
  const lifeline = new Lifeline();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => void lifeline.end().then(() => process.exit(130)));
  }
  const folder = mkdtempSync(join(tmpdir(), 'aisle-bench-'));
  lifeline.add('folder', () => rmSync(folder, { recursive: true, force: true }));
  const redis = await startRedis({
    way: findRedis(),
    dataDir: join(folder, 'redis'),
    logFile: join(folder, 'redis.log'),
    durable: true,
    watchdog: lifeline.watchdog,
  });
  lifeline.add('Redis', redis.stop);
  if (pinned) pin(redis.pid, OTHER_CORE);
  return { lifeline, folder, redisUrl: redis.url, redisPid: redis.pid, pinned };
}

/** Adds a private PostgreSQL with the migrated tables, durable too. */
export async function withLedger(stage: Stage): Promise<LedgerStage> {
  const postgres = await startPostgres({
    dataDir: join(stage.folder, 'postgres'),
    password: 'bench',
    logFile: join(stage.folder, 'postgres.log'),
    durable: true,
    watchdog: stage.lifeline.watchdog,
  });
  stage.lifeline.add('PostgreSQL', postgres.stop);
  const databaseUrl = postgres.urlOf('postgres');
  await applyMigrations(databaseUrl);
  if (stage.pinned) pin(postgres.pid, OTHER_CORE);
  return { ...stage, databaseUrl, postgresPid: postgres.pid };
}
