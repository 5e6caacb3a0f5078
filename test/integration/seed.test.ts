import { expect, test } from 'vitest';
import { seedDemo } from '../../prisma/seed.js';
import { openCatalogue } from '../../src/compose.catalogue.js';
import { readEnv } from '../../src/config/env.js';
import { useDisposer } from '../support/disposer.js';
import { freshDatabase, privateRedis } from '../support/services.js';
import { openHouse, STAFF } from './catalogue.fixture.js';

const disposer = useDisposer();

async function start() {
  const [server, database] = await Promise.all([privateRedis(), freshDatabase()]);
  disposer.add(() => server.stop());
  disposer.add(database.drop);
  const { databaseUrl } = database;
  const seed = async () => {
    const failures: unknown[] = [];
    const catalogue = openCatalogue(readEnv({ DATABASE_URL: databaseUrl, REDIS_URL: server.redisUrl }), (error) => failures.push(error));
    try {
      await catalogue.connect();
      return { said: await seedDemo(catalogue), failures };
    } finally {
      await catalogue.close();
    }
  };
  return { seed, house: openHouse(disposer, { redisUrl: server.redisUrl, databaseUrl }) };
}

test('the demonstration is there after the first seed, and a second one changes nothing and is fast', async () => {
  const { seed, house } = await start();
  await seed();
  const { services } = house;
  const list = () => services.events.list(STAFF, null, { first: 10, after: null });
  const [first, second, ...others] = (await list()).rows.map((row) => row.node);
  expect(others).toEqual([]);
  expect([first?.status, second?.status]).toEqual(['ON_SALE', 'PREPARED']);
  expect(first?.tiers.map(({ name, capacity, prices }) => [name, capacity, prices.length])).toEqual([
    ['Category I', 300, 3],
    ['Category II', 850, 3],
    ['VIP', 81, 1],
    ['Standing', 300, 2],
  ]);
  const map = await house.inventory.readMap(first!.id);
  expect(map).toMatchObject({ seatCount: 1231, terms: { status: 'SELLING' } });
  for (const email of ['buyer@example.com', 'buyer2@example.com', 'admin@example.com']) {
    expect(await services.people.login(null, { email, password: 'aisle-demo' })).toMatchObject({ kind: 'Session', user: { email } });
  }
  const began = process.cpuUsage();
  await seed();
  const { user, system } = process.cpuUsage(began);
  expect((user + system) / 1000).toBeLessThan(2000);
  expect((await list()).rows.map((row) => row.node)).toEqual([first, second]);
  expect((await house.inventory.readMap(first!.id))?.cursor).toEqual(map!.cursor);
});

test('a seed on a Redis that lost everything brings the sale back', async () => {
  const { seed, house } = await start();
  await seed();
  await house.redis.flushall();
  expect((await seed()).failures).toEqual([]);
  for (const { id } of (await house.services.events.list(STAFF, null, { first: 10, after: null })).rows.map((row) => row.node)) {
    expect((await house.inventory.readMap(id))?.cursor.epoch).toBe(2);
  }
});

test('two seeds at once make one demonstration', async () => {
  const { seed, house } = await start();
  await Promise.all([seed(), seed()]);
  expect((await house.services.events.list(STAFF, null, { first: 10, after: null })).rows).toHaveLength(2);
});
