import { beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../../src/domain/id.js';
import { newOrderNo } from '../../src/domain/order-number.js';
import { Ledger } from '../../src/stores/ledger.js';
import type { OrderDraft } from '../../src/stores/order.port.js';
import { OrderStore } from '../../src/stores/order.store.js';
import { useDisposer } from '../support/disposer.js';
import { writeLedgerEvent, type LedgerEvent } from '../support/ledger-rows.js';
import { freshDatabase, useServices } from '../support/services.js';

const disposer = useDisposer({ scope: 'file' });
let ledger: Ledger;
let orders: OrderStore;
let event: LedgerEvent;
let serial = 0;

function openLedger(databaseUrl: string, poolSize = 8): Ledger {
  const onError = (error: Error) => {
    throw error;
  };
  return disposer.own(new Ledger({ databaseUrl, poolSize, statementMs: 60_000, onError }));
}

beforeAll(async () => {
  ledger = openLedger(useServices().databaseUrl);
  orders = new OrderStore({ ledger });
  event = await writeLedgerEvent(ledger.pool);
});

/** An order of seats and standing places on a hold of its own. */
function draft(seats: number[], places = 0, changes: Partial<OrderDraft> = {}, of = event): OrderDraft {
  const item = (seatIndex: number | null, { tierId, priceId }: { tierId: string; priceId: string }, amountMinor: number) => ({
    id: newId(),
    tierId,
    priceId,
    seatIndex,
    amountMinor,
  });
  return {
    orderNo: newOrderNo(),
    personId: of.personId,
    eventId: of.eventId,
    holdEpoch: 1,
    holdSerial: (serial += 1),
    email: 'ada@example.com',
    name: 'Ada Lovelace',
    phone: null,
    locale: 'en',
    currency: 'EUR',
    idempotencyKey: newId(),
    inputHash: 'hash',
    payByMs: Date.now() + 60_000,
    items: [...seats.map((seat) => item(seat, of.seated, 4500)), ...Array.from({ length: places }, () => item(null, of.standing, 1500))],
    ...changes,
  };
}

async function count(text: string, values: unknown[]): Promise<number> {
  return (await ledger.pool.query<{ count: number }>(`SELECT count(*)::int FROM ${text}`, values)).rows[0]!.count;
}

const takenIn = async (of: LedgerEvent) =>
  (await ledger.pool.query<{ taken: number }>('SELECT taken FROM tier_stock WHERE tier_id = $1', [of.standing.tierId])).rows[0]!.taken;

describe('placing', () => {
  test('writes order, items, stock, journal and timeline together', async () => {
    const before = await takenIn(event);
    const outcome = await orders.place(draft([1, 2], 2));
    expect(outcome).toMatchObject({ kind: 'PLACED', order: { status: 'PENDING', totalMinor: 12_000, revision: 1 } });
    const { orderNo } = (outcome as Extract<typeof outcome, { kind: 'PLACED' }>).order;
    expect(await orders.items([orderNo])).toHaveLength(4);
    expect(await takenIn(event)).toBe(before + 2);
    expect(await orders.steps([orderNo])).toMatchObject([{ what: 'placed', by: event.personId }]);
    expect(await count(`stock_movement WHERE order_no = $1 AND movement = 'RESERVED'`, [orderNo])).toBe(3);
  });

  test('answers with the order as the table has it, whatever is written in it', async () => {
    const odd = { name: String.raw`O"Neil \ {NULL},'`, email: 'NULL', phone: '', locale: 'zh-CN', inputHash: '"\\\n"' };
    for (const [at, changes] of [odd, { phone: 'NULL', name: 'Ærøskøbing 🎭' }, { phone: null }].entries()) {
      const written = draft([60 + at], at, { ...changes, idempotencyKey: `\\"${newId()}` });
      const outcome = await orders.place(written);
      if (outcome.kind !== 'PLACED') throw new Error(outcome.kind);
      expect(outcome.order).toMatchObject(changes);
      expect(await orders.find(written.orderNo)).toEqual(outcome.order);
      expect(await count('orders WHERE order_no = $1 AND idempotency_key = $2', [written.orderNo, written.idempotencyKey])).toBe(1);
    }
  });

  test('a second order on the same hold is the first one', async () => {
    const first = draft([3]);
    const second = { ...draft([3]), holdSerial: first.holdSerial };
    const answers = await Promise.all([orders.place(first), orders.place(second)]);
    expect(answers.map((answer) => answer.kind).sort()).toEqual(['PLACED', 'REPEATED']);
    expect(new Set(answers.map((answer) => ('order' in answer ? answer.order.orderNo : null))).size).toBe(1);
  });

  test('a key that placed an order on another hold is told, and nothing is written', async () => {
    const key = newId();
    await orders.place(draft([5], 0, { idempotencyKey: key }));
    const again = draft([6], 0, { idempotencyKey: key });
    expect(await orders.place(again)).toEqual({ kind: 'KEY_REUSED' });
    expect(await orders.find(again.orderNo)).toBeNull();
  });

  test.each([
    ['an epoch that is over', { holdEpoch: 99 }],
    ['a payBy that has passed', { payByMs: Date.now() - 1 }],
  ])('%s is refused', async (_what, changes) => {
    const late = draft([7], 0, changes);
    expect(await orders.place(late)).toEqual({ kind: 'STALE' });
    expect(await orders.items([late.orderNo])).toEqual([]);
  });

  test('what Redis granted wrongly is refused whole: a seat that is taken, a stock that is used up', async () => {
    await orders.place(draft([8]));
    const seats = draft([9, 8]);
    expect(await orders.place(seats)).toMatchObject({ kind: 'LEDGER_CONFLICT' });
    expect(await orders.items([seats.orderNo])).toEqual([]);
    const other = await writeLedgerEvent(ledger.pool, 1);
    expect(await orders.place(draft([], 2, {}, other))).toMatchObject({ kind: 'LEDGER_CONFLICT' });
    expect(await takenIn(other)).toBe(0);
  });
});

describe('moving', () => {
  async function placed(seats: number[], places = 0): Promise<string> {
    const outcome = await orders.place(draft(seats, places));
    if (outcome.kind !== 'PLACED') throw new Error(outcome.kind);
    return outcome.order.orderNo;
  }

  const move = (orderNo: string, to: Parameters<OrderStore['move']>[2]) =>
    ledger.run((tx) => orders.move(tx, orderNo, to, { by: 'test', what: to.toLowerCase() }));

  test('of ten who pay and ten who cancel at once, one wins', async () => {
    const orderNo = await placed([20]);
    const moves = await Promise.all(Array.from({ length: 20 }, (_, i) => move(orderNo, i % 2 === 0 ? 'PAID' : 'CANCELLED')));
    expect(moves.filter((order) => order !== null)).toHaveLength(1);
    expect((await orders.find(orderNo))?.revision).toBe(2);
  });

  test('giving up frees seats and stock for the next order, and says so in the journal', async () => {
    const other = await writeLedgerEvent(ledger.pool, 1);
    const first = await orders.place(draft([21], 1, {}, other));
    const { orderNo } = (first as Extract<typeof first, { kind: 'PLACED' }>).order;
    expect(await move(orderNo, 'EXPIRED')).toMatchObject({ status: 'EXPIRED' });
    expect(await takenIn(other)).toBe(0);
    expect(await orders.place(draft([21], 1, {}, other))).toMatchObject({ kind: 'PLACED' });
    expect(await count(`stock_movement WHERE order_no = $1 AND movement = 'RELEASED'`, [orderNo])).toBe(2);
  });

  test('a paid order cannot expire, an expired one cannot be paid', async () => {
    const [paid, expired] = [await placed([22]), await placed([23])];
    await move(paid, 'PAID');
    await move(expired, 'EXPIRED');
    expect(await move(paid, 'EXPIRED')).toBeNull();
    expect(await move(expired, 'PAID')).toBeNull();
    expect(await orders.items([paid])).toMatchObject([{ live: true }]);
  });

  test('a transaction that fails moves nothing', async () => {
    const orderNo = await placed([24]);
    const failing = ledger.run(async (tx) => {
      await orders.move(tx, orderNo, 'PAID', { by: 'test', what: 'paid' });
      throw new Error('after the move');
    });
    await expect(failing).rejects.toThrow('after the move');
    expect((await orders.find(orderNo))?.status).toBe('PENDING');
  });
});

test('a guest who logs in takes its orders along, also where both used one key', async () => {
  const [guest, account] = [newId(), newId()];
  await ledger.pool.query('INSERT INTO person (id) VALUES ($1), ($2)', [guest, account]);
  const placed = await Promise.all([
    orders.place(draft([40], 0, { personId: guest, idempotencyKey: 'both' })),
    orders.place(draft([41], 0, { personId: account, idempotencyKey: 'both' })),
  ]);
  expect(placed.map((outcome) => outcome.kind)).toEqual(['PLACED', 'PLACED']);
  await ledger.run((tx) => orders.reassign(tx, guest, account));
  const page = { first: 10, after: null };
  expect((await orders.list({ personId: account }, page)).rows).toHaveLength(2);
  expect((await orders.list({ personId: guest }, page)).rows).toHaveLength(0);
});

describe('the past is not edited', () => {
  test.each(['stock_movement', 'order_step'])('%s refuses updates and deletes', async (table) => {
    await expect(ledger.pool.query(`DELETE FROM ${table}`)).rejects.toThrow('append only');
  });
});

/** Everyone orders the same seats at once, as if Redis had granted them all. @returns live items a seat */
async function raceForSeats(databaseUrl: string): Promise<number[]> {
  const pool = openLedger(databaseUrl, 32);
  const store = new OrderStore({ ledger: pool });
  const race = await writeLedgerEvent(pool.pool, 1000);
  const seats = [...Array(20).keys()];
  const picks = Array.from({ length: 128 }, (_, i) =>
    [seats[i % 20]!, seats[(i * 7 + 3) % 20]!].filter((seat, at, all) => all.indexOf(seat) === at),
  );
  await Promise.all(picks.map((pick) => store.place(draft(pick, 0, {}, race))));
  const found = await pool.pool.query<{ count: number }>(
    'SELECT count(*)::int FROM order_item WHERE live AND event_id = $1 GROUP BY seat_index',
    [race.eventId],
  );
  return found.rows.map((row) => row.count);
}

test('the ledger alone never sells a seat twice, and without its index it does', async () => {
  const guarded = await freshDatabase();
  disposer.add(guarded.drop);
  expect(Math.max(...(await raceForSeats(guarded.databaseUrl)))).toBe(1);
  const unguarded = await freshDatabase();
  disposer.add(unguarded.drop);
  const { pool } = openLedger(unguarded.databaseUrl, 1);
  await pool.query('DROP INDEX order_item_live_seat_key');
  expect(Math.max(...(await raceForSeats(unguarded.databaseUrl)))).toBeGreaterThan(1);
});
