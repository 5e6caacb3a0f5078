import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startBoxOffice, type BoxOffice } from '../support/box-office.js';
import { useDisposer } from '../support/disposer.js';
import type { GraphQLClient } from '../support/graphql-client.js';
import { privatePostgres, type PrivatePostgres } from '../support/private-postgres.js';
import { press } from '../support/purchase.js';
import { freshKey, HOLD, openSale, PLACE_ORDER, START_PAYMENT, type TestSale } from '../support/sale.js';
import { eventually, waitFor } from '../support/wait-for.js';
import { type Books, expectEquations } from './equations.js';
import { score } from './scoreboard.js';

const BUYERS = 6;
/** Of a seat and a place each: as many as one person may have. */
const PURCHASES = 50;
const DEADLINE_MS = 1500;
const disposer = useDisposer({ scope: 'file' });
let postgres: PrivatePostgres;
let office: BoxOffice;
let staff: GraphQLClient;
let sale: TestSale;
let ledger: pg.Pool;
let pids: number[];
let seat = 0;
let worstRecoveryMs = 0;
let books: Books | undefined;
/** Orders that a buyer was told of. */
const told: string[] = [];
/** Orders whose placing had no definite answer, and of those the ones that were there all the same. */
const unknown = { all: 0, committed: 0 };
const faults = { kills: 0, cuts: 0, pauses: 0 };
/** Orders that a buyer was told of and the ledger does not have; processes that ended. */
let lost = 0;
let crashes = 0;

beforeAll(async () => {
  postgres = await privatePostgres(disposer);
  office = await startBoxOffice(disposer, {
    DATABASE_URL: postgres.databaseUrl,
    REQUEST_DEADLINE_MS: String(DEADLINE_MS),
    PAY_SECONDS: '300',
    JOB_LOCK_MS: '1000',
    JOB_BACKOFF_MS: '100',
    JOB_ATTEMPTS: '20',
    RECONCILE_MS: '500',
    RECONCILE_AFTER_SECONDS: '2',
    SANDBOX_RETRY_MS: '200',
    LIMIT_HOLDS_PER_10S: '100000',
    LIMIT_OPERATIONS_PER_10S: '100000',
    LIMIT_REQUESTS_PER_10S: '100000',
  });
  pids = [office.api.pid, office.worker.pid];
  ledger = disposer.own(new pg.Pool({ connectionString: postgres.databaseUrl, max: 2, connectionTimeoutMillis: 2000 }));
  ledger.on('error', () => undefined);
  staff = await office.client().logIn('admin@example.com');
  sale = await openSale(staff, { rows: 100, seatsPerRow: 100, standing: 10_000, maxPerBuyer: 100 });
}, 240_000);

afterAll(() => {
  score({
    test: 'T17',
    faults,
    orders: told.length,
    effects: books?.messages.effects ?? 0,
    double: books?.double ?? 0,
    lost,
    worstRecoveryMs,
    ...(books && { books }),
    also: { unknownOutcomes: unknown.all, committedAllTheSame: unknown.committed, crashes },
  });
});

/** Asks with one key until there is an answer. `onError` sees everything that was none. */
async function again<T>(what: string, ask: () => Promise<T>, onError: (error: unknown) => Promise<void> = async () => {}): Promise<T> {
  const look = () =>
    ask().catch(async (error: unknown) => {
      await onError(error);
      throw error;
    });
  return (await waitFor(look, { what, timeoutMs: 60_000, everyMs: 100 })) as T;
}

/** Whether the ledger has the order of a hold; undefined while it cannot be asked. */
async function hasOrder(serial: number): Promise<boolean | undefined> {
  return ledger.query('SELECT FROM orders WHERE event_id = $1 AND hold_serial = $2', [sale.eventId, serial]).then(
    ({ rowCount }) => rowCount === 1,
    () => undefined,
  );
}

/** Buys a seat and a place, whatever happens meanwhile. */
async function purchase(buyer: GraphQLClient): Promise<void> {
  const wish = {
    eventId: sale.eventId,
    seats: [(seat += 1) - 1],
    places: [{ tierId: sale.standingTier.id, quantity: 1 }],
    idempotencyKey: freshKey(),
  };
  const { holdTickets: hold } = await again('a hold', () => buyer.ask(HOLD, { input: wish }));
  expect(hold.__typename).toBe('Hold');
  const input = { holdId: hold.id, email: 'ada@example.com', name: 'Ada', idempotencyKey: freshKey() };
  let wasUnknown = false;
  let wasThere = false;
  const { placeOrder: order } = await again(
    'an order',
    () => buyer.ask(PLACE_ORDER, { input }),
    async () => {
      wasUnknown = true;
      wasThere ||= (await hasOrder(Number(hold.id.split('.')[2]))) ?? false;
    },
  );
  expect(order.__typename).toBe('Order');
  told.push(order.orderNo);
  if (wasUnknown) unknown.all += 1;
  if (wasThere) unknown.committed += 1;
  const payment = { orderNo: order.orderNo, provider: 'sandbox', idempotencyKey: freshKey() };
  const { startPayment } = await again('a payment', () => buyer.ask(START_PAYMENT, { input: payment }));
  await again('the approval', async () => (await press(startPayment.redirectUrl, 'approve')).status < 400);
}

/** Buyers buy one after the other while `harm` goes on, and finish what they have begun. @returns from the end of the harm to the end of all */
async function sellWhile(harm: () => Promise<void>): Promise<void> {
  let over = false;
  const loops = Array.from({ length: BUYERS }, async () => {
    while (!over) {
      const buyer = await again('a session', () => office.client().asGuest());
      for (let at = 0; at < PURCHASES && !over; at += 1) await purchase(buyer);
    }
  });
  await harm().finally(() => (over = true));
  const endMs = performance.now();
  await Promise.all(loops);
  const unfinished = 'SELECT count(*)::int AS count FROM orders WHERE order_no = ANY ($1) AND status <> $2';
  await eventually(async () => expect((await ledger.query(unfinished, [told, 'FULFILLED'])).rows).toEqual([{ count: 0 }]), {
    timeoutMs: 60_000,
    everyMs: 100,
    what: 'all orders to be fulfilled',
  });
  worstRecoveryMs = Math.max(worstRecoveryMs, performance.now() - endMs);
  crashes += pids.filter((pid) => !isAlive(pid)).length;
  expect(crashes).toBe(0);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** No order lost or doubled, and every book says the same of all of them. */
async function expectBooksToAgree(): Promise<void> {
  books = await expectEquations(ledger, 60_000);
  const { rows } = await ledger.query(
    `SELECT (SELECT count(*)::int FROM orders WHERE order_no = ANY ($1)) AS orders,
            (SELECT count(*)::int FROM orders WHERE event_id = $2) AS all,
            (SELECT count(*)::int FROM order_step WHERE order_no = ANY ($1) AND what = 'placed') AS placed,
            (SELECT count(*)::int FROM order_step WHERE order_no = ANY ($1) AND what = 'paid') AS paid,
            (SELECT count(*)::int FROM ticket WHERE order_no = ANY ($1)) AS tickets,
            (SELECT count(DISTINCT seat_index)::int FROM order_item WHERE event_id = $2 AND live) AS seats,
            (SELECT taken FROM tier_stock WHERE tier_id = $3) AS places`,
    [told, sale.eventId, sale.standingTier.id],
  );
  const n = told.length;
  lost = n - rows[0].orders;
  expect(new Set(told).size).toBe(n);
  expect(rows).toEqual([{ orders: n, all: n, placed: n, paid: n, tickets: 2 * n, seats: n, places: n }]);
  const BOOKS =
    'query($id: ID!) { event(id: $id) { sales { balanced } } reconcile(eventId: $id) { held sold mismatches { kind seat redis ledger } } }';
  await eventually(
    async () => {
      const { event, reconcile } = await staff.ask(BOOKS, { id: sale.eventId });
      expect({ ...event.sales, ...reconcile }).toEqual({ balanced: true, held: 0, sold: 2 * n, mismatches: [] });
    },
    { timeoutMs: 30_000, everyMs: 200, what: 'money, tickets and the map to agree' },
  );
}

/** Connections of the box office. @param condition further SQL about pg_stat_activity */
async function backends(condition: string): Promise<number[]> {
  const { rows } = await ledger.query<{ pid: number }>(
    `SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() AND datname = current_database()
       AND query !~ 'pg_stat_activity' AND ${condition} ORDER BY random()`,
  );
  return rows.map(({ pid }) => pid);
}

test('a ledger that is killed again and again loses no order, and no process ends', async () => {
  await sellWhile(async () => {
    for (; faults.kills < 3; faults.kills += 1) {
      await pause(500 + 1000 * Math.random());
      await postgres.kill();
      await pause(300);
      await postgres.restart();
    }
    await pause(1000);
  });
  await expectBooksToAgree();
}, 360_000);

test('connections that are cut at random lose no order, and no process ends', async () => {
  await sellWhile(async () => {
    for (; faults.cuts < 40; faults.cuts += 1) {
      const [pid] = await waitFor(async () => (await backends(`state <> 'idle'`)).slice(0, 1), { what: 'a connection at work' });
      await ledger.query('SELECT pg_terminate_backend($1)', [pid]);
      await pause(50 * Math.random());
    }
  });
  await expectBooksToAgree();
}, 360_000);

test('connections that stand still while they commit lose no order, and no process ends', async () => {
  await sellWhile(async () => {
    while (faults.pauses < 3) {
      const [pid] = await backends(`state = 'active' AND (query = 'COMMIT' OR query ~ 'INSERT INTO orders')`);
      if (pid === undefined) continue;
      process.kill(pid, 'SIGSTOP');
      // Beyond every patience: that of the server's own clock, which stands still too, and that of the client.
      await pause(DEADLINE_MS + 2000);
      faults.pauses += 1;
      process.kill(pid, 'SIGCONT');
      await pause(500);
    }
  });
  await expectBooksToAgree();
}, 360_000);
