import pg from 'pg';
import { beforeAll, expect, test } from 'vitest';
import { startBoxOffice, type BoxOffice } from '../support/box-office.js';
import { useDisposer } from '../support/disposer.js';
import type { GraphQLClient } from '../support/graphql-client.js';
import { placeOrder, press, startPayment } from '../support/purchase.js';
import { freshKey, openSale, type TestSale } from '../support/sale.js';
import { eventually, waitFor } from '../support/wait-for.js';
import { buildThatDies, type DeathPoint, type DyingBuild } from './dying.build.js';
import { expectEquations } from './equations.js';
import { score } from './scoreboard.js';
import { supervise } from './supervisor.js';

const WORDS = 'services/payment-event.service.js';
const LATE = 'services/late-payment.service.js';
const point = (name: string, file: string, at: string): DeathPoint => ({ name, file, at });

/** Steps of the worker on the way of money that comes late. */
const WORD = point('the word of money is being read', WORDS, 'const orderStatus = await payments.lockOrder(');
const ASKED = point('late money is about to be put down', WORDS, "if (orderStatus === 'EXPIRED')");
const GIVING_BACK = point('the map is about to free what it kept', LATE, 'const given = await this.#ports.inventory.giveBack(');
const TAKING = point('seats are about to be taken on the map', LATE, 'const outcome = await inventory.block(');
const TAKEN = point('seats are taken on the map, the ledger knows nothing', LATE, 'const revived = await once(');
const REVIVED = point('the order is paid and not committed', LATE, 'await outbox.add(tx, [completionMessage(');
const COMMITTED = point('the order is paid, nobody was told', LATE, 'if (revived !== false)');
const REFUSING = point('the seats are gone, nothing is written', LATE, 'const told = await revivals.refuse(');
const LETTING_GO = point(
  'the provider is about to let the money go',
  'services/settlement.service.js',
  "const outcome = action === 'close'",
);
const POINTS = [WORD, ASKED, GIVING_BACK, TAKING, TAKEN, REVIVED, COMMITTED, REFUSING, LETTING_GO];

const disposer = useDisposer({ scope: 'file' });
let build: DyingBuild;
let office: BoxOffice;
let staff: GraphQLClient;
let ledger: pg.Pool;
let sale: TestSale;
let deaths = () => 0;
let seat = 0;
let worstRecoveryMs = 0;
const ends = { 'bought in time': 0, 'bought at the end': 0, 'same seats again': 0, 'other seats': 0, 'money let go': 0, refunded: 0 };
/** Orders whose provider may say now what it knows. */
const released: string[] = [];

beforeAll(async () => {
  build = buildThatDies(disposer, POINTS);
  const env = {
    // The provider keeps its words to itself until it is let.
    SANDBOX_FAULTS: 'delayMs=600000',
    SANDBOX_RETRY_MS: '200',
    EXPIRY_SCAN_MS: '100',
    JOB_LOCK_MS: '1000',
    JOB_BACKOFF_MS: '100',
    RECONCILE_MS: '500',
    RECONCILE_AFTER_SECONDS: '2',
    LIMIT_HOLDS_PER_10S: '1000',
  };
  office = await startBoxOffice(disposer, env, build.dist);
  ledger = disposer.own(new pg.Pool({ connectionString: office.databaseUrl, max: 3 }));
  staff = await office.client().logIn('admin@example.com');
  sale = await openSale(staff, { rows: 20, seatsPerRow: 10, maxPerBuyer: 100 });
  const supervisor = supervise(disposer, [office.api, office.worker]);
  deaths = supervisor.deaths;
  const pump = setInterval(() => void letSpeak().catch(() => undefined), 100);
  disposer.add(() => clearInterval(pump));
}, 240_000);

/** Words that were put off far are due now. */
async function letSpeak(): Promise<void> {
  await ledger.query(
    `UPDATE sandbox_webhook w SET due_at = now() FROM sandbox_payment s JOIN payment p ON p.id::text = s.merchant_ref::text
     WHERE s.id = w.payment_id AND p.order_no = ANY ($1) AND w.delivered_at IS NULL AND w.due_at > now() + interval '11 s'`,
    [released],
  );
}

const guest = () => office.client().asGuest();

/** Two seats, ordered and approved at the provider, who says nothing yet. */
async function approved(at = sale, seats = [(seat += 2) - 2, seat - 1]) {
  const buyer = await guest();
  const { order } = await placeOrder(buyer, at, { seats });
  await press(await startPayment(buyer, order.orderNo), 'approve');
  return { buyer, orderNo: order.orderNo as string, seats };
}

const statusOf = async (orderNo: string) => {
  const { rows } = await ledger.query<{ status: string }>('SELECT status FROM orders WHERE order_no = $1', [orderNo]);
  return rows[0]!.status;
};
const expire = (orderNo: string, inMs = 0) =>
  ledger.query(`UPDATE orders SET pay_by = now() + make_interval(secs => $2) WHERE order_no = $1`, [orderNo, inMs / 1000]);

async function expired(orderNo: string): Promise<void> {
  await expire(orderNo);
  await waitFor(async () => (await statusOf(orderNo)) === 'EXPIRED', { timeoutMs: 10_000, what: 'the order to expire' });
}

/** Somebody else buys the seats as soon as the map calls them free. */
async function resell(at: TestSale, seats: number[]): Promise<void> {
  const buyer = await guest();
  const { order } = await waitFor(() => placeOrder(buyer, at, { seats }), { timeoutMs: 15_000, everyMs: 100, what: 'the resale' });
  await press(await startPayment(buyer, order.orderNo), 'approve');
  released.push(order.orderNo);
  await waitFor(async () => (await statusOf(order.orderNo)) === 'FULFILLED', { timeoutMs: 20_000, what: 'the resale to be paid' });
}

/** What the ledger and the provider's books say of an order. */
async function factsOf(orderNo: string) {
  const { rows } = await ledger.query<Record<string, unknown>>(
    `SELECT status::text, failure_code AS why,
            (SELECT count(*)::int FROM ticket t WHERE t.order_no = $1 AND t.status = 'VALID') AS tickets,
            (SELECT coalesce(array_agg(seat_index ORDER BY seat_index), '{}') FROM order_item i WHERE i.order_no = $1 AND i.live) AS seats,
            (SELECT count(*)::int FROM order_step s WHERE s.order_no = $1 AND what = 'paid') AS paid,
            (SELECT array_agg(p.status::text) FROM payment p WHERE p.order_no = $1) AS payments,
            (SELECT array_agg(s.status) FROM sandbox_payment s JOIN payment p ON p.id::text = s.merchant_ref::text WHERE p.order_no = $1) AS provider
     FROM orders WHERE order_no = $1`,
    [orderNo],
  );
  return rows[0]!;
}

/** The provider speaks while a worker dies at the point, until the order has come to its end. */
async function land(orderNo: string, kill: DeathPoint | null, expected: object): Promise<Record<string, unknown>> {
  if (kill !== null) build.arm(kill);
  const fromMs = performance.now();
  if (!released.includes(orderNo)) released.push(orderNo);
  await eventually(
    async () => {
      if (kill !== null) expect(build.hasStruck()).toBe(true);
      expect(await factsOf(orderNo)).toMatchObject(expected);
    },
    { timeoutMs: 40_000, everyMs: 50, what: 'the end of the order' },
  );
  worstRecoveryMs = Math.max(worstRecoveryMs, performance.now() - fromMs);
  return factsOf(orderNo);
}

const BOUGHT = { status: 'FULFILLED', why: null, tickets: 2, paid: 1, payments: ['CAPTURED'], provider: ['captured'] };
const LET_GO = { tickets: 0, seats: [], paid: 0, payments: ['VOIDED'], provider: ['voided'] };
const at = (...points: (DeathPoint | null)[]) =>
  points.map((kill) => ({ kill, when: kill === null ? 'no worker dies' : `killed when ${kill.name}` }));

test.each(at(null, WORD, ASKED))('money before the end buys: $when', async ({ kill }) => {
  const { orderNo, seats } = await approved();
  await land(orderNo, kill, { ...BOUGHT, seats });
  ends['bought in time'] += 1;
});

test.each(at(null, null, WORD, ASKED))('money in the moment of the end buys, or gets the same seats again: $when', async ({ kill }) => {
  const { orderNo, seats } = await approved();
  await expire(orderNo, 150);
  await land(orderNo, kill, { ...BOUGHT, seats });
  ends['bought at the end'] += 1;
});

test.each(at(null, WORD, ASKED, GIVING_BACK, TAKING, TAKEN, REVIVED, COMMITTED))(
  'money after the end gets the same seats: $when',
  async ({ kill }) => {
    const { orderNo, seats } = await approved();
    await expired(orderNo);
    await land(orderNo, kill, { ...BOUGHT, seats });
    ends['same seats again'] += 1;
  },
);

test.each(at(null, TAKING, TAKEN, REVIVED))('money after the seats were sold again gets two others together: $when', async ({ kill }) => {
  const hall = await openSale(staff, { rows: 3, seatsPerRow: 10 });
  const { orderNo, seats } = await approved(hall, [0, 1]);
  await expired(orderNo);
  await resell(hall, seats);
  const { seats: given } = (await land(orderNo, kill, BOUGHT)) as { seats: number[] };
  expect(given[1]! - given[0]!).toBe(1);
  expect(given.filter((one) => seats.includes(one))).toEqual([]);
  ends['other seats'] += 1;
});

test.each(at(null, REFUSING, LETTING_GO))('money after the last seats were sold again goes back: $when', async ({ kill }) => {
  const small = await openSale(staff, { rows: 1, seatsPerRow: 2 });
  const { orderNo, seats } = await approved(small, [0, 1]);
  await expired(orderNo);
  await resell(small, seats);
  await land(orderNo, kill, { ...LET_GO, status: 'EXPIRED', why: 'SEATS_GONE' });
  ends['money let go'] += 1;
});

test.each(at(null, LETTING_GO))('money after its buyer cancelled goes back: $when', async ({ kill }) => {
  const { buyer, orderNo } = await approved();
  if (kill !== null) build.arm(kill);
  const CANCEL = 'mutation($no: ID!, $key: String!) { cancelOrder(orderNo: $no, idempotencyKey: $key) { __typename } }';
  await buyer.ask(CANCEL, { no: orderNo, key: freshKey() });
  released.push(orderNo);
  await land(orderNo, null, { ...LET_GO, status: 'CANCELLED', why: 'CANCELLED_BY_BUYER' });
  expect(kill === null || build.hasStruck()).toBe(true);
  ends['money let go'] += 1;
});

test.each(at(null, WORD))('words of money that come again after a refund change nothing: $when', async ({ kill }) => {
  const { orderNo, seats } = await approved();
  await land(orderNo, null, { ...BOUGHT, seats });
  const REFUND = `mutation($input: RefundOrderInput!) { refundOrder(input: $input) { __typename } }`;
  const input = { orderNo, reason: 'Ill', returnTo: 'ON_SALE', idempotencyKey: freshKey() };
  expect((await staff.ask(REFUND, { input })).refundOrder.__typename).toBe('Refund');
  const back = { status: 'REFUNDED', tickets: 0, seats: [], paid: 1, payments: ['CAPTURED'], provider: ['captured'] };
  // Under ids of their own: repeats of the same id are not even looked at.
  const again = `UPDATE sandbox_webhook w SET delivered_at = NULL, due_at = now(), id = gen_random_uuid(),
      body = replace(body, w.id::text, gen_random_uuid()::text)
    FROM sandbox_payment s JOIN payment p ON p.id::text = s.merchant_ref::text WHERE s.id = w.payment_id AND p.order_no = $1 AND w.delivered_at IS NOT NULL`;
  await land(orderNo, null, back);
  if (kill !== null) build.arm(kill);
  await ledger.query(again, [orderNo]);
  await land(orderNo, null, back);
  await waitFor(() => kill === null || build.hasStruck(), { timeoutMs: 20_000, what: 'a worker to die' });
  ends.refunded += 1;
});

test('afterwards messages and money add up, and the map agrees', async () => {
  const books = await expectEquations(ledger, 60_000);
  const RECONCILE = 'query($id: ID!) { reconcile(eventId: $id) { held mismatches { kind seat redis ledger } } }';
  await eventually(async () => expect((await staff.ask(RECONCILE, { id: sale.eventId })).reconcile).toEqual({ held: 0, mismatches: [] }), {
    timeoutMs: 20_000,
  });
  const { rows } = await ledger.query<{ there: number }>('SELECT count(*)::int AS there FROM orders WHERE order_no = ANY ($1)', [released]);
  score({
    test: 'T26',
    faults: { 'worker killed while money came late': deaths() },
    orders: released.length,
    effects: books.messages.effects,
    double: books.double,
    lost: released.length - rows[0]!.there,
    worstRecoveryMs,
    books,
    also: ends,
  });
});
