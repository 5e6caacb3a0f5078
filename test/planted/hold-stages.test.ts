import { beforeEach, expect, it } from 'vitest';
import {
  beginPaying,
  type Bench,
  holdRequest,
  openBench,
  operation,
  prepareHall,
  takeHold,
  takeLapsedHold,
} from '../script/inventory.fixture.js';
import { useDisposer } from '../support/disposer.js';

const disposer = useDisposer();
let bench: Bench;
beforeEach(async () => {
  bench = await openBench(disposer);
});

it('a hold keeps its seat from the first millisecond', async () => {
  const eventId = await prepareHall(bench);
  const hold = await takeHold(bench, eventId, { seats: [1], holdMs: 900 });
  expect(await bench.store.hold(holdRequest(eventId, { seats: [1] }))).toMatchObject({ kind: 'UNAVAILABLE', taken: [1] });
  expect(await bench.store.readHold(hold)).toMatchObject({ stage: 'SELECTING' });
});

it('a payment is undone by the order that it is for, and by no other', async () => {
  const eventId = await prepareHall(bench);
  const hold = await takeHold(bench, eventId, { seats: [1] });
  await beginPaying(bench, hold, 'ORDER0000001');
  expect(await bench.store.undoPayment(hold, 'ORDER0000002')).toEqual({ kind: 'ABSENT' });
  expect(await bench.store.readHold(hold)).toMatchObject({ stage: 'PAYING', orderNo: 'ORDER0000001' });
});

it('a lapsed hold cannot be released', async () => {
  const eventId = await prepareHall(bench);
  const hold = await takeLapsedHold(bench, eventId, { seats: [1] });
  expect(await bench.store.release({ address: hold, buyer: hold.buyer, operation: operation() })).toEqual({ kind: 'GONE' });
});
