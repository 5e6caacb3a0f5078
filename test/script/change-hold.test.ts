import { beforeAll, describe, expect, it } from 'vitest';
import type { HoldRecord } from '../../src/domain/hold.js';
import { newId } from '../../src/domain/id.js';
import type { ChangeRequest } from '../../src/domain/inventory.js';
import { useDisposer } from '../support/disposer.js';
import { expectSound } from './inventory.audit.js';
import {
  beginPaying,
  type Bench,
  HALL,
  openBench,
  operation,
  prepareHall,
  STANDING,
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

interface Wanted {
  add?: number[];
  drop?: number[];
  places?: number;
}

function changeOf(hold: HoldRecord, { add = [], drop = [], places }: Wanted): ChangeRequest {
  const tiered = (seats: number[]) => seats.map((index) => ({ index, tier: index < 12 ? 0 : 1 }));
  return {
    address: hold,
    buyer: hold.buyer,
    operation: operation(),
    addSeats: tiered(add),
    dropSeats: tiered(drop),
    places: places === undefined ? [] : [{ tier: STANDING, quantity: places }],
  };
}

const change = (hold: HoldRecord, wanted: Wanted) => bench.store.change(changeOf(hold, wanted));

describe('change-hold', () => {
  it('adds, drops and sets places in one step, and leaves id and deadline as they are', async () => {
    const eventId = await prepareHall(bench);
    const hold = await takeHold(bench, eventId, { seats: [1, 2], places: 1 });
    const outcome = await change(hold, { add: [13], drop: [2], places: 3 });
    expect(outcome).toMatchObject({
      kind: 'HELD',
      repeated: false,
      cursor: { version: 3 },
      hold: { serial: hold.serial, secret: hold.secret, deadlineMs: hold.deadlineMs, grantedAtMs: hold.grantedAtMs, seats: [1, 13] },
    });
    expect((await bench.store.readHold(hold))?.units).toEqual([
      { tier: 0, quantity: 1 },
      { tier: 1, quantity: 1 },
      { tier: STANDING, quantity: 3 },
    ]);
    expect(await bench.store.changesSince(eventId, { epoch: 1, version: 2 })).toMatchObject([
      { version: 3, seats: [2 << 2, (13 << 2) | 1] },
    ]);
    await expectSound(bench.redis, eventId, HALL.capacities);
  });

  it('repeated with its operation changes once; with another input it is a conflict', async () => {
    const eventId = await prepareHall(bench);
    const hold = await takeHold(bench, eventId, { seats: [1, 2] });
    const request = changeOf(hold, { add: [3], drop: [1] });
    await bench.store.change(request);
    const state = await stateOf(bench.redis, eventId);
    expect(await bench.store.change(request)).toMatchObject({ kind: 'HELD', repeated: true, hold: { seats: [2, 3] } });
    expect(await stateOf(bench.redis, eventId)).toBe(state);
    expect(await bench.store.change({ ...request, operation: { ...request.operation, input: 'other' } })).toEqual({ kind: 'CONFLICT' });
  });

  it('does nothing at all when a part of it cannot be', async () => {
    const eventId = await prepareHall(bench);
    const hold = await takeHold(bench, eventId, { seats: [1, 2], places: 1 });
    await takeHold(bench, eventId, { seats: [5], places: 5 });
    await takeHold(bench, eventId, { places: 2 });
    const before = await stateOf(bench.redis, eventId);
    expect(await change(hold, { add: [4, 5], drop: [1], places: 2 })).toMatchObject({ kind: 'UNAVAILABLE', taken: [5] });
    expect(await change(hold, { drop: [1], places: 4 })).toEqual({ kind: 'SHORT', tier: STANDING, available: 2 });
    expect(await change(hold, { add: [6, 7], drop: [1, 2], places: 5 })).toEqual({ kind: 'LIMIT', limit: 6, inUse: 3 });
    expect(await stateOf(bench.redis, eventId)).toBe(before);
  });

  it('counts what is dropped before it counts towards the limit', async () => {
    const eventId = await prepareHall(bench, { maxPerBuyer: 2 });
    const hold = await takeHold(bench, eventId, { seats: [1, 2] });
    expect(await change(hold, { add: [3, 4], drop: [1, 2] })).toMatchObject({ kind: 'HELD', hold: { seats: [3, 4] } });
    expect(await change(hold, { add: [5, 6], drop: [3] })).toEqual({ kind: 'LIMIT', limit: 2, inUse: 2 });
    expect(await change(hold, { drop: [3] })).toMatchObject({ kind: 'HELD', hold: { seats: [4] } });
    expect(await change(hold, { add: [5] })).toMatchObject({ kind: 'HELD', hold: { seats: [4, 5] } });
    await expectSound(bench.redis, eventId, HALL.capacities);
  });

  it('frees lapsed holds in its way, which stays when it is then refused', async () => {
    const eventId = await prepareHall(bench);
    const hold = await takeHold(bench, eventId, { seats: [1] });
    await takeLapsedHold(bench, eventId, { seats: [4, 5] });
    await takeHold(bench, eventId, { seats: [6] });
    expect(await change(hold, { add: [5, 6] })).toMatchObject({ kind: 'UNAVAILABLE', taken: [6], cursor: { version: 5 } });
    expect(await change(hold, { add: [4] })).toMatchObject({ kind: 'HELD', cursor: { version: 6 } });
    await expectSound(bench.redis, eventId, HALL.capacities);
  });

  it('takes seats that it has, and drops seats that it has not, as done', async () => {
    const eventId = await prepareHall(bench);
    const hold = await takeHold(bench, eventId, { seats: [1, 2] });
    const before = (await bench.store.readMap(eventId))!;
    expect(await change(hold, { add: [2], drop: [7] })).toMatchObject({ kind: 'HELD', cursor: before.cursor, hold: { seats: [1, 2] } });
    await expectSound(bench.redis, eventId, HALL.capacities);
  });

  it('is refused for what is in payment, gone, or somebody else’s', async () => {
    const eventId = await prepareHall(bench);
    const paying = await takeHold(bench, eventId, { seats: [1] });
    await beginPaying(bench, paying, 'ORDER0000001');
    const lapsed = await takeLapsedHold(bench, eventId, { seats: [3] });
    const hold = await takeHold(bench, eventId, { seats: [5] });
    const before = await stateOf(bench.redis, eventId);
    expect(await change(paying, { add: [2] })).toEqual({ kind: 'IN_PAYMENT', orderNo: 'ORDER0000001' });
    expect(await change(lapsed, { add: [2] })).toEqual({ kind: 'GONE' });
    expect(await change({ ...hold, buyer: newId() }, { add: [2] })).toEqual({ kind: 'GONE' });
    expect(await change({ ...hold, secret: token() }, { add: [2] })).toEqual({ kind: 'GONE' });
    expect(await stateOf(bench.redis, eventId)).toBe(before);
    await expect(change(hold, { drop: [5] })).rejects.toThrow('empty');
  });

  it('adds only while the sale is open, and drops at any time', async () => {
    const eventId = await prepareHall(bench);
    const hold = await takeHold(bench, eventId, { seats: [1, 2] });
    await bench.store.setSale(eventId, 1, { status: 'PAUSED', opensAtMs: 1, closesAtMs: 9e12, maxPerBuyer: 6 });
    expect(await change(hold, { add: [3], drop: [1] })).toMatchObject({ kind: 'HELD' });
    expect(await change(hold, { add: [4] })).toMatchObject({ kind: 'CLOSED', reason: 'PAUSED' });
    expect(await change(hold, { drop: [3] })).toMatchObject({ kind: 'HELD', hold: { seats: [2] } });
    await expectSound(bench.redis, eventId, HALL.capacities);
  });
});
