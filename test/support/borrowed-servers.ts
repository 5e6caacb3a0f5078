import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import pg from 'pg';

/** Runs statements on the server that `url` names, on a connection of their own. */
async function onServer(url: string, ...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

/** @returns the same address with another database */
function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}

/**
 * Makes an empty database with a random name on a server.
 * @param url any database of that server where this user may create databases
 * @returns its address and name; `giveBack` drops it and every database copied from it
 */
export async function borrowDatabase(url: string) {
  const name = `aisle_test_${randomBytes(6).toString('hex')}`;
  await onServer(url, `CREATE DATABASE ${name}`);
  const giveBack = () => dropDatabases(url, name);
  return { url: withDatabase(url, name), name, giveBack };
}

/** Drops the database and those whose names begin with its name, ending what still uses them. */
async function dropDatabases(url: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const found = await client.query<{ datname: string }>('SELECT datname FROM pg_database WHERE starts_with(datname, $1)', [name]);
    for (const { datname } of found.rows) await client.query(`DROP DATABASE IF EXISTS ${datname} WITH (FORCE)`);
  } finally {
    await client.end();
  }
}

/**
 * Copies a database that nobody is connected to, tables and rows.
 * @returns the address of the copy
 */
export async function copyDatabase(templateUrl: string, name: string): Promise<string> {
  const template = new URL(templateUrl).pathname.slice(1);
  // Two copies at once would each see the other as a user of the template: the lock makes them queue.
  await onServer(withDatabase(templateUrl, 'postgres'), 'SELECT pg_advisory_lock(4715346)', `CREATE DATABASE ${name} TEMPLATE ${template}`);
  return withDatabase(templateUrl, name);
}

/** Drops one database, ending what still uses it. */
export async function dropDatabase(url: string): Promise<void> {
  await onServer(withDatabase(url, 'postgres'), `DROP DATABASE IF EXISTS ${new URL(url).pathname.slice(1)} WITH (FORCE)`);
}

/**
 * Finds an empty logical database of a Redis that others may use.
 * @returns its address; `giveBack` empties it
 * @throws when all of them hold something: test data must never mix with real data
 */
export async function borrowRedis(url: string) {
  const redis = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: 1 });
  await redis.connect();
  try {
    for (let index = 15; index >= 0; index -= 1) {
      await redis.select(index);
      if ((await redis.dbsize()) === 0) return { url: withDatabase(url, String(index)), giveBack: () => emptyRedis(url, index) };
    }
  } finally {
    redis.disconnect();
  }
  throw new Error('REDIS_URL: every database of this Redis holds something; tests need an empty one');
}

async function emptyRedis(url: string, index: number): Promise<void> {
  const redis = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: 1, db: index });
  await redis.connect();
  await redis.flushdb();
  redis.disconnect();
}
