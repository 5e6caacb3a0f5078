import { Redis } from 'ioredis';
import pg from 'pg';
import { beforeAll, expect, test } from 'vitest';
import { startBoxOffice, type BoxOffice } from '../support/box-office.js';
import { useDisposer } from '../support/disposer.js';
import type { GraphQLClient } from '../support/graphql-client.js';
import { freshKey, HOLD, openSale, PLACE_ORDER, START_PAYMENT, type TestSale } from '../support/sale.js';
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
  });
  ledger = disposer.own(new pg.Pool({ connectionString: office.databaseUrl, max: 2 }));
  staff = await office.client().logIn('admin@example.com');
}, 60_000);

async function order(buyer: GraphQLClient, sale: TestSale, seat: number): Promise<string> {
  const { holdTickets } = await buyer.ask(HOLD, { input: { eventId: sale.eventId, seats: [seat], idempotencyKey: freshKey() } });
  const { placeOrder } = await buyer.ask(PLACE_ORDER, { input: { holdId: holdTickets.id, email: 'ada@example.com', name: 'Ada', idempotencyKey: freshKey() } });
  return placeOrder.orderNo;
}

async function approve(buyer: GraphQLClient, orderNo: string): Promise<void> {
  const { startPayment } = await buyer.ask(START_PAYMENT, { input: { orderNo, provider: 'sandbox', idempotencyKey: freshKey() } });
  await fetch(`${startPayment.redirectUrl}/approve`, { method: 'POST', redirect: 'manual' });
}

async function rows<Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> {
  return (await ledger.query<Row>(text, values)).rows;
}

test(`the worker is killed ${KILLS} times between payment and ticket: every paid order is fulfilled exactly once`, async () => {
  const sale = await openSale(staff, { rows: 10, seatsPerRow: 10, maxPerBuyer: 50 });
  const buyer = await office.client().asGuest();
  const orderNos: string[] = [];
  for (let kill = 0; kill < KILLS; kill += 1) {
    const batch = await Promise.all([0, 1, 2].map((i) => order(buyer, sale, kill * 3 + i)));
    orderNos.push(...batch);
    await Promise.all(batch.map((orderNo) => approve(buyer, orderNo)));
    // The payments are approved; the worker dies at another moment of the way to the tickets each time.
    await waitFor(async () => (await rows('SELECT 1 FROM payment_event WHERE payment_id IN (SELECT id FROM payment WHERE order_no = ANY ($1))', [batch])).length > 0, { what: 'a webhook' });
    await new Promise((resolve) => setTimeout(resolve, kill * 7));
    await office.worker.end('SIGKILL');
    await office.worker.start();
  }
  const fulfilled = async () => (await rows(`SELECT 1 FROM orders WHERE order_no = ANY ($1) AND status = 'FULFILLED'`, [orderNos])).length;
  await waitFor(async () => (await fulfilled()) === orderNos.length, { timeoutMs: 60_000, what: 'all orders to be fulfilled' });
  const tickets = await rows<{ order_no: string; count: number }>('SELECT order_no, count(*)::int FROM ticket WHERE order_no = ANY ($1) GROUP BY 1', [orderNos]);
  expect(tickets.map((row) => row.count)).toEqual(orderNos.map(() => 1));
  const paid = await rows(`SELECT 1 FROM order_step WHERE order_no = ANY ($1) AND what = 'paid'`, [orderNos]);
  expect(paid).toHaveLength(orderNos.length);
  await waitFor(async () => (await rows('SELECT 1 FROM inbox_message WHERE key LIKE ANY ($1)', [orderNos.map((orderNo) => `email-notification:%${orderNo}%`)])).length === orderNos.length, {
    timeoutMs: 60_000,
    what: 'every confirmation mail',
  });
}, 120_000);

test(`the api is killed ${KILLS} times between hold and order: every abandoned hold is free by its deadline`, async () => {
  const sale = await openSale(staff, { rows: 2, seatsPerRow: 10, maxPerBuyer: 50 });
  const redis = disposer.own(new Redis(office.redis.redisUrl));
  const freeSeats = async () => {
    const map = (await redis.getBuffer(`{e:${sale.eventId}}:map`))!;
    return Array.from({ length: 20 }, (_, seat) => (map[seat >> 2]! >> (6 - 2 * (seat & 3))) & 3).filter((state) => state === 0).length;
  };
  for (let kill = 0; kill < KILLS; kill += 1) {
    const buyer = await office.client().asGuest();
    const { holdTickets } = await buyer.ask(HOLD, { input: { eventId: sale.eventId, seats: [2 * kill, 2 * kill + 1], idempotencyKey: freshKey() } });
    expect(holdTickets.__typename).toBe('Hold');
    const granted = performance.now();
    // An order is on its way in half of the kills: it is placed whole or not at all.
    const dying = kill % 2 === 0 ? buyer.send(PLACE_ORDER, { input: { holdId: holdTickets.id, email: 'ada@example.com', name: 'Ada', idempotencyKey: freshKey() } }) : Promise.resolve(null);
    await office.api.end('SIGKILL');
    await dying.catch(() => null);
    await office.api.start();
    const placed = await rows<{ hold_serial: number }>('SELECT hold_serial FROM orders WHERE event_id = $1', [sale.eventId]);
    const other = await office.client().asGuest();
    const inPayment = await redis.hget(`{e:${sale.eventId}}:holds`, holdTickets.id.split('.')[2]);
    if (placed.length > 0 || (inPayment ?? '').includes('PAYING')) continue; // it has an order, or waits for its payBy: no abandoned hold
    await waitFor(async () => (await other.ask(HOLD, { input: { eventId: sale.eventId, seats: [2 * kill], idempotencyKey: freshKey() } })).holdTickets.__typename === 'Hold', {
      what: 'the abandoned seat',
      timeoutMs: HOLD_SECONDS * 1000 + 1000,
    });
    expect(performance.now() - granted).toBeLessThan(HOLD_SECONDS * 1000 + 1500);
  }
  await waitFor(async () => (await freeSeats()) > 0, { timeoutMs: HOLD_SECONDS * 1000 + 2000, what: 'the map to show free seats' });
}, 180_000);
