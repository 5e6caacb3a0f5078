import { beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../src/domain/id.js';
import { useDisposer } from '../support/disposer.js';
import { waitFor } from '../support/wait-for.js';
import { expectSound } from './inventory.audit.js';
import {
  beginPaying,
  type Bench,
  HALL,
  openBench,
  operation,
  prepareHall,
  redisNow,
  stateOf,
  takeHold,
  takeLapsedHold,
  token,
} from './inventory.fixture.js';

const disposer = useDisposer({ scope: 'file' });
let bench: Bench;
beforeAll(async () => {
  bench = await openBench(disposer);
});

const extension = { extensionMs: 5_000, maxExtensions: 2 };

describe('extend-hold', () => {
  it('moves the deadline by the extension, as often as allowed, and leaves the map as it is', async () => {
    const eventId = await prepareHall(bench);
    const hold = await takeHold(bench, eventId, { seats: [1] });
    const extend = () => bench.store.extend({ address: hold, buyer: hold.buyer, operation: operation(), ...extension });
    expect(await extend()).toMatchObject({
      kind: 'HELD',
      cursor: { version: 2 },
      hold: { deadlineMs: hold.deadlineMs + 5_000, extensionsUsed: 1 },
    });
    expect(await extend()).toMatchObject({ kind: 'HELD', hold: { deadlineMs: hold.deadlineMs + 10_000, extensionsUsed: 2 } });
    expect(await extend()).toEqual({ kind: 'NO_EXTENSIONS' });
    await expectSound(bench.redis, eventId, HALL.capacities);
  });

  it('repeated with its operation extends once', async () => {
    const eventId = await prepareHall(bench);
    const hold = await takeHold(bench, eventId, { seats: [1] });
    const request = { address: hold, buyer: hold.buyer, operation: operation(), ...extension };
    await bench.store.extend(request);
    expect(await bench.store.extend(request)).toMatchObject({
      kind: 'HELD',
      repeated: true,
      hold: { deadlineMs: hold.deadlineMs + 5_000 },
    });
    expect(await bench.store.extend({ ...request, operation: { ...request.operation, input: 'other' } })).toEqual({ kind: 'CONFLICT' });
  });

  it('cannot bring back a lapsed hold, and refuses one in payment with its order', async () => {
    const eventId = await prepareHall(bench);
    const lapsed = await takeLapsedHold(bench, eventId, { seats: [1] });
    expect(await bench.store.extend({ address: lapsed, buyer: lapsed.buyer, operation: operation(), ...extension })).toEqual({
      kind: 'GONE',
    });
    const paying = await takeHold(bench, eventId, { seats: [2] });
    await beginPaying(bench, paying, 'ORDER0000001');
    const refused = await bench.store.extend({ address: paying, buyer: paying.buyer, operation: operation(), ...extension });
    expect(refused).toEqual({ kind: 'IN_PAYMENT', orderNo: 'ORDER0000001' });
  });
});

describe('release-hold', () => {
  it('frees everything, and a repeat says the same', async () => {
    const eventId = await prepareHall(bench);
    const hold = await takeHold(bench, eventId, { seats: [1, 13], places: 3 });
    const request = { address: hold, buyer: hold.buyer, operation: operation() };
    expect(await bench.store.release(request)).toEqual({ kind: 'RELEASED' });
    expect(await bench.store.release(request)).toEqual({ kind: 'RELEASED' });
    expect(await bench.store.release({ ...request, operation: { ...request.operation, input: 'other' } })).toEqual({ kind: 'CONFLICT' });
    expect(await bench.store.release({ ...request, operation: operation() })).toEqual({ kind: 'GONE' });
    expect((await bench.store.readMap(eventId))?.tiers.map(({ free }) => free)).toEqual(HALL.capacities);
    await expectSound(bench.redis, eventId, HALL.capacities);
  });

  it('refuses a hold in payment and a sold one, with the order', async () => {
    const eventId = await prepareHall(bench);
    const hold = await takeHold(bench, eventId, { seats: [1] });
    await beginPaying(bench, hold, 'ORDER0000002');
    const request = { address: hold, buyer: hold.buyer, operation: operation() };
    expect(await bench.store.release(request)).toEqual({ kind: 'IN_PAYMENT', orderNo: 'ORDER0000002' });
  });

  it('knows nobody’s hold but the caller’s own, of this epoch, by its secret', async () => {
    const eventId = await prepareHall(bench);
    const hold = await takeHold(bench, eventId, { seats: [1] });
    const before = await stateOf(bench.redis, eventId);
    const release = (address: object, buyer = hold.buyer) =>
      bench.store.release({ address: { ...hold, ...address }, buyer, operation: operation() });
    expect(await release({}, newId())).toEqual({ kind: 'GONE' });
    expect(await release({ secret: token() })).toEqual({ kind: 'GONE' });
    expect(await release({ epoch: 2 })).toEqual({ kind: 'GONE' });
    expect(await release({ serial: 99 })).toEqual({ kind: 'GONE' });
    expect(await stateOf(bench.redis, eventId)).toBe(before);
  });
});

describe('undo-payment', () => {
  it('gives the selection its old deadline back, and a repeat is absent', async () => {
    const eventId = await prepareHall(bench);
    const hold = await takeHold(bench, eventId, { seats: [1] });
    await beginPaying(bench, hold, 'ORDER0000004');
    expect(await bench.store.undoPayment(hold, 'OTHER0000001')).toEqual({ kind: 'ABSENT' });
    expect(await bench.store.undoPayment(hold, 'ORDER0000004')).toEqual({ kind: 'GIVEN_BACK' });
    expect(await bench.store.undoPayment(hold, 'ORDER0000004')).toEqual({ kind: 'ABSENT' });
    expect(await bench.store.readHold(hold)).toMatchObject({ stage: 'SELECTING', deadlineMs: hold.deadlineMs, orderNo: null });
    await expectSound(bench.redis, eventId, HALL.capacities);
  });

  it('lets another order be placed on the hold', async () => {
    const eventId = await prepareHall(bench);
    const hold = await takeHold(bench, eventId, { seats: [1] });
    await beginPaying(bench, hold, 'ORDER0000005');
    await bench.store.undoPayment(hold, 'ORDER0000005');
    expect(await beginPaying(bench, hold, 'ORDER0000006')).toMatchObject({ orderNo: 'ORDER0000006' });
  });
});

describe('expire-holds', () => {
  it('frees the lapsed in slices, oldest first, and says when to come back', async () => {
    const eventId = await prepareHall(bench);
    const living = await takeHold(bench, eventId, { seats: [11] });
    for (const seat of [0, 1, 2]) await takeLapsedHold(bench, eventId, { seats: [seat] });
    expect(await bench.store.expire(eventId, 2)).toMatchObject({ expired: 2 });
    expect(await bench.store.expire(eventId, 2)).toMatchObject({ expired: 1, nextDeadlineMs: living.deadlineMs, overdue: [] });
    expect(await bench.store.expire(eventId, 2)).toMatchObject({ expired: 0 });
    const changes = await bench.store.changesSince(eventId, { epoch: 1, version: 5 });
    expect(changes?.map(({ seats }) => seats)).toEqual([[0, 1 << 2], [2 << 2]]);
    await expectSound(bench.redis, eventId, HALL.capacities);
  });

  it('names payments past their backstop without freeing them, and does not let them fill the next slice', async () => {
    const eventId = await prepareHall(bench);
    const paying = await takeHold(bench, eventId, { seats: [0] });
    const { deadlineMs } = await beginPaying(bench, paying, 'ORDER0000007', 1, 0);
    await takeLapsedHold(bench, eventId, { seats: [1] });
    await waitFor(async () => (await redisNow(bench.redis)) >= deadlineMs, { everyMs: 1 });
    const first = await bench.store.expire(eventId, 1);
    expect(first).toMatchObject({ expired: 0, overdue: [{ epoch: 1, serial: paying.serial, orderNo: 'ORDER0000007' }] });
    expect(await bench.store.expire(eventId, 1)).toMatchObject({ expired: 1, overdue: [] });
    expect((await bench.store.readMap(eventId))?.tiers[0]).toMatchObject({ held: 1 });
    await expectSound(bench.redis, eventId, HALL.capacities);
  });

  it('has nothing to do for an event that is not there, or that holds nothing', async () => {
    expect(await bench.store.expire(newId(), 10)).toMatchObject({ expired: 0, overdue: [], nextDeadlineMs: null });
    expect(await bench.store.expire(await prepareHall(bench), 10)).toMatchObject({ expired: 0, overdue: [], nextDeadlineMs: null });
  });
});
