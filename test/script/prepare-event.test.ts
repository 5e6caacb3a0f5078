import { beforeAll, describe, expect, it } from 'vitest';
import { parseInventoryChange } from '../../src/domain/inventory-change.js';
import { newId } from '../../src/domain/id.js';
import { eventKeys } from '../../src/lua/keys.js';
import { useDisposer } from '../support/disposer.js';
import { expectSound } from './inventory.audit.js';
import {
  type Bench,
  HALL,
  hallLoad,
  holdRequest,
  openBench,
  operation,
  prepareHall,
  STANDING,
  serverOf,
  stateOf,
  takeHold,
} from './inventory.fixture.js';

const disposer = useDisposer({ scope: 'file' });
let bench: Bench;
beforeAll(async () => {
  bench = await openBench(disposer);
});

const buyer = newId();
const orders = [
  {
    orderNo: 'SOLD00000001',
    buyer,
    stage: 'SOLD' as const,
    payByMs: 0,
    seats: [
      { index: 0, tier: 0 },
      { index: 12, tier: 1 },
    ],
    places: [],
  },
  {
    orderNo: 'PAYING000001',
    buyer,
    stage: 'PAYING' as const,
    payByMs: 5_000,
    seats: [{ index: 1, tier: 0 }],
    places: [{ tier: STANDING, quantity: 3 }],
  },
];

describe('prepare-event', () => {
  it('is refused for an epoch that is there already, or an earlier one, and changes nothing', async () => {
    const eventId = await prepareHall(bench, { epoch: 3 });
    await takeHold(bench, eventId, { seats: [1] });
    const before = await stateOf(bench.redis, eventId);
    expect(await bench.store.prepare(hallLoad({ eventId, epoch: 3 }))).toBe('STALE');
    expect(await bench.store.prepare(hallLoad({ eventId, epoch: 2 }))).toBe('STALE');
    expect(await stateOf(bench.redis, eventId)).toBe(before);
  });

  it('brings back the orders of the ledger, and forgets holds without one', async () => {
    const eventId = await prepareHall(bench);
    const forgotten = await takeHold(bench, eventId, { seats: [5] });
    const load = hallLoad({
      eventId,
      epoch: 2,
      orders,
      blocked: [{ index: 19, tier: 1 }],
      blockedPlaces: [{ tier: STANDING, quantity: 1 }],
    });
    expect(await bench.store.prepare(load)).toBe('PREPARED');
    const map = (await bench.store.readMap(eventId))!;
    expect(map.cursor).toEqual({ epoch: 2, version: 3 });
    expect(map.tiers).toEqual([
      { tier: 0, free: 10, held: 1, sold: 1, blocked: 0 },
      { tier: 1, free: 6, held: 0, sold: 1, blocked: 1 },
      { tier: 2, free: 6, held: 3, sold: 0, blocked: 1 },
    ]);
    expect(await bench.store.readHold(forgotten)).toBeNull();
    expect(
      await bench.store.extend({ address: forgotten, buyer: forgotten.buyer, operation: operation(), extensionMs: 1, maxExtensions: 1 }),
    ).toEqual({ kind: 'GONE' });
    expect(await bench.store.holdsOf(eventId, buyer)).toMatchObject([{ stage: 'PAYING', orderNo: 'PAYING000001', deadlineMs: 5_000 }]);
    expect(await bench.store.hold(holdRequest(eventId, { seats: [0, 1, 2, 19] }))).toMatchObject({
      kind: 'UNAVAILABLE',
      taken: [0, 1, 19],
    });
    await expectSound(bench.redis, eventId, HALL.capacities, map.map);
  });

  it('lets the ledger finish orders under the fence of the lost epoch', async () => {
    const eventId = await prepareHall(bench, { epoch: 2, orders });
    const start = (await bench.store.readMap(eventId))!.map;
    const [sold, paying] = orders.map((order) => ({ ...order, eventId, epoch: 1, serial: 900 }));
    expect(await bench.store.confirm(sold!)).toEqual({ kind: 'ALREADY', evicted: [] });
    expect(await bench.store.confirm(paying!)).toEqual({ kind: 'DONE', evicted: [] });
    expect((await bench.store.readMap(eventId))?.tiers[STANDING]).toMatchObject({ held: 0, sold: 3 });
    await expectSound(bench.redis, eventId, HALL.capacities, start);
  });

  it('lets the ledger give up orders under the fence of the lost epoch', async () => {
    const eventId = await prepareHall(bench, { epoch: 2, orders });
    const start = (await bench.store.readMap(eventId))!.map;
    expect(await bench.store.giveBack(eventId, 1, 900, 'PAYING000001')).toEqual({ kind: 'GIVEN_BACK' });
    expect((await bench.store.readMap(eventId))?.tiers[STANDING]).toMatchObject({ free: 10, held: 0 });
    await expectSound(bench.redis, eventId, HALL.capacities, start);
  });

  it('lets nobody reach a loaded order’s hold as its buyer would', async () => {
    const eventId = await prepareHall(bench, { epoch: 2, orders });
    const address = { eventId, epoch: 2, serial: 2, secret: '-' };
    expect(await bench.store.release({ address, buyer, operation: operation() })).toEqual({ kind: 'GONE' });
    await expect(bench.store.readHold(address)).rejects.toThrow('refused its arguments');
  });

  it('names the new epoch to watchers', async () => {
    const eventId = await prepareHall(bench, { epoch: 4 });
    const [[, fields]] = (await bench.redis.xrange(eventKeys(eventId).deltas, '-', '+')) as [[string, string[]]];
    expect(parseInventoryChange(fields[1]!)).toMatchObject({
      epoch: 4,
      version: 1,
      seats: [],
      free: [
        { tier: 0, free: 12 },
        { tier: 1, free: 8 },
        { tier: 2, free: 10 },
      ],
    });
  });

  it('refuses a ledger that sells more than there is, or a seat twice', async () => {
    const eventId = newId();
    const tooMany = [{ ...orders[1]!, places: [{ tier: STANDING, quantity: 11 }] }];
    await expect(bench.store.prepare(hallLoad({ eventId, orders: tooMany }))).rejects.toThrow('records');
    const twice = [orders[0]!, { ...orders[1]!, seats: orders[0]!.seats }];
    await expect(bench.store.prepare(hallLoad({ eventId, orders: twice }))).rejects.toThrow('seat 0');
    expect(await serverOf(bench.redis, eventId).keys(`{e:${eventId}}:*`)).toEqual([]);
  });

  it('loads a hall of 60,096 seats with 2,000 orders', async () => {
    const many = Array.from({ length: 2_000 }, (_, at) => ({
      orderNo: `BIG${String(at).padStart(9, '0')}`,
      buyer: newId(),
      stage: 'SOLD' as const,
      payByMs: 0,
      places: [],
      seats: Array.from({ length: 4 }, (__, seat) => ({ index: at * 4 + seat, tier: 0 })),
    }));
    const eventId = await prepareHall(bench, { seatCount: 60_096, capacities: [60_096], orders: many });
    const map = await bench.store.readMap(eventId);
    expect(map?.map.length).toBe(15_024);
    expect(map?.tiers).toEqual([{ tier: 0, free: 52_096, held: 0, sold: 8_000, blocked: 0 }]);
  });
});

describe('set-sale', () => {
  const terms = { status: 'PAUSED' as const, opensAtMs: 5, closesAtMs: 6, maxPerBuyer: 7 };

  it('sets the terms of the epoch that it names, and of no other', async () => {
    const eventId = await prepareHall(bench, { epoch: 2 });
    expect(await bench.store.setSale(eventId, 1, terms)).toBe('CLOSED');
    expect(await bench.store.setSale(eventId, 2, terms)).toBe('SET');
    expect(await bench.store.readMap(eventId)).toMatchObject({ terms, cursor: { version: 1 } });
    expect(await bench.store.setSale(newId(), 1, terms)).toBe('CLOSED');
  });
});

describe('set-sale with a revision', () => {
  const terms = { status: 'SELLING' as const, opensAtMs: 5, closesAtMs: 6, maxPerBuyer: 7 };

  it('keeps the terms of the latest revision, whatever arrives late', async () => {
    const eventId = await prepareHall(bench, { revision: 3 });
    const closed = { ...terms, status: 'CLOSED' as const };
    expect(await bench.store.setSale(eventId, 1, { ...closed, revision: 5 })).toBe('SET');
    expect(await bench.store.setSale(eventId, 1, { ...terms, revision: 4 })).toBe('SET');
    expect((await bench.store.readMap(eventId))?.terms).toEqual(closed);
    expect(await bench.store.setSale(eventId, 1, { ...terms, revision: 5 })).toBe('SET');
    expect((await bench.store.readMap(eventId))?.terms).toEqual(terms);
  });

  it('finds the revision that the event was loaded with', async () => {
    const eventId = await prepareHall(bench, { revision: 3 });
    await bench.store.setSale(eventId, 1, { ...terms, status: 'PAUSED', revision: 2 });
    expect((await bench.store.readMap(eventId))?.terms.status).toBe('SELLING');
  });
});

describe('move-holds', () => {
  it('hands holds, sold units and their count to the account that a guest becomes', async () => {
    const eventId = await prepareHall(bench, { maxPerBuyer: 4 });
    const [guest, customer] = [newId(), newId()];
    await takeHold(bench, eventId, { seats: [1], buyer: guest });
    await takeHold(bench, eventId, { seats: [2], places: 1, buyer: guest });
    await takeHold(bench, eventId, { seats: [3], buyer: customer });
    expect(await bench.store.moveHolds(eventId, guest, customer)).toBe(2);
    expect(await bench.store.moveHolds(eventId, guest, customer)).toBe(0);
    expect(await bench.store.moveHolds(eventId, customer, customer)).toBe(0);
    expect(await bench.store.holdsOf(eventId, guest)).toEqual([]);
    expect((await bench.store.holdsOf(eventId, customer)).map(({ seats }) => seats)).toEqual([[3], [1], [2]]);
    expect(await bench.store.hold(holdRequest(eventId, { seats: [4], buyer: customer }))).toEqual({ kind: 'LIMIT', limit: 4, inUse: 4 });
    await expectSound(bench.redis, eventId, HALL.capacities);
  });
});
