import { expect, test } from 'vitest';
import { setTimeout as pause } from 'node:timers/promises';
import { InventoryKeeper } from '../../src/services/inventory.keeper.js';
import type { OrderPort } from '../../src/stores/order.port.js';
import { EventStore } from '../../src/stores/event.store.js';
import { useDisposer } from '../support/disposer.js';
import { freshDatabase, privateRedis } from '../support/services.js';
import { openEvent, openHouse, type House } from './catalogue.fixture.js';

const disposer = useDisposer();

/** Several processes on a ledger and a Redis of their own. */
async function openHouses(count: number): Promise<[House, ...House[]]> {
  const [server, database] = await Promise.all([privateRedis(), freshDatabase()]);
  disposer.add(() => server.stop());
  disposer.add(database.drop);
  const urls = { redisUrl: server.redisUrl, databaseUrl: database.databaseUrl };
  return Array.from({ length: count }, () => openHouse(disposer, urls)) as [House, ...House[]];
}

/** A keeper whose look at the ledger takes its time, as in a house with many orders. */
function slowKeeper(house: House, ms: number): InventoryKeeper {
  const { ledger, reader, inventory } = house;
  const liveItems: OrderPort['liveItems'] = async (eventId) => {
    await pause(ms);
    return house.orders.liveItems(eventId);
  };
  const orders = Object.assign(Object.create(house.orders) as OrderPort, { liveItems });
  return new InventoryKeeper({ events: new EventStore({ ledger }), reader, orders, inventory });
}

test('a lost inventory is built once, however many processes find it lost while it is being built', async () => {
  const houses = await openHouses(3);
  const [house] = houses;
  const event = await openEvent(house);
  const keepers = houses.map((one) => slowKeeper(one, 100));
  await house.redis.flushall();
  const until = performance.now() + 1000;
  await Promise.all(
    keepers.map(async (keeper, at) => {
      await pause(at * 30);
      while (performance.now() < until) {
        await keeper.recoverInventory(event.id);
        await pause(20);
      }
    }),
  );
  const now = (await house.services.events.read(event.id))!;
  expect(now.inventoryEpoch).toBe(event.inventoryEpoch + 1);
  expect((await house.inventory.readMap(event.id))?.cursor.epoch).toBe(now.inventoryEpoch);
});
