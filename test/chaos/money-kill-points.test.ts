import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startBoxOffice, type BoxOffice } from '../support/box-office.js';
import { useDisposer } from '../support/disposer.js';
import type { GraphQLClient } from '../support/graphql-client.js';
import { press } from '../support/purchase.js';
import { freshKey, HOLD, openSale, PLACE_ORDER, START_PAYMENT, type TestSale } from '../support/sale.js';
import { eventually, waitFor } from '../support/wait-for.js';
import { buildThatDies, type DeathPoint, type DyingBuild } from './dying.build.js';
import { type Books, expectEquations } from './equations.js';
import { score } from './scoreboard.js';

const ORDERS = 'services/order.service.js';
const PAYMENTS = 'services/payment.service.js';
const WEBHOOKS = 'services/payment-event.service.js';
const ENDS = 'services/order-end.service.js';
const FULFILMENT = 'services/fulfilment.service.js';
const RELAY = 'jobs/outbox.relay.js';

/** Points of a purchase in the process that buyers and the provider talk to, in the order in which it comes to them. */
const AT_THE_COUNTER: DeathPoint[] = [
  { name: 'an order is asked for, its hold is not in payment', file: ORDERS, at: 'const begun = await' },
  { name: 'the hold is in payment, the ledger knows nothing', file: ORDERS, at: 'const outcome = await this.#write(' },
  { name: 'the order is on its way to the ledger', file: 'stores/order.batch.js', at: 'const placed = new Map();', onceSent: true },
  { name: 'the order is committed, its buyer does not know', file: ORDERS, at: "if (outcome.kind === 'PLACED')" },
  { name: 'the payment is committed, the provider does not know', file: PAYMENTS, at: "return 'kind' in opened" },
  { name: 'the provider has begun, the ledger does not know', file: PAYMENTS, at: 'return this.#ports.payments.started(' },
  { name: 'a webhook is written and not committed', file: WEBHOOKS, at: 'return isNew;' },
  { name: 'a webhook is committed, the provider does not know', file: WEBHOOKS, at: 'if (!isNew)' },
  { name: 'messages are claimed, their queue has none', file: RELAY, at: 'const handovers = await' },
  { name: 'messages are in their queue and not marked', file: RELAY, at: 'await outbox.markSent(' },
];
const WHEN_CANCELLED: DeathPoint[] = [
  { name: 'an order is given up and not committed', file: ENDS, at: 'return moved;' },
  { name: 'an order is given up, its buyer does not know', file: ENDS, at: 'this.#ports.doorbell.ring();' },
];
const AT_WORK: DeathPoint[] = [
  { name: 'the order is paid and not committed', file: WEBHOOKS, at: "const capture = to === 'AUTHORIZED'" },
  { name: 'the order is paid, the queue does not know', file: WEBHOOKS, at: 'this.#ports.feed.orderChanged(payment.orderNo);' },
  { name: 'the money is captured, the ledger does not know', file: 'services/settlement.service.js', at: 'await once(async () => { });' },
  { name: 'tickets are about to be issued', file: FULFILMENT, at: 'await tickets.issue(' },
];
const POINTS = [...AT_THE_COUNTER, ...WHEN_CANCELLED, ...AT_WORK];

const disposer = useDisposer({ scope: 'file' });
let build: DyingBuild;
let office: BoxOffice;
let staff: GraphQLClient;
let buyer: GraphQLClient;
let sale: TestSale;
let ledger: pg.Pool;
const covered: string[] = [];
const lost: string[] = [];
let seat = 0;
let worstRecoveryMs = 0;
let books: Books | undefined;

beforeAll(async () => {
  build = buildThatDies(disposer, POINTS);
  office = await startBoxOffice(
    disposer,
    {
      JOB_LOCK_MS: '1000',
      JOB_BACKOFF_MS: '100',
      RECONCILE_MS: '500',
      RECONCILE_AFTER_SECONDS: '2',
      SANDBOX_RETRY_MS: '200',
      LIMIT_HOLDS_PER_10S: '1000',
    },
    build.dist,
  );
  ledger = disposer.own(new pg.Pool({ connectionString: office.databaseUrl, max: 2 }));
  staff = await office.client().logIn('admin@example.com');
  buyer = await office.client().asGuest();
  sale = await openSale(staff, { rows: 10, seatsPerRow: 10, standing: 100, maxPerBuyer: 100 });
}, 240_000);

afterAll(() => {
  score({
    test: 'T9',
    faults: { kills: covered.length },
    orders: covered.length + lost.length,
    effects: books?.messages.effects ?? 0,
    double: books?.double ?? 0,
    lost: lost.length,
    worstRecoveryMs,
    ...(books && { books }),
    also: { points: POINTS.length, pointsCovered: covered.length, pointsAtTheCounter: AT_THE_COUNTER.length + WHEN_CANCELLED.length },
  });
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Asks until there is an answer, as a buyer does; whoever has died meanwhile is started again. */
async function again<T>(what: string, ask: () => Promise<T>): Promise<NonNullable<T>> {
  const look = async () => {
    for (const member of [office.api, office.worker]) if (!isAlive(member.pid)) await member.start();
    return ask();
  };
  return (await waitFor(look, { what, timeoutMs: 60_000, everyMs: 50 })) as NonNullable<T>;
}

/** Two seats and a place, up to the provider's page. Every question is asked with one key until it is answered. */
async function order() {
  const seats = [(seat += 2) - 2, seat - 1];
  const wish = { eventId: sale.eventId, seats, places: [{ tierId: sale.standingTier.id, quantity: 1 }], idempotencyKey: freshKey() };
  const { holdTickets: hold } = await again('a hold', () => buyer.ask(HOLD, { input: wish }));
  const input = { holdId: hold.id, email: 'ada@example.com', name: 'Ada', idempotencyKey: freshKey() };
  const { placeOrder } = await again('an order', () => buyer.ask(PLACE_ORDER, { input }));
  expect(placeOrder).toMatchObject({ __typename: 'Order', total: { amountMinor: 10_500 } });
  const payment = { orderNo: placeOrder.orderNo, provider: 'sandbox', idempotencyKey: freshKey() };
  const { startPayment } = await again('a payment', () => buyer.ask(START_PAYMENT, { input: payment }));
  return { orderNo: placeOrder.orderNo as string, serial: Number(hold.id.split('.')[2]), redirectUrl: startPayment.redirectUrl as string };
}

interface Facts {
  status: string;
  orders: number;
  placed: number;
  ended: number;
  live: number;
  tickets: number;
  captured: number;
  keeping: number;
  undone: number;
}

/** What the ledger and the provider's own books say of an order. */
async function factsOf(orderNo: string, serial: number): Promise<Facts> {
  const { rows } = await ledger.query<Facts>(
    `SELECT (SELECT status::text FROM orders WHERE order_no = $1) AS status,
            (SELECT count(*)::int FROM orders WHERE event_id = $2 AND hold_serial = $3) AS orders,
            (SELECT count(*)::int FROM order_step WHERE order_no = $1 AND what = 'placed') AS placed,
            (SELECT count(*)::int FROM order_step WHERE order_no = $1 AND what IN ('paid', 'cancelled')) AS ended,
            (SELECT count(*)::int FROM order_item WHERE order_no = $1 AND live) AS live,
            (SELECT count(*)::int FROM ticket WHERE order_no = $1) AS tickets,
            (SELECT count(*)::int FROM payment WHERE order_no = $1 AND status = 'CAPTURED') AS captured,
            (SELECT count(*)::int FROM sandbox_payment s JOIN payment p ON p.id::text = s.merchant_ref
              WHERE p.order_no = $1 AND s.status IN ('authorized', 'captured')) AS keeping,
            (SELECT count(*)::int FROM outbox_message m WHERE m.order_no = $1
              AND NOT EXISTS (SELECT FROM inbox_message i WHERE i.key = m.key)) AS undone`,
    [orderNo, sale.eventId, serial],
  );
  return rows[0]!;
}

/** Goes through with an order while a process dies at the point, and waits until the books are as if none had. */
async function survive(point: DeathPoint, go: () => Promise<{ orderNo: string; serial: number }>, expected: Facts): Promise<void> {
  build.arm(point);
  lost.push(point.name);
  const beganMs = performance.now();
  const { orderNo, serial } = await go();
  await again('the end of the order', async () => {
    expect(await factsOf(orderNo, serial)).toEqual(expected);
    expect(build.hasStruck()).toBe(true);
    return true;
  });
  worstRecoveryMs = Math.max(worstRecoveryMs, performance.now() - beganMs);
  covered.push(point.name);
  lost.pop();
}

const BOUGHT: Facts = { status: 'FULFILLED', orders: 1, placed: 1, ended: 1, live: 3, tickets: 3, captured: 1, keeping: 1, undone: 0 };
const CANCELLED: Facts = { status: 'CANCELLED', orders: 1, placed: 1, ended: 1, live: 0, tickets: 0, captured: 0, keeping: 0, undone: 0 };

test.each([...AT_THE_COUNTER, ...AT_WORK])('killed when $name: the order is bought once', async (point) => {
  const buy = async () => {
    const bought = await order();
    await again('the approval', async () => (await press(bought.redirectUrl, 'approve')).status < 400);
    return bought;
  };
  await survive(point, buy, BOUGHT);
});

test.each(WHEN_CANCELLED)('killed when $name: it is cancelled once, and costs nothing', async (point) => {
  const cancel = async () => {
    const begun = await order();
    const variables = { no: begun.orderNo, key: freshKey() };
    const { cancelOrder } = await again('the cancellation', () =>
      buyer.ask('mutation($no: ID!, $key: String!) { cancelOrder(orderNo: $no, idempotencyKey: $key) { __typename } }', variables),
    );
    expect(cancelOrder.__typename).toBe('Order');
    return begun;
  };
  await survive(point, cancel, CANCELLED);
});

test('afterwards every book agrees: messages, money, tickets, stock and the map', async () => {
  books = await expectEquations(ledger);
  const BOOKS = `query($id: ID!) { event(id: $id) { sales { balanced } } reconcile(eventId: $id) { held sold mismatches { kind seat redis ledger } } }`;
  await eventually(
    async () => {
      const { event, reconcile } = await staff.ask(BOOKS, { id: sale.eventId });
      expect({ ...event.sales, ...reconcile }).toEqual({
        balanced: true,
        held: 0,
        sold: 3 * (AT_THE_COUNTER.length + AT_WORK.length),
        mismatches: [],
      });
    },
    { timeoutMs: 30_000, everyMs: 200 },
  );
});
