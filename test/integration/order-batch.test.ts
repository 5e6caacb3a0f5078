import { beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../../src/domain/id.js';
import { newOrderNo } from '../../src/domain/order-number.js';
import { awayError } from '../../src/stores/ledger.error.js';
import { Ledger, type Statement } from '../../src/stores/ledger.js';
import type { OrderDraft, PlaceOutcome } from '../../src/stores/order.port.js';
import { OrderStore } from '../../src/stores/order.store.js';
import { useDisposer } from '../support/disposer.js';
import { writeLedgerEvent, type LedgerEvent } from '../support/ledger-rows.js';
import { freshDatabase } from '../support/services.js';
import { waitFor } from '../support/wait-for.js';
import { altered } from './till.fixture.js';

const disposer = useDisposer({ scope: 'file' });
let databaseUrl: string;
let ledger: Ledger;
let serial = 0;

beforeAll(async () => {
  const database = await freshDatabase();
  disposer.add(database.drop);
  databaseUrl = database.databaseUrl;
  ledger = openLedger();
  // So that deadlocks, where there are any, cost no second each; for connections from now on.
  await ledger.pool.query(`ALTER DATABASE "${new URL(databaseUrl).pathname.slice(1)}" SET deadlock_timeout = '50ms'`);
});

function openLedger(): Ledger {
  return disposer.own(new Ledger({ databaseUrl, poolSize: 8, statementMs: 60_000, onError() {} }));
}

/** An order of seats and standing places on a hold of its own. */
function draft(of: LedgerEvent, seats: number[], places = 0, changes: Partial<OrderDraft> = {}): OrderDraft {
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
    name: 'Ada "the first" {Lovelace}, \\ NULL',
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

async function one<Row extends object>(text: string, values: unknown[] = []): Promise<Row> {
  return (await ledger.pool.query<Row & Record<string, unknown>>(text, values)).rows[0]!;
}

const kindsOf = (outcomes: PlaceOutcome[]) => outcomes.map(({ kind }) => kind);

/** What the ledger says of an event: each number must follow from the others. */
async function books({ eventId, standing }: LedgerEvent) {
  return one<{
    orders: number;
    items: number;
    places: number;
    taken: number;
    journal: number;
    steps: number;
    doubles: number;
    commits: number;
  }>(
    `WITH o AS (SELECT order_no, xmin FROM orders WHERE event_id = $1), i AS (SELECT * FROM order_item WHERE event_id = $1 AND live)
     SELECT (SELECT count(*)::int FROM o) AS orders, (SELECT count(*)::int FROM i) AS items,
            (SELECT count(*)::int FROM i WHERE seat_index IS NULL) AS places, (SELECT taken FROM tier_stock WHERE tier_id = $2) AS taken,
            (SELECT coalesce(sum(quantity), 0)::int FROM stock_movement WHERE event_id = $1 AND movement = 'RESERVED') AS journal,
            (SELECT count(*)::int FROM order_step JOIN o USING (order_no) WHERE what = 'placed') AS steps,
            (SELECT count(*)::int FROM (SELECT FROM i WHERE seat_index IS NOT NULL GROUP BY seat_index HAVING count(*) > 1) d) AS doubles,
            (SELECT count(DISTINCT xmin::text)::int FROM o) AS commits`,
    [eventId, standing.tierId],
  );
}

describe('orders that come at the same time', () => {
  test('share commits, and each is whole', async () => {
    const event = await writeLedgerEvent(ledger.pool, 1000);
    const orders = new OrderStore({ ledger });
    const drafts = Array.from({ length: 300 }, (_, at) => draft(event, [2 * at, 2 * at + 1], at % 3));
    const outcomes = await Promise.all(drafts.map((each) => orders.place(each)));
    expect(new Set(kindsOf(outcomes))).toEqual(new Set(['PLACED']));
    outcomes.forEach((outcome, at) => {
      const { orderNo, holdSerial, name, items } = drafts[at]!;
      const totalMinor = items.reduce((sum, item) => sum + item.amountMinor, 0);
      expect(outcome).toMatchObject({ order: { orderNo, holdSerial, name, totalMinor, status: 'PENDING', revision: 1 } });
    });
    const { commits, ...rest } = await books(event);
    expect(rest).toEqual({ orders: 300, items: 900, places: 300, taken: 300, journal: 900, steps: 300, doubles: 0 });
    expect(commits).toBeLessThan(20);
  });

  test('a refused one fails alone, and hears its own reason', async () => {
    const event = await writeLedgerEvent(ledger.pool, 3);
    const orders = new OrderStore({ ledger });
    const first = draft(event, [0]);
    await orders.place(first);
    const good = Array.from({ length: 50 }, (_, at) => draft(event, [10 + at]));
    const bad = {
      seat: draft(event, [70, 0]),
      stock: draft(event, [71], 4),
      key: draft(event, [72], 0, { idempotencyKey: first.idempotencyKey }),
      again: draft(event, [0], 0, { orderNo: first.orderNo, holdSerial: first.holdSerial }),
      late: draft(event, [73], 0, { payByMs: Date.now() - 1 }),
      epoch: draft(event, [74], 0, { holdEpoch: 9 }),
      session: draft(event, [75], 0, { sessionId: newId() }),
    };
    const all = [...good.slice(0, 25), ...Object.values(bad), ...good.slice(25)];
    const outcomes = await Promise.all(all.map((each) => orders.place(each)));
    const outcomeOf = (of: OrderDraft) => outcomes[all.indexOf(of)]!;
    expect(new Set(kindsOf(good.map(outcomeOf)))).toEqual(new Set(['PLACED']));
    expect(outcomeOf(bad.seat)).toMatchObject({ kind: 'LEDGER_CONFLICT' });
    expect(outcomeOf(bad.stock)).toMatchObject({ kind: 'LEDGER_CONFLICT', detail: 'tier_stock_taken_check' });
    expect(outcomeOf(bad.key)).toEqual({ kind: 'KEY_REUSED' });
    expect(outcomeOf(bad.again)).toMatchObject({ kind: 'REPEATED', order: { orderNo: first.orderNo } });
    for (const stale of [bad.late, bad.epoch, bad.session]) expect(outcomeOf(stale)).toEqual({ kind: 'STALE' });
    expect(await books(event)).toMatchObject({ orders: 51, items: 51, places: 0, taken: 0, journal: 51, steps: 51, doubles: 0 });
  });

  test('on one hold are one order, in one process and in two', async () => {
    const event = await writeLedgerEvent(ledger.pool, 1000);
    const processes = [new OrderStore({ ledger }), new OrderStore({ ledger: openLedger() })];
    const holds = Array.from({ length: 40 }, (_, at) => draft(event, [at], 1));
    const repeats = [...holds, ...holds.toReversed(), ...holds].map((each) => ({
      ...each,
      items: each.items.map((item) => ({ ...item, id: newId() })),
    }));
    const answers = await Promise.all(processes.flatMap((orders) => repeats.map((each) => orders.place(each))));
    expect(kindsOf(answers).filter((kind) => kind === 'PLACED')).toHaveLength(40);
    expect(kindsOf(answers).filter((kind) => kind === 'REPEATED')).toHaveLength(200);
    expect(await books(event)).toMatchObject({ orders: 40, items: 80, places: 40, taken: 40, journal: 80, steps: 40, doubles: 0 });
  });

  test('of which more wait than there is room for: some are told to come back, and those are not written', async () => {
    const event = await writeLedgerEvent(ledger.pool, 1000);
    const orders = new OrderStore({ ledger, batch: { room: 10, size: 4 } });
    const drafts = Array.from({ length: 40 }, (_, at) => draft(event, [at]));
    const outcomes = await Promise.allSettled(drafts.map((each) => orders.place(each)));
    const refused = drafts.filter((_, at) => outcomes[at]!.status === 'rejected');
    expect(refused.length).toBeGreaterThan(0);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'OVERLOADED', retryAfterMs: expect.any(Number) });
    }
    expect(await orders.findMany(refused.map(({ orderNo }) => orderNo))).toEqual([]);
    const again = await Promise.all(refused.slice(0, 10).map((each) => orders.place(each)));
    expect(new Set(kindsOf(again))).toEqual(new Set(['PLACED']));
    expect((await books(event)).orders).toBe(40 - refused.length + again.length);
  });

  test('whose answer is lost after the commit hear that the outcome is unknown, and their orders are there', async () => {
    const event = await writeLedgerEvent(ledger.pool, 1000);
    const losing = altered(ledger, {
      async query<Row extends object>(statement: Statement, values: unknown[]): Promise<Row[]> {
        const rows = await ledger.query<Row>(statement, values);
        if (statement.name === 'place-order') throw awayError(new Error('Connection terminated unexpectedly'));
        return rows;
      },
    });
    const orders = new OrderStore({ ledger: losing });
    const drafts = Array.from({ length: 20 }, (_, at) => draft(event, [at]));
    const outcomes = await Promise.allSettled(drafts.map((each) => orders.place(each)));
    for (const outcome of outcomes) expect(outcome).toMatchObject({ reason: { code: 'DEPENDENCY_UNAVAILABLE' } });
    const found = await Promise.all(drafts.map((each) => orders.findByHold(each.eventId, each.holdEpoch, each.holdSerial)));
    expect(found.map((order) => order?.orderNo)).toEqual(drafts.map((each) => each.orderNo));
    expect(await books(event)).toMatchObject({ orders: 20, steps: 20 });
  });
});

const deadlocks = async () =>
  (await one<{ deadlocks: number }>('SELECT deadlocks::int FROM pg_stat_database WHERE datname = current_database()')).deadlocks;

/** As the processes do it: what was rolled back for somebody else's sake is tried again. */
async function giveUp(own: Ledger, orderNo: string): Promise<void> {
  const orders = new OrderStore({ ledger: own });
  const move = () => own.run((tx) => orders.move(tx, orderNo, 'CANCELLED', { by: 'test', what: 'cancelled' }));
  await waitFor(move, { what: 'an order to be given up' });
}

/** Three processes order places of the same tiers of the same events, and give some orders up again, all at once. */
async function crowd(change: (text: string) => string): Promise<PlaceOutcome[]> {
  const events = await Promise.all(Array.from({ length: 6 }, () => writeLedgerEvent(ledger.pool, 10_000)));
  const processes = Array.from({ length: 3 }, () => {
    const own = openLedger();
    const changed = altered(own, {
      query: (statement: Statement, values: unknown[]) =>
        own.query<never>({ name: `${statement.name} changed`, text: change(statement.text) }, values),
    });
    return { own, orders: new OrderStore({ ledger: changed, batch: { size: 16 } }) };
  });
  let seat = 0;
  const work = processes.flatMap(({ own, orders }, process) =>
    Array.from({ length: 200 }, async (_, at) => {
      const outcome = await orders.place(draft(events[(at * (process + 1)) % events.length]!, [(seat += 1)], 1 + (at % 2)));
      if (outcome.kind === 'PLACED' && at % 4 === 0) await giveUp(own, outcome.order.orderNo);
      return outcome;
    }),
  );
  const outcomes = await Promise.all(work);
  const all = await Promise.all(events.map((event) => books(event)));
  for (const { places, taken, doubles } of all) expect({ taken, doubles }).toEqual({ taken: places, doubles: 0 });
  expect(all.reduce((sum, { orders }) => sum + orders, 0)).toBe(outcomes.length);
  return outcomes;
}

test('processes whose orders share tiers and events never wait for one another in a circle; with locks in no order they do, and nothing is lost', async () => {
  expect(new Set(kindsOf(await crowd((text) => text)))).toEqual(new Set(['PLACED']));
  // What a session has counted reaches the statistics when it goes idle.
  await ledger.pool.query('SELECT pg_stat_force_next_flush()');
  expect(await deadlocks()).toBe(0);
  const inNoOrder = (text: string) => {
    const changed = text.replace('ORDER BY tier_id FOR UPDATE', 'ORDER BY md5(tier_id::text || random()) FOR UPDATE');
    if (text.includes('INSERT INTO orders')) expect(changed).not.toBe(text);
    return changed;
  };
  expect(new Set(kindsOf(await crowd(inNoOrder)))).toEqual(new Set(['PLACED']));
  // A session counts what it saw once a second, and what is left over after ten seconds of idleness.
  await waitFor(async () => (await deadlocks()) > 0, { what: 'a deadlock in the statistics', timeoutMs: 60_000 });
}, 240_000);
