import { expect, test } from 'vitest';
import { setTimeout as pause } from 'node:timers/promises';
import { InventoryKeeper } from '../../src/services/inventory.keeper.js';
import type { OrderPort } from '../../src/stores/order.port.js';
import type { Once } from '../../src/stores/inbox.port.js';
import type { EventModel } from '../../src/domain/event.js';
import { encodeHoldId } from '../../src/domain/hold.js';
import { newId } from '../../src/domain/id.js';
import { EventStore } from '../../src/stores/event.store.js';
import { useDisposer } from '../support/disposer.js';
import { freshDatabase, privateRedis } from '../support/services.js';
import { eventually, waitFor } from '../support/wait-for.js';
import { seatStateAt } from '../../src/domain/seat.js';
import { openEvent, openHouse, seatedTier, standingTier, STAFF, type House } from './catalogue.fixture.js';
import { altered, newGuest, openTill, order, orderInput } from './till.fixture.js';

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
  const event = await openEvent(house, { orphanRule: false });
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
  const event = await openEvent(house, { orphanRule: false });
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

test('nobody is told to wait for a sale that is over, though its map is lost', async () => {
  const [house] = await openHouses(1);
  const event = await openEvent(house, { orphanRule: false });
  await house.services.sales.closeSale(STAFF, event.id);
  await house.redis.flushall();
  const wish = { eventId: event.id, seats: [0], places: [], idempotencyKey: newId() };
  const answer = await openTill(house).holds.holdTickets(await newGuest(house), wish);
  expect(answer).toEqual({ kind: 'SaleNotOpen', reason: 'ENDED', opensAt: null, retryAfterMs: null });
});

const once = (house: House) => ((work) => house.ledger.run(work)) as Once;

/** One buyer after the other in one process: holds and orders, then pays, cancels, lets expire, or leaves the order as it is. */
async function sell(house: House, event: EventModel, goesOn: () => boolean): Promise<unknown[]> {
  const till = openTill(house);
  // As a job does: again until it does not reject.
  const insist = (work: () => Promise<void>) => eventually(work, { timeoutMs: 60_000, everyMs: 20 });
  for (let turn = 0; goesOn(); turn += 1) {
    const viewer = await newGuest(house);
    const seats = turn % 4 === 0 ? [Math.floor(Math.random() * 10)] : [];
    const places = [{ tierId: event.tiers[1]!.id, quantity: 2 }];
    const held = await till.holds.holdTickets(viewer, { eventId: event.id, seats, places, idempotencyKey: newId() });
    if (held.kind !== 'Hold') continue;
    const placed = await till.orders.placeOrder(viewer, orderInput(encodeHoldId(held.hold)));
    if (placed.kind !== 'Order') continue;
    const { orderNo } = placed.order;
    if (turn % 4 === 1) {
      await house.ledger.run((tx) => house.orders.move(tx, orderNo, 'PAID', { by: 'test', what: 'paid' }));
      await insist(() => till.fulfilment.confirmSeats(orderNo, once(house)));
    } else if (turn % 4 === 2) {
      await till.orderEnd.cancelOrder(viewer, orderNo, newId());
      await insist(() => till.fulfilment.giveBackSeats(orderNo, once(house)));
    } else if (turn % 4 === 0) {
      await house.ledger.pool.query(`UPDATE orders SET pay_by = now() - interval '1 s' WHERE order_no = $1`, [orderNo]);
      await till.orderEnd.expireUnpaid();
      await insist(() => till.fulfilment.giveBackSeats(orderNo, once(house)));
    }
  }
  return till.conflicts;
}

/** What the ledger says the map must show. */
async function ledgerView(house: House, event: EventModel) {
  const items = await house.orders.liveItems(event.id);
  const count = (tier: number, paid: boolean) =>
    items.filter((item) => item.tierId === event.tiers[tier]!.id && (item.status === 'PENDING') !== paid).length;
  const tiers = event.tiers.map(({ capacity }, tier) => {
    const [held, sold] = [count(tier, false), count(tier, true)];
    return { tier, free: capacity - held - sold, held, sold, blocked: 0 };
  });
  const states = Array.from({ length: 10 }, (_, seat) => {
    const item = items.find(({ seatIndex }) => seatIndex === seat);
    return item === undefined ? 0 : item.status === 'PENDING' ? 1 : 2;
  });
  const units = new Map<string, string>();
  for (const { personId } of items) units.set(personId, String(Number(units.get(personId) ?? 0) + 1));
  return { tiers, states, units };
}

test('inventories lost again and again under buyers of three processes end as the ledger says', async () => {
  const houses = await openHouses(3);
  const [house] = houses;
  const event = await openEvent(house, { orphanRule: false, tiers: [seatedTier(), standingTier({ capacity: 5000 })] });
  let [goesOn, isKept] = [true, true];
  const timers = houses.map(async ({ keeper }) => {
    while (isKept) {
      await keeper.recoverLost();
      await pause(30);
    }
  });
  const selling = houses.flatMap((one) => [sell(one, event, () => goesOn), sell(one, event, () => goesOn)]);
  for (let loss = 0; loss < 8; loss += 1) {
    await pause(250);
    if (loss % 2 === 0) await house.redis.flushall();
    else await house.redis.del(`{e:${event.id}}:${['owners', 'buyers', 'orders', 'holds'][(loss - 1) / 2]}`);
  }
  // However slow the machine is: with enough of them for the end to say something.
  await waitFor(async () => (await ledgerView(house, event)).units.size > 30, { timeoutMs: 60_000, everyMs: 100 });
  goesOn = false;
  // The last sales may be waiting for a map that is lost just now: keepers go after them.
  expect((await Promise.all(selling)).flat()).toEqual([]);
  isKept = false;
  await Promise.all(timers);
  await house.keeper.recoverLost();
  const { tiers, states: expected, units } = await ledgerView(house, event);
  expect((await house.inventory.readMap(event.id))!.tiers).toEqual(tiers);
  expect(await states(house, event.id, [...expected.keys()])).toEqual(expected);
  const accounts = await house.redis.hgetall(`{e:${event.id}}:buyers`);
  delete accounts['.'];
  expect(new Map(Object.entries(accounts).map(([buyer, account]) => [buyer, account.split('|')[0]]))).toEqual(units);
  const { rows } = await house.ledger.pool.query(
    'SELECT taken, (SELECT count(*)::int FROM order_item WHERE live AND seat_index IS NULL) AS live FROM tier_stock',
  );
  expect(rows[0].taken).toBe(rows[0].live);
  expect(house.errors).toEqual([]);
  expect(units.size).toBeGreaterThan(20);
}, 180_000);
