import { beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../src/domain/id.js';
import { useDisposer } from '../support/disposer.js';
import { expectSound } from './inventory.audit.js';
import {
  type Bench,
  granted,
  HALL,
  holdRequest,
  openBench,
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

describe('hold', () => {
  it('grants seats and places together, under the version that it made', async () => {
    const eventId = await prepareHall(bench);
    const request = holdRequest(eventId, { seats: [3, 14], places: 2 });
    const outcome = await bench.store.hold(request);
    expect(outcome).toMatchObject({
      kind: 'HELD',
      repeated: false,
      cursor: { epoch: 1, version: 2 },
      hold: {
        eventId,
        epoch: 1,
        serial: 2,
        secret: request.secret,
        buyer: request.buyer,
        stage: 'SELECTING',
        seats: [3, 14],
        orderNo: null,
      },
    });
    const hold = await granted(bench.store.hold(request));
    expect(hold.units).toEqual([
      { tier: 0, quantity: 1 },
      { tier: 1, quantity: 1 },
      { tier: STANDING, quantity: 2 },
    ]);
    expect(hold.deadlineMs - hold.grantedAtMs).toBe(60_000);
    const map = await bench.store.readMap(eventId);
    expect(map?.tiers).toEqual([
      { tier: 0, free: 11, held: 1, sold: 0, blocked: 0 },
      { tier: 1, free: 7, held: 1, sold: 0, blocked: 0 },
      { tier: 2, free: 8, held: 2, sold: 0, blocked: 0 },
    ]);
    await expectSound(bench.redis, eventId, HALL.capacities);
  });

  it('refuses all when one seat is taken, names it, and changes nothing', async () => {
    const eventId = await prepareHall(bench);
    await takeHold(bench, eventId, { seats: [5] });
    const before = await stateOf(bench.redis, eventId);
    const outcome = await bench.store.hold(holdRequest(eventId, { seats: [4, 5, 6], places: 1 }));
    expect(outcome).toEqual({ kind: 'UNAVAILABLE', taken: [5], cursor: { epoch: 1, version: 2 } });
    expect(await stateOf(bench.redis, eventId)).toBe(before);
  });

  it('refuses blocked seats', async () => {
    const eventId = await prepareHall(bench, { blocked: [{ index: 7, tier: 0 }] });
    expect(await bench.store.hold(holdRequest(eventId, { seats: [7] }))).toMatchObject({ kind: 'UNAVAILABLE', taken: [7] });
  });

  it('refuses more places than are free, and says how many are', async () => {
    const eventId = await prepareHall(bench, { blockedPlaces: [{ tier: STANDING, quantity: 4 }], maxPerBuyer: 100 });
    await takeHold(bench, eventId, { places: 3 });
    const before = await stateOf(bench.redis, eventId);
    expect(await bench.store.hold(holdRequest(eventId, { places: 4, seats: [1] }))).toEqual({
      kind: 'SHORT',
      tier: STANDING,
      available: 3,
    });
    expect(await stateOf(bench.redis, eventId)).toBe(before);
  });

  it('counts seats and places, held and sold, towards the limit of a buyer', async () => {
    const eventId = await prepareHall(bench, { maxPerBuyer: 4 });
    const buyer = newId();
    await takeHold(bench, eventId, { seats: [0, 1], places: 1, buyer });
    expect(await bench.store.hold(holdRequest(eventId, { seats: [2, 3], buyer }))).toEqual({ kind: 'LIMIT', limit: 4, inUse: 3 });
    expect(await bench.store.hold(holdRequest(eventId, { seats: [2], buyer }))).toMatchObject({ kind: 'HELD' });
  });

  it('says why nothing is sold', async () => {
    const opensAtMs = Date.now() + 60_000;
    const reasonOf = async (changes: object) => bench.store.hold(holdRequest(await prepareHall(bench, changes), { seats: [0] }));
    expect(await reasonOf({ opensAtMs })).toEqual({ kind: 'CLOSED', reason: 'NOT_YET', opensAtMs });
    expect(await reasonOf({ closesAtMs: 2 })).toMatchObject({ kind: 'CLOSED', reason: 'ENDED' });
    expect(await reasonOf({ status: 'CLOSED' })).toMatchObject({ kind: 'CLOSED', reason: 'ENDED' });
    expect(await reasonOf({ status: 'PAUSED' })).toMatchObject({ kind: 'CLOSED', reason: 'PAUSED' });
    expect(await reasonOf({ status: 'CANCELLED' })).toMatchObject({ kind: 'CLOSED', reason: 'CANCELLED' });
    expect(await bench.store.hold(holdRequest(newId(), { seats: [0] }))).toEqual({ kind: 'CLOSED', reason: 'RECOVERING', opensAtMs: null });
  });
});

describe('a repeated hold', () => {
  it('gets the same hold, and takes nothing twice', async () => {
    const eventId = await prepareHall(bench);
    const request = holdRequest(eventId, { seats: [9], places: 1 });
    const first = await granted(bench.store.hold(request));
    const state = await stateOf(bench.redis, eventId);
    const again = await bench.store.hold(request);
    expect(again).toMatchObject({ kind: 'HELD', repeated: true, cursor: { epoch: 1, version: first.serial } });
    expect(again).toMatchObject({ hold: { serial: first.serial, secret: first.secret, deadlineMs: first.deadlineMs } });
    expect(await stateOf(bench.redis, eventId)).toBe(state);
  });

  it('with another input is a conflict', async () => {
    const eventId = await prepareHall(bench);
    const request = holdRequest(eventId, { seats: [9] });
    await granted(bench.store.hold(request));
    const other = { ...request, operation: { ...request.operation, input: 'other' }, seats: [{ index: 10, tier: 0 }] };
    expect(await bench.store.hold(other)).toEqual({ kind: 'CONFLICT' });
  });

  it('of a hold that has ended says that it is gone', async () => {
    const eventId = await prepareHall(bench);
    const request = holdRequest(eventId, { seats: [9] });
    const hold = await granted(bench.store.hold(request));
    const operation = { hash: 'release', input: 'x' };
    await bench.store.release({ address: hold, buyer: hold.buyer, operation });
    expect(await bench.store.hold(request)).toEqual({ kind: 'GONE' });
  });

  it('of another epoch is a new request', async () => {
    const eventId = await prepareHall(bench);
    const request = holdRequest(eventId, { seats: [9] });
    await granted(bench.store.hold(request));
    await prepareHall(bench, { eventId, epoch: 2 });
    expect(await bench.store.hold(request)).toMatchObject({ kind: 'HELD', repeated: false, cursor: { epoch: 2, version: 2 } });
  });

  it('after a refusal is judged anew', async () => {
    const eventId = await prepareHall(bench);
    const rival = await takeHold(bench, eventId, { seats: [9] });
    const request = holdRequest(eventId, { seats: [9] });
    expect(await bench.store.hold(request)).toMatchObject({ kind: 'UNAVAILABLE' });
    await bench.store.release({ address: rival, buyer: rival.buyer, operation: { hash: 'give-up', input: 'x' } });
    expect(await bench.store.hold(request)).toMatchObject({ kind: 'HELD', repeated: false });
  });
});

describe('a lapsed hold', () => {
  it('gives its seat to the buyer who asks, at once and with a higher fence', async () => {
    const eventId = await prepareHall(bench);
    const lapsed = await takeLapsedHold(bench, eventId, { seats: [8, 9], places: 1 });
    const next = await takeHold(bench, eventId, { seats: [9] });
    expect(next.serial).toBeGreaterThan(lapsed.serial);
    expect(await bench.store.readHold(lapsed)).toBeNull();
    await expectSound(bench.redis, eventId, HALL.capacities);
  });

  it('is freed for places, also when it stands behind holds of other tiers', async () => {
    const capacities = [60, 0, 10];
    const eventId = await prepareHall(bench, { maxPerBuyer: 100, seatCount: 60, capacities });
    const seats = Array.from({ length: 50 }, (_, index) => ({ index, tier: 0 }));
    await Promise.all(seats.map((seat) => bench.store.hold({ ...holdRequest(eventId, { holdMs: 1 }), seats: [seat] })));
    await takeLapsedHold(bench, eventId, { places: 10 });
    expect(await bench.store.hold(holdRequest(eventId, { places: 10 }))).toMatchObject({ kind: 'HELD' });
    await expectSound(bench.redis, eventId, capacities);
  });

  it('no longer counts towards its buyer’s limit', async () => {
    const eventId = await prepareHall(bench, { maxPerBuyer: 2 });
    const buyer = newId();
    await takeLapsedHold(bench, eventId, { seats: [0, 1], buyer });
    // The same seat again: freed for the limit, then taken in the same call.
    expect(await bench.store.hold(holdRequest(eventId, { seats: [1, 2], buyer }))).toMatchObject({ kind: 'HELD' });
    await expectSound(bench.redis, eventId, HALL.capacities);
  });

  it('stays freed when the request is refused all the same, with a version of its own', async () => {
    const eventId = await prepareHall(bench);
    await takeLapsedHold(bench, eventId, { seats: [8] });
    await takeHold(bench, eventId, { seats: [9] });
    const outcome = await bench.store.hold(holdRequest(eventId, { seats: [8, 9] }));
    expect(outcome).toEqual({ kind: 'UNAVAILABLE', taken: [9], cursor: { epoch: 1, version: 4 } });
    expect(await bench.store.changesSince(eventId, { epoch: 1, version: 3 })).toMatchObject([
      { version: 4, seats: [8 << 2], free: [{ tier: 0, free: 11 }], operation: '' },
    ]);
    await expectSound(bench.redis, eventId, HALL.capacities);
  });
});
