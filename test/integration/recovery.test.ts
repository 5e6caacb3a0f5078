import { expect, test } from 'vitest';
import { setTimeout as pause } from 'node:timers/promises';
import { InventoryKeeper } from '../../src/services/inventory.keeper.js';
import type { OrderPort } from '../../src/stores/order.port.js';
import { EventStore } from '../../src/stores/event.store.js';
import { useDisposer } from '../support/disposer.js';
import { freshDatabase, privateRedis } from '../support/services.js';
import { seatStateAt } from '../../src/domain/seat.js';
import { openEvent, openHouse, type House } from './catalogue.fixture.js';
import { altered, newGuest, openTill, order } from './till.fixture.js';

const disposer = useDisposer();

/** Several processes on a ledger and a Redis of their own. */
async function openHouses(count: number): Promise<[House, ...House[]]> {
  const [server, database] = await Promise.all([privateRedis(), freshDatabase()]);
  disposer.add(() => server.stop());
  disposer.add(database.drop);
  const urls = { redisUrl: server.redisUrl, databaseUrl: database.databaseUrl };
  return Array.from({ length: count }, () => openHouse(disposer, urls)) as [House, ...House[]];
}

/** A keeper with something that happens between its look at the ledger's orders and its loading of them. */
function keeperWith(house: House, meanwhile: () => Promise<unknown>): InventoryKeeper {
  const { ledger, reader, inventory } = house;
  const liveItems: OrderPort['liveItems'] = async (eventId) => {
    const items = await house.orders.liveItems(eventId);
    await meanwhile();
    return items;
  };
  const orders = altered<OrderPort>(house.orders, { liveItems });
  return new InventoryKeeper({ events: new EventStore({ ledger }), reader, orders, inventory });
}

test('a lost inventory is built once, however many processes find it lost while it is being built', async () => {
  const houses = await openHouses(3);
  const [house] = houses;
  const event = await openEvent(house);
  const keepers = houses.map((one) => keeperWith(one, () => pause(100)));
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

const states = async (house: House, eventId: string, seats: number[]) => {
  const { map } = (await house.inventory.readMap(eventId))!;
  return seats.map((seat) => seatStateAt(map, seat));
};

test('an order that is given up while the map is being rebuilt does not keep its seats', async () => {
  const [house] = await openHouses(1);
  const event = await openEvent(house);
  const till = openTill(house);
  const viewer = await newGuest(house);
  const { orderNo } = await order(till, viewer, event, [3]);
  let effects = 0;
  const giveBack = () => till.fulfilment.giveBackSeats(orderNo, async (work) => ((effects += 1), house.ledger.run(work)));
  await house.redis.flushall();
  const keeper = keeperWith(house, async () => {
    await till.orderEnd.cancelOrder(viewer, orderNo, 'cancel');
    await expect(giveBack()).rejects.toThrow('being rebuilt');
  });
  expect(await keeper.recoverInventory(event.id)).toBe('RECOVERED');
  // Too early it did not count as done; the job's next try finds what the rebuild brought back.
  expect(effects).toBe(0);
  expect(await states(house, event.id, [3])).toEqual([1]);
  await giveBack();
  expect(await states(house, event.id, [3])).toEqual([0]);
});
