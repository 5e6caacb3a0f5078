import { Redis } from 'ioredis';
import pg from 'pg';
import { expect, test } from 'vitest';
import { useDisposer } from './disposer.js';
import { freshDatabase, privateRedis, uniquePrefix, useServices } from './services.js';
import { eventually, waitFor } from './wait-for.js';

const disposer = useDisposer();

test('the shared database is migrated', async () => {
  const pool = disposer.own(new pg.Pool({ connectionString: useServices().databaseUrl }));
  const found = await pool.query(`SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL`);
  expect(found.rows.length).toBeGreaterThan(0);
});

test('a fresh database is migrated, empty and private', async () => {
  const { databaseUrl, drop } = await freshDatabase();
  disposer.add(drop);
  const pool = disposer.own(new pg.Pool({ connectionString: databaseUrl }));
  expect((await pool.query('SELECT count(*)::int AS people FROM person')).rows).toEqual([{ people: 0 }]);
  expect(databaseUrl).not.toBe(useServices().databaseUrl);
});

test('the shared Redis answers and never evicts', async () => {
  const redis = disposer.own(new Redis(useServices().redisUrl));
  expect(await redis.config('GET', 'maxmemory-policy')).toContain('noeviction');
});

test('a private Redis keeps its data over a kill when it is durable', async () => {
  const server = disposer.own(await privateRedis({ durable: true }));
  const redis = disposer.own(new Redis(server.redisUrl, { retryStrategy: () => 50 }));
  redis.on('error', () => undefined);
  await redis.set('seat', 'held');
  await waitFor(async () => (await redis.info('persistence')).includes('aof_pending_bio_fsync:0'), { what: 'the data to be on disk' });
  await server.kill();
  await server.restart();
  await eventually(async () => expect(await redis.get('seat')).toBe('held'));
});

test('prefixes are never the same', () => {
  expect(uniquePrefix('queue')).toMatch(/^\{queue-[0-9a-f]{12}\}$/);
  expect(uniquePrefix()).not.toBe(uniquePrefix());
});

test('waiting in vain says what for, and why', async () => {
  const vain = waitFor(() => expect(1).toBe(2), { timeoutMs: 30, what: 'one to be two' });
  await expect(vain).rejects.toThrow('waited 30 ms in vain for one to be two');
});
