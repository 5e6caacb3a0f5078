import { Redis } from 'ioredis';
import pg from 'pg';
import { beforeAll, expect, test } from 'vitest';
import { startBoxOffice, type BoxOffice } from '../support/box-office.js';
import { useDisposer } from '../support/disposer.js';
import type { GraphQLClient } from '../support/graphql-client.js';
import { placeOrder, press, startPayment } from '../support/purchase.js';
import { freshKey, HOLD, openSale, PLACE_ORDER, type TestSale } from '../support/sale.js';
import { waitFor } from '../support/wait-for.js';

const disposer = useDisposer({ scope: 'file' });
const KILLS = 10;
const HOLD_SECONDS = 4;
let office: BoxOffice;
let staff: GraphQLClient;
let ledger: pg.Pool;

beforeAll(async () => {
  office = await startBoxOffice(disposer, {
    HOLD_SECONDS: String(HOLD_SECONDS),
    PAY_SECONDS: '60',
    JOB_LOCK_MS: '1000',
    RECONCILE_MS: '500',
    RECONCILE_AFTER_SECONDS: '2',
    LIMIT_HOLDS_PER_10S: '1000',
  });
  ledger = disposer.own(new pg.Pool({ connectionString: office.databaseUrl, max: 2 }));
  staff = await office.client().logIn('admin@example.com');
}, 60_000);

async function rows<Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> {
  return (await ledger.query<Row>(text, values)).rows;
}

test(`the worker is killed ${KILLS} times between payment and ticket: every paid order is fulfilled exactly once`, async () => {
  const sale = await openSale(staff, { rows: 10, seatsPerRow: 10, maxPerBuyer: 50 });
  const buyer = await office.client().asGuest();
  const orderNos: string[] = [];
  for (let kill = 0; kill < KILLS; kill += 1) {
    const batch = await Promise.all([0, 1, 2].map(async (i) => (await placeOrder(buyer, sale, { seats: [kill * 3 + i] })).order.orderNo));
    orderNos.push(...batch);
    await Promise.all(batch.map(async (orderNo) => press(await startPayment(buyer, orderNo), 'approve')));
    // The payments are approved; the worker dies at another moment of the way to the tickets each time.
    await waitFor(
      async () =>
        (await rows('SELECT 1 FROM payment_event WHERE payment_id IN (SELECT id FROM payment WHERE order_no = ANY ($1))', [batch])).length >
        0,
      { what: 'a webhook' },
    );
    await new Promise((resolve) => setTimeout(resolve, kill * 7));
    await office.worker.end('SIGKILL');
    await office.worker.start();
  }
  const fulfilled = async () => (await rows(`SELECT 1 FROM orders WHERE order_no = ANY ($1) AND status = 'FULFILLED'`, [orderNos])).length;
  await waitFor(async () => (await fulfilled()) === orderNos.length, { timeoutMs: 60_000, what: 'all orders to be fulfilled' });
  const tickets = await rows<{ order_no: string; count: number }>(
    'SELECT order_no, count(*)::int FROM ticket WHERE order_no = ANY ($1) GROUP BY 1',
    [orderNos],
  );
  expect(tickets.map((row) => row.count)).toEqual(orderNos.map(() => 1));
  const paid = await rows(`SELECT 1 FROM order_step WHERE order_no = ANY ($1) AND what = 'paid'`, [orderNos]);
  expect(paid).toHaveLength(orderNos.length);
  await waitFor(
    async () =>
      (await rows('SELECT 1 FROM inbox_message WHERE key LIKE ANY ($1)', [orderNos.map((orderNo) => `email-notification:%${orderNo}%`)]))
        .length === orderNos.length,
    {
      timeoutMs: 60_000,
      what: 'every confirmation mail',
    },
  );
}, 120_000);

test(`the api is killed ${KILLS} times between hold and order: every abandoned hold is free by its deadline`, async () => {
  const sale = await openSale(staff, { rows: 2, seatsPerRow: 10, maxPerBuyer: 50 });
  const redis = disposer.own(new Redis(office.redis.redisUrl));
  const fate = { abandoned: 0, ordered: 0, inPayment: 0 };
  for (let kill = 0; kill < KILLS; kill += 1) {
    const buyer = await office.client().asGuest();
    const seats = [2 * kill, 2 * kill + 1];
    const { holdTickets } = await buyer.ask(HOLD, { input: { eventId: sale.eventId, seats, idempotencyKey: freshKey() } });
    expect(holdTickets.__typename).toBe('Hold');
    const freeByMs = performance.now() + holdTickets.expiresInMs;
    const serial = holdTickets.id.split('.')[2];
    // In every other kill an order is on its way: it is placed whole or not at all.
    const order = { holdId: holdTickets.id, email: 'ada@example.com', name: 'Ada', idempotencyKey: freshKey() };
    const dying = kill % 2 === 0 ? buyer.send(PLACE_ORDER, { input: order }).catch(() => null) : null;
    await office.api.end('SIGKILL');
    await dying;
    await office.api.start();
    const orders = await rows('SELECT order_no FROM orders WHERE event_id = $1 AND hold_serial = $2', [sale.eventId, Number(serial)]);
    const record = (await redis.hget(`{e:${sale.eventId}}:holds`, serial)) ?? '';
    if (orders.length > 0) fate.ordered += 1;
    else if (record.includes('|PAYING|')) fate.inPayment += 1;
    else await freeForOthers(sale, seats, freeByMs);
  }
  fate.abandoned = KILLS - fate.ordered - fate.inPayment;
  expect(fate.abandoned).toBeGreaterThanOrEqual(KILLS / 2);
}, 180_000);

/** Another buyer asks until the seats are granted: not later than the deadline, give or take one question. */
async function freeForOthers(sale: TestSale, seats: number[], freeByMs: number): Promise<void> {
  const other = await office.client().asGuest();
  const asks = async () =>
    (await other.ask(HOLD, { input: { eventId: sale.eventId, seats, idempotencyKey: freshKey() } })).holdTickets.__typename === 'Hold';
  await waitFor(asks, { everyMs: 250, timeoutMs: HOLD_SECONDS * 1000 + 5000, what: 'the abandoned seats' });
  expect(performance.now() - freeByMs).toBeLessThan(1000);
}
