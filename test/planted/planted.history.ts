import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Redis } from 'ioredis';
import pg from 'pg';
import { applyMigrations } from '../../prisma/migrate.js';
import { check, total } from '../history/checker.js';
import { readHistories } from '../history/history.js';
import { record } from '../history/recording.js';
import type { Stage } from '../history/servers.js';
import type { PlantedBug } from './planted.bug.js';
import { plantInBuild } from './planted.build.js';

const AT_THE_INVENTORY = { seconds: 3, apis: 0, httpClients: 0, scriptDrivers: 1, scriptClients: 16, scriptRoundMs: 1500 };
const OVER_HTTP = { seconds: 6, apis: 2, httpClients: 24, scriptDrivers: 0, scriptClients: 0, httpRoundMs: 6000 };
const FEWEST_OPERATIONS = 100;

/**
 * Plants a fault in the build and records clients for a few seconds, without naming a test: at the inventory itself for what lies there, over
 * HTTP with a ledger of its own for the rest.
 * @returns the rules that the history breaks, with how often; empty: clients could not tell
 */
export async function brokenRules(bug: PlantedBug, stage: Stage, seed: number): Promise<Record<string, number>> {
  const folder = mkdtempSync(join(tmpdir(), 'aisle-planted-'));
  const takeOut = plantInBuild(bug, stage.dist);
  try {
    const isOfInventory = bug.file.startsWith('src/lua/');
    const databaseUrl = isOfInventory ? stage.databaseUrl : await freshLedger(stage);
    await forgetAll(stage.redisUrl);
    const size = isOfInventory ? AT_THE_INVENTORY : OVER_HTTP;
    await record({ ...stage, ...size, databaseUrl, folder, seed });
    const { faults, operations } = total((await readHistories(folder)).map((history) => check(history)));
    if (operations < FEWEST_OPERATIONS) throw new Error(`${bug.name}: only ${operations} operations were recorded`);
    return Object.fromEntries(counts(faults.map(({ rule }) => rule)));
  } finally {
    takeOut();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The limits on staff's logins, too. */
async function forgetAll(redisUrl: string): Promise<void> {
  const redis = new Redis(redisUrl);
  await redis.flushall();
  redis.disconnect();
}

/** A database with the migrations of the build. */
async function freshLedger({ databaseUrl, dist }: Stage): Promise<string> {
  const name = `planted_${randomBytes(4).toString('hex')}`;
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(`CREATE DATABASE ${name}`);
  await client.end();
  const url = Object.assign(new URL(databaseUrl), { pathname: `/${name}` }).href;
  await applyMigrations(url, pathToFileURL(join(dist, 'prisma/migrations/')));
  return url;
}

function counts(rules: readonly string[]): Map<string, number> {
  const map = new Map<string, number>();
  for (const rule of rules) map.set(rule, (map.get(rule) ?? 0) + 1);
  return map;
}
