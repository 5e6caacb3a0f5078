import { beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../src/domain/id.js';
import { SOLD, seatStateAt } from '../../src/domain/seat.js';
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
} from './inventory.fixture.js';

const disposer = useDisposer({ scope: 'file' });
let bench: Bench;
beforeAll(async () => {
  bench = await openBench(disposer);
});

async function stateOfSeat(eventId: string, seat: number) {
  return seatStateAt((await bench.store.readMap(eventId))!.map, seat);
}

describe('confirm-hold', () => {
  it('turns a paid hold into sold seats and places, once and for ever', async () => {
    const eventId = await prepareHall(bench);
    const hold = await takeHold(bench, eventId, { seats: [2, 15], places: 2 });
    await beginPaying(bench, hold, 'PAID00000001');
    const order = paidOrder(hold, 'PAID00000001');
    expect(await bench.store.confirm(order)).toEqual({ kind: 'DONE', evicted: [] });
    const state = await stateOf(bench.redis, eventId);
    expect(await bench.store.confirm(order)).toEqual({ kind: 'ALREADY', evicted: [] });
    expect(await stateOf(bench.redis, eventId)).toBe(state);
    expect(await stateOfSeat(eventId, 2)).toBe(SOLD);
    expect(await bench.store.readHold(hold)).toMatchObject({ stage: 'SOLD', orderNo: 'PAID00000001', buyer: hold.buyer });
    await expectSound(bench.redis, eventId, HALL.capacities);
  });

  it('still counts sold units towards the buyer’s limit', async () => {
    const eventId = await prepareHall(bench, { maxPerBuyer: 2 });
    const hold = await takeHold(bench, eventId, { seats: [2, 3] });
    await beginPaying(bench, hold, 'PAID00000002');
    await bench.store.confirm(paidOrder(hold, 'PAID00000002'));
    expect(await bench.store.hold(holdRequest(eventId, { seats: [4], buyer: hold.buyer }))).toEqual({ kind: 'LIMIT', limit: 2, inUse: 2 });
  });

  it('leaves a hold with the account that it was moved to, whoever placed the order', async () => {
    const eventId = await prepareHall(bench);
    const hold = await takeHold(bench, eventId, { seats: [2] });
    await beginPaying(bench, hold, 'PAID00000010');
    const customer = newId();
    await bench.store.moveHolds(eventId, hold.buyer, customer);
    expect(await bench.store.confirm(paidOrder(hold, 'PAID00000010'))).toEqual({ kind: 'DONE', evicted: [] });
    expect(await bench.store.readHold(hold)).toMatchObject({ stage: 'SOLD', buyer: customer });
    await expectSound(bench.redis, eventId, HALL.capacities);
  });

  it('turns over the order’s own selection when begin-payment was lost', async () => {
    const eventId = await prepareHall(bench);
    const hold = await takeHold(bench, eventId, { seats: [2], places: 1 });
    expect(await bench.store.confirm(paidOrder(hold, 'PAID00000003'))).toEqual({ kind: 'DONE', evicted: [] });
    expect(await bench.store.readHold(hold)).toMatchObject({ stage: 'SOLD', serial: hold.serial });
    await expectSound(bench.redis, eventId, HALL.capacities);
  });

  it('sells what is free again when the hold is gone, and evicts selections in the way, whole and alone', async () => {
    const eventId = await prepareHall(bench);
    const hold = await takeHold(bench, eventId, { seats: [2, 3] });
    await bench.store.release({ address: hold, buyer: hold.buyer, operation: operation() });
    const rival = await takeHold(bench, eventId, { seats: [3, 4], places: 1 });
    const bystander = await takeHold(bench, eventId, { seats: [5] });
    expect(await bench.store.confirm(paidOrder(hold, 'PAID00000004'))).toEqual({ kind: 'DONE', evicted: [rival.serial] });
    expect(await bench.store.readHold(rival)).toBeNull();
    expect(await bench.store.readHold(bystander)).not.toBeNull();
    expect(await Promise.all([2, 3, 4].map((seat) => stateOfSeat(eventId, seat)))).toEqual([2, 2, 0]);
    await expectSound(bench.redis, eventId, HALL.capacities);
  });

  it('takes a seat, and only that, from another order that the ledger must have given up', async () => {
    const eventId = await prepareHall(bench);
    const hold = await takeHold(bench, eventId, { seats: [2] });
    await bench.store.release({ address: hold, buyer: hold.buyer, operation: operation() });
    const other = await takeHold(bench, eventId, { seats: [2, 3], places: 1 });
    await beginPaying(bench, other, 'GIVENUP00001');
    expect(await bench.store.confirm(paidOrder(hold, 'PAID00000005'))).toEqual({ kind: 'DONE', evicted: [] });
    expect(await bench.store.readHold(other)).toMatchObject({ stage: 'PAYING', seats: [3] });
    await expectSound(bench.redis, eventId, HALL.capacities);
    expect(await bench.store.giveBack(eventId, 1, other.serial, 'GIVENUP00001')).toEqual({ kind: 'GIVEN_BACK' });
    expect(await stateOfSeat(eventId, 2)).toBe(SOLD);
    await expectSound(bench.redis, eventId, HALL.capacities);
  });

  it('takes a seat from an order that still reads sold here, though the ledger has refunded it', async () => {
    const eventId = await prepareHall(bench);
    const refunded = await takeHold(bench, eventId, { seats: [2, 3] });
    await beginPaying(bench, refunded, 'REFUNDED0001');
    await bench.store.confirm(paidOrder(refunded, 'REFUNDED0001'));
    const order = { ...paidOrder(refunded, 'PAID00000009'), serial: 99, buyer: newId(), seats: [{ index: 2, tier: 0 }] };
    expect(await bench.store.confirm(order)).toEqual({ kind: 'DONE', evicted: [] });
    expect(await bench.store.readHold(refunded)).toMatchObject({ stage: 'SOLD', seats: [3] });
    expect((await bench.store.readMap(eventId))?.tiers[0]).toMatchObject({ free: 10, sold: 2 });
    await expectSound(bench.redis, eventId, HALL.capacities);
  });

  it('makes a block give way', async () => {
    const blocked = [{ index: 6, tier: 0 }];
    const eventId = await prepareHall(bench, { blocked });
    const order = { eventId, epoch: 1, serial: 77, orderNo: 'PAID00000006', buyer: newId(), seats: blocked, places: [] };
    const start = (await bench.store.readMap(eventId))!.map;
    expect(await bench.store.confirm(order)).toEqual({ kind: 'DONE', evicted: [] });
    expect((await bench.store.readMap(eventId))?.tiers[0]).toEqual({ tier: 0, free: 11, held: 0, sold: 1, blocked: 0 });
    await expectSound(bench.redis, eventId, HALL.capacities, start);
  });

  it('evicts selections when paid places lack, and changes nothing when they cannot be found', async () => {
    const eventId = await prepareHall(bench, { maxPerBuyer: 10 });
    const rival = await takeHold(bench, eventId, { places: 4 });
    const paying = await takeHold(bench, eventId, { places: 6 });
    await beginPaying(bench, paying, 'PAYING000001');
    const order = {
      eventId,
      epoch: 1,
      serial: 99,
      orderNo: 'PAID00000007',
      buyer: newId(),
      seats: [],
      places: [{ tier: STANDING, quantity: 5 }],
    };
    const before = await stateOf(bench.redis, eventId);
    await expect(bench.store.confirm(order)).rejects.toThrow('places lack: tier 2 has 4');
    expect(await stateOf(bench.redis, eventId)).toBe(before);
    expect(await bench.store.confirm({ ...order, places: [{ tier: STANDING, quantity: 3 }] })).toEqual({
      kind: 'DONE',
      evicted: [rival.serial],
    });
    await expectSound(bench.redis, eventId, HALL.capacities);
  });

  it('waits while the inventory is lost', async () => {
    const hold = {
      eventId: newId(),
      epoch: 1,
      serial: 2,
      orderNo: 'PAID00000008',
      buyer: newId(),
      seats: [{ index: 0, tier: 0 }],
      places: [],
    };
    expect(await bench.store.confirm(hold)).toEqual({ kind: 'CLOSED', reason: 'RECOVERING' });
  });
});

describe('give-back', () => {
  it('frees what an order still holds, and a repeat is absent', async () => {
    const eventId = await prepareHall(bench);
    const hold = await takeHold(bench, eventId, { seats: [2], places: 2 });
    await beginPaying(bench, hold, 'EXPIRED00001');
    expect(await bench.store.giveBack(eventId, 1, hold.serial, 'EXPIRED00001')).toEqual({ kind: 'GIVEN_BACK' });
    expect(await bench.store.giveBack(eventId, 1, hold.serial, 'EXPIRED00001')).toEqual({ kind: 'ABSENT' });
    expect(await bench.store.hold(holdRequest(eventId, { seats: [2], buyer: hold.buyer }))).toMatchObject({ kind: 'HELD' });
    await expectSound(bench.redis, eventId, HALL.capacities);
  });

  it('never touches what is sold or only selected', async () => {
    const eventId = await prepareHall(bench);
    const sold = await takeHold(bench, eventId, { seats: [2] });
    await beginPaying(bench, sold, 'SOLD00000001');
    await bench.store.confirm(paidOrder(sold, 'SOLD00000001'));
    const selecting = await takeHold(bench, eventId, { seats: [3] });
    const before = await stateOf(bench.redis, eventId);
    expect(await bench.store.giveBack(eventId, 1, sold.serial, 'SOLD00000001')).toEqual({ kind: 'ABSENT' });
    expect(await bench.store.giveBack(eventId, 1, selecting.serial, 'NOSUCH000001')).toEqual({ kind: 'ABSENT' });
    expect(await stateOf(bench.redis, eventId)).toBe(before);
  });
});
