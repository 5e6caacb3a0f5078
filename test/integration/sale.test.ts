import { expect, test } from 'vitest';
import { newId } from '../../src/domain/id.js';
import { seatStateAt } from '../../src/domain/seat.js';
import { useDisposer } from '../support/disposer.js';
import { freshDatabase, privateRedis, type PrivateRedis } from '../support/services.js';
import { createEvent, eventOf, holdSome, inDays, openEvent, openHouse, STAFF, standingTier, type House } from './catalogue.fixture.js';

const disposer = useDisposer();
const open = () => openHouse(disposer);

/** A Redis that may lose everything, and a ledger of its own: a timer there would build other tests' events again, too. */
async function ownServers(): Promise<House & { server: PrivateRedis; urls: { redisUrl: string; databaseUrl: string } }> {
  const [server, database] = await Promise.all([privateRedis(), freshDatabase()]);
  disposer.add(() => server.stop());
  disposer.add(database.drop);
  const urls = { redisUrl: server.redisUrl, databaseUrl: database.databaseUrl };
  return { ...openHouse(disposer, urls), server, urls };
}

test('a prepared sale is in Redis under its first epoch, with every seat and place free', async () => {
  const house = open();
  const { id } = await createEvent(house, { saleOpensAt: inDays(1) });
  const event = eventOf(await house.services.sales.prepareSale(STAFF, id));
  expect(event).toMatchObject({ status: 'PREPARED', inventoryEpoch: 1, revision: 2 });
  const map = await house.inventory.readMap(id);
  expect(map).toMatchObject({ cursor: { epoch: 1 }, seatCount: 10, terms: { status: 'SELLING', maxPerBuyer: 8 } });
  expect(map!.tiers.map((tier) => tier.free)).toEqual([10, 20]);
});

test('preparing twice, also at the same time, loads once and changes nothing afterwards', async () => {
  const house = open();
  const { id } = await createEvent(house);
  const outcomes = await Promise.all([1, 2, 3].map(() => house.services.sales.prepareSale(STAFF, id)));
  expect(outcomes.map((outcome) => outcome.kind)).toEqual(['Event', 'Event', 'Event']);
  const event = (await house.services.events.read(id))!;
  expect((await house.inventory.readMap(id))?.cursor.epoch).toBe(event.inventoryEpoch);
  const held = await holdSome(house, event, newId());
  expect(held.kind).toBe('HELD');
  const again = eventOf(await house.services.sales.prepareSale(STAFF, id));
  expect(again).toMatchObject({ revision: event.revision, inventoryEpoch: event.inventoryEpoch });
  expect((await house.inventory.readMap(id))!.tiers[0]).toMatchObject({ held: 2, free: 8 });
});

test('a sale goes from draft to closed, and each move reaches Redis and the audit trail', async () => {
  const house = open();
  const { sales, audit } = house.services;
  const event = await openEvent(house, { saleOpensAt: inDays(2) });
  expect(event.status).toBe('ON_SALE');
  expect(event.saleOpensAt.getTime()).toBeLessThanOrEqual(Date.now());
  expect((await holdSome(house, event, newId(), { seats: [0] })).kind).toBe('HELD');
  expect(eventOf(await sales.pauseSale(STAFF, event.id)).status).toBe('PAUSED');
  expect(await holdSome(house, event, newId(), { seats: [1] })).toMatchObject({ kind: 'CLOSED', reason: 'PAUSED' });
  expect(eventOf(await sales.openSale(STAFF, event.id)).status).toBe('ON_SALE');
  expect((await holdSome(house, event, newId(), { seats: [1] })).kind).toBe('HELD');
  expect(eventOf(await sales.closeSale(STAFF, event.id)).status).toBe('CLOSED');
  expect(await holdSome(house, event, newId(), { seats: [2] })).toMatchObject({ kind: 'CLOSED', reason: 'ENDED' });
  const { rows } = await audit.list(`event:${event.id}`, { first: 10, after: null });
  expect(rows.map(({ node }) => node.action)).toEqual([
    'event.closeSale',
    'event.openSale',
    'event.pauseSale',
    'event.openSale',
    'event.prepareSale',
    'event.create',
  ]);
  expect(rows.every(({ node }) => node.actor === STAFF.personId)).toBe(true);
});

test('a repeated move changes neither revision nor audit trail', async () => {
  const house = open();
  const event = await openEvent(house);
  const again = eventOf(await house.services.sales.openSale(STAFF, event.id));
  expect(again.revision).toBe(event.revision);
  const closed = eventOf(await house.services.sales.closeSale(STAFF, event.id));
  expect(eventOf(await house.services.sales.closeSale(STAFF, event.id)).revision).toBe(closed.revision);
});

test('moves from the wrong status are refused with the statuses that would do', async () => {
  const house = open();
  const { sales } = house.services;
  const draft = await createEvent(house);
  for (const move of ['openSale', 'pauseSale', 'closeSale'] as const) {
    expect(await sales[move](STAFF, draft.id)).toMatchObject({ kind: 'WrongEventStatus', status: 'DRAFT' });
  }
  const event = await openEvent(house);
  expect(await sales.prepareSale(STAFF, event.id)).toMatchObject({
    kind: 'WrongEventStatus',
    status: 'ON_SALE',
    allowedFrom: ['DRAFT', 'PREPARED'],
  });
  await sales.closeSale(STAFF, event.id);
  expect(await sales.openSale(STAFF, event.id)).toMatchObject({ kind: 'WrongEventStatus', status: 'CLOSED' });
  expect(await sales.pauseSale(STAFF, event.id)).toMatchObject({ kind: 'WrongEventStatus', status: 'CLOSED' });
});

test('a sale whose time is over by the clock can be closed, not opened', async () => {
  const house = open();
  const { sales, events } = house.services;
  const { id } = await createEvent(house);
  await sales.prepareSale(STAFF, id);
  await events.updateEvent(STAFF, id, { ...NOTHING, saleOpensAt: inDays(-3), saleClosesAt: inDays(-2) });
  expect(await sales.openSale(STAFF, id)).toMatchObject({ kind: 'WrongEventStatus', status: 'CLOSED' });
  expect(eventOf(await sales.closeSale(STAFF, id)).status).toBe('CLOSED');
});

test('a draft whose sale would be over is not prepared', async () => {
  const house = open();
  const { id } = await createEvent(house, { saleOpensAt: inDays(-3), saleClosesAt: inDays(-2) });
  const outcome = await house.services.sales.prepareSale(STAFF, id);
  expect(outcome).toMatchObject({ kind: 'InvalidEvent', problems: [{ path: 'saleClosesAt' }] });
});

test('an event that does not exist is NOT_FOUND for every move', async () => {
  const { services } = open();
  for (const move of ['prepareSale', 'openSale', 'pauseSale', 'closeSale'] as const) {
    await expect(services.sales[move](STAFF, newId())).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(services.sales[move](STAFF, 'x')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  }
});

const NOTHING = {
  startsAt: null,
  saleOpensAt: null,
  saleClosesAt: null,
  tiers: null,
  maxPerBuyer: null,
  orphanRule: null,
  waitingRoom: null,
};

test('after preparing, times and limit change and reach Redis; tiers do not change', async () => {
  const house = open();
  const event = await openEvent(house);
  const { events } = house.services;
  const changed = eventOf(await events.updateEvent(STAFF, event.id, { ...NOTHING, maxPerBuyer: 3 }));
  expect(changed).toMatchObject({ maxPerBuyer: 3, revision: event.revision + 1 });
  expect((await house.inventory.readMap(event.id))?.terms.maxPerBuyer).toBe(3);
  expect(await holdSome(house, event, newId(), { places: 2 })).toMatchObject({ kind: 'LIMIT', limit: 3 });
  const refused = await events.updateEvent(STAFF, event.id, { ...NOTHING, tiers: [standingTier()] });
  expect(refused).toMatchObject({ kind: 'WrongEventStatus', status: 'ON_SALE', allowedFrom: ['DRAFT'] });
  const late = await events.updateEvent(STAFF, event.id, { ...NOTHING, saleClosesAt: inDays(-2) });
  expect(late).toMatchObject({ kind: 'InvalidEvent', problems: [{ path: 'saleClosesAt' }] });
});

test('when Redis is away, a pause stands in the ledger, fails, and arrives with the next repair', async () => {
  const house = await ownServers();
  const event = await openEvent(house);
  await house.server.kill();
  await expect(house.services.sales.pauseSale(STAFF, event.id)).rejects.toMatchObject({ code: 'DEPENDENCY_UNAVAILABLE' });
  expect((await house.services.events.read(event.id))?.status).toBe('PAUSED');
  await house.server.restart();
  expect(await house.keeper.recoverInventory(event.id)).toBe('RECOVERED');
  expect((await house.inventory.readMap(event.id))?.terms.status).toBe('PAUSED');
  expect(await holdSome(house, event, newId())).toMatchObject({ kind: 'CLOSED', reason: 'PAUSED' });
});

test('terms that did not arrive are repeated by the timer, without a new epoch', async () => {
  const house = open();
  const event = await openEvent(house);
  await house.inventory.setSale(event.id, event.inventoryEpoch, { status: 'PAUSED', opensAtMs: 1, closesAtMs: 2, maxPerBuyer: 1 });
  expect(await house.keeper.recoverInventory(event.id)).toBe('INTACT');
  const map = await house.inventory.readMap(event.id);
  expect(map).toMatchObject({ cursor: { epoch: event.inventoryEpoch }, terms: { status: 'SELLING', maxPerBuyer: 8 } });
});

test('pausing and opening at the same time leave Redis at what the ledger says', async () => {
  const house = open();
  const event = await openEvent(house);
  const { sales } = house.services;
  await Promise.all(
    Array.from({ length: 12 }, (_, at) => (at % 2 === 0 ? sales.pauseSale(STAFF, event.id) : sales.openSale(STAFF, event.id))),
  );
  const now = (await house.services.events.read(event.id))!;
  const map = await house.inventory.readMap(event.id);
  expect(map?.terms.status).toBe(now.status === 'PAUSED' ? 'PAUSED' : 'SELLING');
});

test('a lost inventory comes back under a new epoch with its orders and blocks, and is loaded by one process', async () => {
  const first = await ownServers();
  const second = openHouse(disposer, first.urls);
  const event = await openEvent(first);
  await placeOrder(first, event.id, { paid: false, seats: [0, 1], places: 2 });
  await placeOrder(first, event.id, { paid: true, seats: [2], places: 1 });
  await first.ledger.pool.query(
    `INSERT INTO block (id, event_id, tier_id, seat_index, quantity, reason) VALUES ($1, $2, $3, 9, 1, 'camera')`,
    [newId(), event.id, event.tiers[0]!.id],
  );
  await first.redis.flushall();
  expect(await holdSome(first, event, newId())).toMatchObject({ kind: 'CLOSED', reason: 'RECOVERING' });
  const answers = await Promise.all([first, second].map((house) => house.keeper.recoverInventory(event.id)));
  expect(answers).toContain('RECOVERED');
  const map = (await second.inventory.readMap(event.id))!;
  expect(map.cursor.epoch).toBeGreaterThan(1);
  expect([0, 1, 2, 3, 9].map((seat) => seatStateAt(map.map, seat))).toEqual([1, 1, 2, 0, 3]);
  expect(map.tiers).toEqual([
    { tier: 0, free: 6, held: 2, sold: 1, blocked: 1 },
    { tier: 1, free: 17, held: 2, sold: 1, blocked: 0 },
  ]);
  expect(await first.keeper.recoverInventory(event.id)).toBe('INTACT');
});

test('the timer finds a lost event by itself and leaves drafts alone', async () => {
  const house = await ownServers();
  const event = await openEvent(house);
  const draft = await createEvent(house);
  await house.redis.flushall();
  expect(await house.keeper.recoverLost()).toBe(1);
  expect((await house.inventory.readMap(event.id))?.cursor.epoch).toBe(2);
  expect(await house.inventory.readMap(draft.id)).toBeNull();
  expect(house.errors).toEqual([]);
});

async function placeOrder(house: House, eventId: string, { paid, seats, places }: { paid: boolean; seats: number[]; places: number }) {
  const event = (await house.services.events.read(eventId))!;
  const [seated, standing] = event.tiers;
  const buyer = (await house.services.sessions.startGuestSession()).user.id;
  const orderNo = `T${newId().replaceAll('-', '').slice(-11).toUpperCase()}`;
  const item = (tier: typeof seated, seatIndex: number | null) => ({
    id: newId(),
    tierId: tier!.id,
    priceId: tier!.prices[0]!.id,
    seatIndex,
    amountMinor: tier!.prices[0]!.amountMinor,
  });
  const placed = await house.orders.place({
    orderNo,
    personId: buyer,
    eventId,
    holdEpoch: event.inventoryEpoch,
    holdSerial: 1000 + seats[0]!,
    email: 'a@example.com',
    name: 'A',
    phone: null,
    locale: 'en',
    currency: 'EUR',
    idempotencyKey: orderNo,
    inputHash: 'x',
    payByMs: Date.now() + 600_000,
    items: [...seats.map((seat) => item(seated, seat)), ...Array.from({ length: places }, () => item(standing, null))],
  });
  expect(placed.kind).toBe('PLACED');
  if (paid) await house.ledger.run((tx) => house.orders.move(tx, orderNo, 'PAID', { by: 'test', what: 'paid' }));
}
