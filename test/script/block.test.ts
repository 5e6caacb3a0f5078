import { beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../src/domain/id.js';
import type { BlockRequest, ReturnRequest } from '../../src/domain/inventory.js';
import { useDisposer } from '../support/disposer.js';
import { expectSound } from './inventory.audit.js';
import {
  beginPaying,
  type Bench,
  HALL,
  holdRequest,
  openBench,
  operation,
  paidOrder,
  prepareHall,
  STANDING,
  stateOf,
  takeHold,
  takeLapsedHold,
} from './inventory.fixture.js';

const disposer = useDisposer({ scope: 'file' });
let bench: Bench;
beforeAll(async () => {
  bench = await openBench(disposer);
});

const tiered = (seats: number[]) => seats.map((index) => ({ index, tier: index < 12 ? 0 : 1 }));

function units(eventId: string, seats: number[], places = 0): BlockRequest {
  return { eventId, seats: tiered(seats), places: places > 0 ? [{ tier: STANDING, quantity: places }] : [] };
}

const tiersOf = async (eventId: string) => (await bench.store.readMap(eventId))!.tiers;

describe('block', () => {
  it('keeps free seats and places from sale, all or nothing', async () => {
    const eventId = await prepareHall(bench);
    await takeHold(bench, eventId, { seats: [5], places: 4 });
    const before = await stateOf(bench.redis, eventId);
    expect(await bench.store.block(units(eventId, [4, 5], 1))).toMatchObject({ kind: 'UNAVAILABLE', taken: [5] });
    expect(await bench.store.block(units(eventId, [4], 7))).toEqual({ kind: 'SHORT', tier: STANDING, available: 6 });
    expect(await stateOf(bench.redis, eventId)).toBe(before);
    expect(await bench.store.block(units(eventId, [4, 13], 6))).toEqual({ kind: 'DONE' });
    expect(await bench.store.hold(holdRequest(eventId, { seats: [4] }))).toMatchObject({ kind: 'UNAVAILABLE', taken: [4] });
    expect((await tiersOf(eventId)).map(({ blocked }) => blocked)).toEqual([1, 1, 6]);
    await expectSound(bench.redis, eventId, HALL.capacities);
  });

  it('can be repeated: seats as often as one likes, places by the operation', async () => {
    const eventId = await prepareHall(bench);
    const request = { ...units(eventId, [4, 5], 2), operation: operation() };
    await bench.store.block(request);
    const state = await stateOf(bench.redis, eventId);
    expect(await bench.store.block(request)).toEqual({ kind: 'DONE' });
    expect(await bench.store.block(units(eventId, [4, 5]))).toEqual({ kind: 'DONE' });
    expect((await tiersOf(eventId)).map(({ blocked }) => blocked)).toEqual([2, 0, 2]);
    expect(await stateOf(bench.redis, eventId)).toBe(state);
    expect(await bench.store.block(units(eventId, [5, 6], 1))).toEqual({ kind: 'DONE' });
    expect((await tiersOf(eventId)).map(({ blocked }) => blocked)).toEqual([3, 0, 3]);
    await expectSound(bench.redis, eventId, HALL.capacities);
  });

  it('takes what a lapsed hold still has', async () => {
    const eventId = await prepareHall(bench, { maxPerBuyer: 20 });
    await takeLapsedHold(bench, eventId, { seats: [4], places: 10 });
    expect(await bench.store.block(units(eventId, [4], 10))).toEqual({ kind: 'DONE' });
    await expectSound(bench.redis, eventId, HALL.capacities);
  });

  it('is closed while the inventory is lost', async () => {
    expect(await bench.store.block(units(newId(), [4]))).toEqual({ kind: 'CLOSED', reason: 'RECOVERING' });
  });
});

describe('unblock', () => {
  it('puts blocked units back on sale and leaves others alone', async () => {
    const eventId = await prepareHall(bench);
    const hold = await takeHold(bench, eventId, { seats: [5] });
    await bench.store.block(units(eventId, [4, 6], 3));
    expect(await bench.store.unblock(units(eventId, [4, 5, 7]))).toEqual({ kind: 'DONE' });
    expect(await bench.store.readHold(hold)).toMatchObject({ seats: [5] });
    expect(await bench.store.hold(holdRequest(eventId, { seats: [4] }))).toMatchObject({ kind: 'HELD' });
    expect(await bench.store.unblock(units(eventId, [], 4))).toEqual({ kind: 'SHORT', tier: STANDING, available: 3 });
    const request = { ...units(eventId, [6], 2), operation: operation() };
    expect(await bench.store.unblock(request)).toEqual({ kind: 'DONE' });
    expect(await bench.store.unblock(request)).toEqual({ kind: 'DONE' });
    expect((await tiersOf(eventId)).map(({ blocked }) => blocked)).toEqual([0, 0, 1]);
    await expectSound(bench.redis, eventId, HALL.capacities);
  });
});

describe('return-items', () => {
  async function soldOrder() {
    const eventId = await prepareHall(bench, { maxPerBuyer: 10 });
    const hold = await takeHold(bench, eventId, { seats: [1, 2, 13], places: 3 });
    await beginPaying(bench, hold, 'ORDER0000001');
    await bench.store.confirm(paidOrder(hold, 'ORDER0000001'));
    const give = (seats: number[], left: number | null, to: ReturnRequest['to'] = 'ON_SALE', orderNo = 'ORDER0000001') =>
      bench.store.returnItems({
        eventId,
        orderNo,
        seats: tiered(seats),
        left: left === null ? [] : [{ tier: STANDING, quantity: left }],
        to,
      });
    return { eventId, hold, give };
  }

  it('puts refunded units on sale or blocks them, and gives the buyer room for others', async () => {
    const { eventId, hold, give } = await soldOrder();
    expect(await give([1], 2)).toEqual({ kind: 'DONE' });
    expect(await give([13], 1, 'BLOCKED')).toEqual({ kind: 'DONE' });
    expect(await tiersOf(eventId)).toEqual([
      { tier: 0, free: 11, held: 0, sold: 1, blocked: 0 },
      { tier: 1, free: 7, held: 0, sold: 0, blocked: 1 },
      { tier: 2, free: 8, held: 0, sold: 1, blocked: 1 },
    ]);
    const again = holdRequest(eventId, { seats: [1, 3, 4, 5, 6, 7, 8], places: 1, buyer: hold.buyer });
    expect(await bench.store.hold(again)).toMatchObject({ kind: 'HELD' });
    await expectSound(bench.redis, eventId, HALL.capacities);
  });

  it('repeated, late or in another order returns nothing twice', async () => {
    const { eventId, give } = await soldOrder();
    expect(await give([1], 1)).toEqual({ kind: 'DONE' });
    const rival = await takeHold(bench, eventId, { seats: [1], places: 9 });
    const state = await stateOf(bench.redis, eventId);
    expect(await give([1], 1)).toEqual({ kind: 'ABSENT' });
    expect(await give([], 2)).toEqual({ kind: 'ABSENT' });
    expect(await stateOf(bench.redis, eventId)).toBe(state);
    expect(await bench.store.readHold(rival)).toMatchObject({ seats: [1] });
  });

  it('acts on nothing but what is sold to that order', async () => {
    const { eventId, give } = await soldOrder();
    const paying = await takeHold(bench, eventId, { seats: [7] });
    await beginPaying(bench, paying, 'ORDER0000002');
    const state = await stateOf(bench.redis, eventId);
    expect(await give([7], null)).toEqual({ kind: 'ABSENT' });
    expect(await give([7], null, 'ON_SALE', 'ORDER0000002')).toEqual({ kind: 'ABSENT' });
    expect(await give([1], null, 'ON_SALE', 'NOSUCHORDER1')).toEqual({ kind: 'ABSENT' });
    expect(await stateOf(bench.redis, eventId)).toBe(state);
  });

  it('keeps an order that lost everything, so that a late confirmation sells nothing again', async () => {
    const { eventId, hold, give } = await soldOrder();
    expect(await give([1, 2, 13], 0)).toEqual({ kind: 'DONE' });
    expect(await bench.store.confirm(paidOrder(hold, 'ORDER0000001'))).toEqual({ kind: 'ALREADY', evicted: [] });
    expect((await tiersOf(eventId)).map(({ free }) => free)).toEqual(HALL.capacities);
    await expectSound(bench.redis, eventId, HALL.capacities);
  });
});

describe('repair', () => {
  it('frees or blocks a seat that is as the caller saw it, and takes it from its hold', async () => {
    const eventId = await prepareHall(bench);
    const hold = await takeHold(bench, eventId, { seats: [1, 2] });
    const seen = { index: 1, tier: 0, state: 'HELD' as const, owner: hold.serial };
    expect(await bench.store.repair({ eventId, epoch: 1, seat: { ...seen, owner: 99 }, to: 'FREE' })).toEqual({ kind: 'CHANGED' });
    expect(await bench.store.repair({ eventId, epoch: 2, seat: seen, to: 'FREE' })).toEqual({ kind: 'CHANGED' });
    expect(await bench.store.repair({ eventId, epoch: 1, seat: seen, to: 'FREE' })).toEqual({ kind: 'DONE' });
    expect(await bench.store.repair({ eventId, epoch: 1, seat: seen, to: 'FREE' })).toEqual({ kind: 'CHANGED' });
    expect(await bench.store.readHold(hold)).toMatchObject({ seats: [2] });
    expect(await bench.store.repair({ eventId, epoch: 1, seat: { ...seen, index: 2 }, to: 'BLOCKED' })).toEqual({ kind: 'DONE' });
    expect(await bench.store.readHold(hold)).toBeNull();
    expect((await tiersOf(eventId))[0]).toEqual({ tier: 0, free: 11, held: 0, sold: 0, blocked: 1 });
    await expectSound(bench.redis, eventId, HALL.capacities);
  });

  it('sets the counters of a tier that nothing has changed since, and never their sum', async () => {
    const eventId = await prepareHall(bench);
    const { cursor, tiers } = (await bench.store.readMap(eventId))!;
    const counts = tiers[STANDING]!;
    const request = { eventId, epoch: 1, version: cursor.version, counts, to: { ...counts, free: 8, blocked: 2 } };
    await expect(bench.store.repair({ ...request, to: { ...counts, free: 9 } })).rejects.toThrow('sum');
    expect(await bench.store.repair({ ...request, version: 9 })).toEqual({ kind: 'CHANGED' });
    expect(await bench.store.repair({ ...request, counts: { ...counts, free: 9, held: 1 } })).toEqual({ kind: 'CHANGED' });
    expect(await bench.store.repair(request)).toEqual({ kind: 'DONE' });
    expect(await bench.store.repair(request)).toEqual({ kind: 'CHANGED' });
    expect((await tiersOf(eventId))[STANDING]).toEqual({ tier: STANDING, free: 8, held: 0, sold: 0, blocked: 2 });
    await expectSound(bench.redis, eventId, HALL.capacities);
  });
});
