import { beforeAll, describe, expect, it } from 'vitest';
import type { HoldRecord } from '../../src/domain/hold.js';
import { newId } from '../../src/domain/id.js';
import { useDisposer } from '../support/disposer.js';
import { waitFor } from '../support/wait-for.js';
import { expectSound } from './inventory.audit.js';
import {
  beginPaying,
  type Bench,
  HALL,
  holdRequest,
  openBench,
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

const TERMS = { payMs: 60_000, backstopMs: 1_000 };
const begin = (hold: HoldRecord, orderNo: string, changes: object = {}) =>
  bench.store.beginPayment({ address: hold, buyer: hold.buyer, orderNo, ...TERMS, ...changes });

describe('begin-payment', () => {
  it('keeps the first order number and payBy, whatever a repeat asks for', async () => {
    const eventId = await prepareHall(bench);
    const hold = await takeHold(bench, eventId, { seats: [1], places: 1 });
    const first = await beginPaying(bench, hold, 'FIRST0000001', 30_000);
    expect(first).toMatchObject({ stage: 'PAYING', orderNo: 'FIRST0000001', deadlineMs: first.nowMs + 30_000 });
    const state = await stateOf(bench.redis, eventId);
    expect(await beginPaying(bench, hold, 'SECOND000001', 90_000)).toMatchObject({ orderNo: 'FIRST0000001', deadlineMs: first.deadlineMs });
    expect(await stateOf(bench.redis, eventId)).toBe(state);
    await expectSound(bench.redis, eventId, HALL.capacities);
  });

  it('leaves all else of the hold as it was granted', async () => {
    const eventId = await prepareHall(bench);
    for (const wish of [{ seats: [3, 1, 13], places: 2 }, { places: 1 }, { seats: [2] }]) {
      const hold = await takeHold(bench, eventId, wish);
      const orderNo = `ORDER${hold.serial}`;
      const paying = await beginPaying(bench, hold, orderNo);
      expect(paying).toEqual({ ...hold, stage: 'PAYING', orderNo, deadlineMs: paying.deadlineMs, nowMs: paying.nowMs });
      expect(await bench.store.readHold(hold)).toEqual({ ...paying, nowMs: expect.any(Number) });
    }
    await expectSound(bench.redis, eventId, HALL.capacities);
  });

  it('comes too late for a lapsed hold', async () => {
    const eventId = await prepareHall(bench);
    const hold = await takeLapsedHold(bench, eventId, { seats: [1] });
    expect(await begin(hold, 'LATE00000001')).toEqual({ kind: 'GONE' });
  });

  it('knows nobody’s hold but the caller’s own, of this epoch, by its secret', async () => {
    const eventId = await prepareHall(bench);
    const hold = await takeHold(bench, eventId, { seats: [1] });
    const before = await stateOf(bench.redis, eventId);
    expect(await begin(hold, 'THEFT0000001', { buyer: newId() })).toEqual({ kind: 'GONE' });
    for (const change of [{ secret: token() }, { epoch: 2 }, { serial: 99 }]) {
      expect(await begin(hold, 'THEFT0000001', { address: { ...hold, ...change } })).toEqual({ kind: 'GONE' });
    }
    expect(await stateOf(bench.redis, eventId)).toBe(before);
  });

  it('protects the seats beyond the hold’s deadline and beyond payBy', async () => {
    const eventId = await prepareHall(bench);
    const hold = await takeHold(bench, eventId, { seats: [1], holdMs: 1500 });
    const paying = await beginPaying(bench, hold, 'ORDER0000003', 1, 0);
    await waitFor(async () => (await redisNow(bench.redis)) > Math.max(hold.deadlineMs, paying.deadlineMs), { everyMs: 5 });
    await bench.store.expire(eventId, 100);
    const rival = await bench.store.hold(holdRequest(eventId, { seats: [1] }));
    expect(rival).toMatchObject({ kind: 'UNAVAILABLE', taken: [1] });
  });
});

describe('payments that begin together', () => {
  it('are answered each for itself', async () => {
    const eventId = await prepareHall(bench);
    const paid = await takeHold(bench, eventId, { seats: [0] });
    await beginPaying(bench, paid, 'PAID00000001');
    const lapsed = await takeLapsedHold(bench, eventId, { seats: [1] });
    const [one, two, three] = [
      await takeHold(bench, eventId, { seats: [2], places: 1 }),
      await takeHold(bench, eventId, { seats: [13] }),
      await takeHold(bench, eventId, { seats: [5] }),
    ];
    const answers = await Promise.allSettled([
      begin(one, 'ONE000000001'),
      begin(one, 'AGAIN0000001'),
      begin(lapsed, 'LAPSED000001'),
      begin(two, 'PAID00000001'),
      begin(two, 'ONE000000001'),
      begin(two, 'no number'),
      begin(two, 'STRANGER0001', { buyer: newId() }),
      begin(paid, 'SECOND000001'),
      begin(three, 'THREE0000001'),
    ]);
    expect(answers.map((answer) => (answer.status === 'rejected' ? String(answer.reason) : answer.value))).toMatchObject([
      { kind: 'PAYING', hold: { serial: one.serial, orderNo: 'ONE000000001', seats: [2] } },
      { kind: 'PAYING', hold: { serial: one.serial, orderNo: 'ONE000000001' } },
      { kind: 'GONE' },
      'Error: begin-payment refused its arguments: order',
      'Error: begin-payment refused its arguments: order',
      'Error: begin-payment refused its arguments: arguments',
      { kind: 'GONE' },
      { kind: 'PAYING', hold: { serial: paid.serial, orderNo: 'PAID00000001' } },
      { kind: 'PAYING', hold: { serial: three.serial, orderNo: 'THREE0000001', seats: [5] } },
    ]);
    expect(await bench.store.readHold(two)).toMatchObject({ stage: 'SELECTING', orderNo: null });
    await expectSound(bench.redis, eventId, HALL.capacities);
  });

  it('of two events are begun on their own events', async () => {
    const holds = await Promise.all([1, 2, 3, 4].map(async (seat) => takeHold(bench, await prepareHall(bench), { seats: [seat] })));
    const begun = await Promise.all(holds.map((hold, at) => begin(hold, `EVENT000000${at}`)));
    expect(begun).toMatchObject(holds.map(({ eventId, seats }) => ({ kind: 'PAYING', hold: { eventId, seats } })));
  });

  it('end as gone when the inventory is lost', async () => {
    const eventId = await prepareHall(bench);
    const [one, two] = [await takeHold(bench, eventId, { seats: [1] }), await takeHold(bench, eventId, { seats: [13] })];
    await bench.redis.del(`{e:${eventId}}:orders`);
    expect(await Promise.all([begin(one, 'ONE000000001'), begin(two, 'TWO000000001')])).toEqual([{ kind: 'GONE' }, { kind: 'GONE' }]);
  });
});
