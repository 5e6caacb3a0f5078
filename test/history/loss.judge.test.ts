import { expect, it } from 'vitest';
import { fenceNumber, type Operation } from './history.js';
import { type Loss, soldWhileClosed } from './loss.judge.js';

const LOST: Loss = {
  kind: 'FLUSHALL',
  detail: '',
  epoch: 3,
  doneMicros: 1_000,
  doneAtMs: 50_000,
  overSince: { micros: 1_000, ms: 50_000 },
  rebuilt: true,
  openAgainMs: 500,
};
const FENCE = fenceNumber(3, 7);
const NEXT_EPOCH = fenceNumber(4, 7);

function op(f: 'hold' | 'pay', call: number, ret: number | null, fence = FENCE): Operation {
  const word = f === 'hold' ? 'HELD' : 'PAYING';
  const out = ret === null ? null : { word, ...(f === 'hold' ? { fence } : {}) };
  return { id: `${f} ${call}`, buyer: 'ada', f, seats: [1], places: [], fence: f === 'hold' ? null : fence, call, ret, out };
}

const late = (operations: Operation[], placedAtMs?: number, losses = [LOST]) =>
  soldWhileClosed(operations, losses, new Map(placedAtMs === undefined ? [] : [[FENCE, placedAtMs]])).map(({ id }) => id);

it('a hold of the lost epoch that was asked for after the loss was sold while closed', () => {
  expect(late([op('hold', 1_001, 1_100)])).toEqual(['hold 1001']);
  expect(late([op('hold', 999, 1_100)])).toEqual([]);
  expect(late([op('hold', 1_001, 1_100, NEXT_EPOCH)])).toEqual([]);
});

it('an order that was asked for and placed after the loss was sold while closed', () => {
  expect(late([op('pay', 1_001, 1_100)], 50_001)).toEqual(['pay 1001']);
  // Not in the ledger at all: a promise all the more.
  expect(late([op('pay', 1_001, 1_100)])).toEqual(['pay 1001']);
  expect(late([op('pay', 1_001, 1_100, NEXT_EPOCH)], 50_001)).toEqual([]);
});

it('an order that was placed before the loss and is answered again was not', () => {
  expect(late([op('pay', 900, null), op('pay', 1_001, 1_100)], 49_999)).toEqual([]);
});

it('nor was one that a wish from before the loss was still placing', () => {
  expect(late([op('pay', 900, null), op('pay', 1_001, 1_100)], 50_001)).toEqual([]);
  expect(late([op('pay', 900, 1_050), op('pay', 1_001, 1_100)], 50_001)).toEqual([]);
  // A wish that was over before the loss placed nothing after it.
  expect(late([op('pay', 900, 950), op('pay', 1_001, 1_100)], 50_001)).toEqual(['pay 1001']);
});

it('of a cut tail the epoch is over when the next one is in the ledger, and goes on where nothing was lost', () => {
  const tail: Loss = { ...LOST, kind: 'cut tail', overSince: { micros: 2_000, ms: 51_000 } };
  expect(late([op('hold', 1_500, 1_600)], undefined, [tail])).toEqual([]);
  expect(late([op('hold', 2_001, 2_100)], undefined, [tail])).toEqual(['hold 2001']);
  expect(late([op('hold', 2_001, 2_100)], undefined, [{ ...tail, overSince: null }])).toEqual([]);
});
