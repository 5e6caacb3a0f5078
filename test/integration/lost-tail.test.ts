import { expect, test } from 'vitest';
import { seatStateAt } from '../../src/domain/seat.js';
import { useDisposer } from '../support/disposer.js';
import { freshDatabase, privateRedis } from '../support/services.js';
import { openEvent, openHouse, type House } from './catalogue.fixture.js';
import { newGuest, openTill, order } from './till.fixture.js';

const disposer = useDisposer();

/** Takes down what Redis holds of an event. @returns what puts it back as it was: everything since is lost */
async function remember({ redis }: House, eventId: string): Promise<() => Promise<void>> {
  const keys = await redis.keys(`{e:${eventId}}:*`);
  const dumps = await Promise.all(keys.map(async (key) => [key, (await redis.dumpBuffer(key))!] as const));
  return async () => {
    const now = await redis.keys(`{e:${eventId}}:*`);
    if (now.length > 0) await redis.del(...now);
    for (const [key, dump] of dumps) await redis.restore(key, 0, dump);
  };
}

async function openHouses(): Promise<[House, House]> {
  const [server, database] = await Promise.all([privateRedis(), freshDatabase()]);
  disposer.add(() => server.stop());
  disposer.add(database.drop);
  const urls = { redisUrl: server.redisUrl, databaseUrl: database.databaseUrl };
  return [openHouse(disposer, urls), openHouse(disposer, urls)];
}

const stateOf = async (house: House, eventId: string, seat: number) => seatStateAt((await house.inventory.readMap(eventId))!.map, seat);

test('a Redis that forgot the hold of an order is noticed by the ledger alone, by a process that has seen nothing', async () => {
  const [house, other] = await openHouses();
  const event = await openEvent(house, { orphanRule: false });
  const goBack = await remember(house, event.id);
  await order(openTill(house), await newGuest(house), event, [3]);
  await goBack();
  expect(await other.keeper.recoverInventory(event.id)).toBe('RECOVERED');
  expect(await stateOf(other, event.id, 3)).toBe(1);
  expect(await other.keeper.recoverInventory(event.id)).toBe('INTACT');
});

test('what Redis and the ledger disagree about is found by the watch, told, and mended', async () => {
  const [house] = await openHouses();
  const event = await openEvent(house, { orphanRule: false });
  await order(openTill(house), await newGuest(house), event, [3]);
  await house.redis.bitfield(`{e:${event.id}}:map`, 'SET', 'u2', '#3', 0);
  expect(await house.services.reconcile.watchOver()).toBeGreaterThan(0);
  expect(house.mismatches).toEqual([
    { eventId: event.id, rows: [expect.objectContaining({ kind: 'SEAT', seat: 3, redis: 'FREE', ledger: 'HELD' })] },
  ]);
  expect(await stateOf(house, event.id, 3)).toBe(1);
  expect((await house.services.reconcile.reconcile(event.id)).mismatches).toEqual([]);
});
