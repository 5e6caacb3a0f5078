import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applyMigrations } from '../../prisma/migrate.js';
import { build, isBuilt } from '../../scripts/build.mjs';
import { Lifeline } from '../../scripts/start/lifeline.mjs';
import { inRoot } from '../../scripts/start/paths.mjs';
import { startPostgres } from '../../scripts/start/postgres.mjs';
import { findRedis } from '../../scripts/start/redis-binary.mjs';
import { startRedis } from '../../scripts/start/redis.mjs';

/** Servers and a build of one run outside the test runner: all of it is gone when `end` has returned, or the process was killed. */
export interface Stage {
  databaseUrl: string;
  redisUrl: string;
  /** A copy of the build, so that a new build meanwhile changes nothing. */
  dist: string;
  end(): Promise<void>;
}

/** @param name of the folder under .data in which the copy of the build lies */
export async function setStage(name: string): Promise<Stage> {
  const lifeline = new Lifeline();
  const scratch = mkdtempSync(join(tmpdir(), `aisle-${name}-`));
  lifeline.add('scratch folder', () => rmSync(scratch, { recursive: true, force: true }));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => void lifeline.end().then(() => process.exit(130)));
  }
  try {
    const dist = snapshotBuild(name);
    lifeline.add('build', () => rmSync(dist, { recursive: true, force: true }));
    const { watchdog } = lifeline;
    const logFile = (of: string) => join(scratch, `${of}.log`);
    const postgres = await startPostgres({
      dataDir: join(scratch, 'postgres'),
      password: 'test',
      logFile: logFile('postgres'),
      durable: false,
      watchdog,
    });
    lifeline.add('PostgreSQL', postgres.stop);
    const redis = await startRedis({
      way: findRedis(),
      dataDir: join(scratch, 'redis'),
      logFile: logFile('redis'),
      durable: true,
      watchdog,
    });
    lifeline.add('Redis', redis.stop);
    const databaseUrl = postgres.urlOf('postgres');
    await applyMigrations(databaseUrl);
    return { databaseUrl, redisUrl: redis.url, dist, end: () => lifeline.end() };
  } catch (error) {
    await lifeline.end();
    throw error;
  }
}

/** Copies `dist/`, built first when it is older than its sources. It must lie inside the project, where its packages are found. */
export function snapshotBuild(name: string): string {
  if (!isBuilt()) build();
  const folder = inRoot('.data', 'builds');
  mkdirSync(folder, { recursive: true });
  const copy = mkdtempSync(join(folder, `${name}-`));
  cpSync(inRoot('dist'), copy, { recursive: true });
  return copy;
}
