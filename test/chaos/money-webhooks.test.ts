import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import pg from 'pg';
import { beforeAll, expect, test } from 'vitest';
import { signWebhook } from '../../src/payments/sandbox.signature.js';
import { startBoxOffice, type BoxOffice } from '../support/box-office.js';
import { useDisposer } from '../support/disposer.js';
import type { GraphQLClient } from '../support/graphql-client.js';
import { placeOrder, press, startPayment } from '../support/purchase.js';
import { openSale, type TestSale } from '../support/sale.js';
import { eventually } from '../support/wait-for.js';
import { expectEquations } from './equations.js';
import { score } from './scoreboard.js';
import { supervise } from './supervisor.js';

const ORDERS = 60;
const BUYERS = 4;
const KILLS = 4;
const SECRETS = [randomBytes(24).toString('hex'), randomBytes(24).toString('hex')] as const;
const AN_HOUR_MS = 3_600_000;

const disposer = useDisposer({ scope: 'file' });
let office: BoxOffice;
let ledger: pg.Pool;
let sale: TestSale;
let staff: GraphQLClient;
let seat = 0;
const approved: string[] = [];
const declined: string[] = [];

beforeAll(async () => {
  const env = {
    // Each word comes up to 21 times at once, late, in any order or never; forgeries come before half of them.
    SANDBOX_FAULTS: 'delayMs=2000, copies=20, forge=0.5, drop=0.1',
    // Both verify; the first signs.
    WEBHOOK_SECRET_SANDBOX: SECRETS.join(','),
    PAYMENT_LOOKUP_MS: '500',
    PAYMENT_LOOKUP_AFTER_SECONDS: '5',
    SANDBOX_RETRY_MS: '200',
    JOB_LOCK_MS: '1000',
    JOB_BACKOFF_MS: '100',
    RECONCILE_MS: '500',
    RECONCILE_AFTER_SECONDS: '2',
    LIMIT_HOLDS_PER_10S: '1000',
    LIMIT_REQUESTS_PER_10S: '100000',
    LIMIT_OPERATIONS_PER_10S: '100000',
  };
  office = await startBoxOffice(disposer, env);
  ledger = disposer.own(new pg.Pool({ connectionString: office.databaseUrl, max: 3 }));
  staff = await office.client().logIn('admin@example.com');
  sale = await openSale(staff, { rows: 20, seatsPerRow: 50, maxPerBuyer: 100 });
}, 240_000);

/** Counts of answers, by what was sent and the status that came. */
const answers = new Map<string, number>();
/** Refusals that were none, and the other way round. */
const surprises: string[] = [];

interface Said {
  what: string;
  body: string;
  headers?: Record<string, string>;
  /** What must be answered. */
  status: number;
}

async function post({ what, body, headers = signWebhook(body, SECRETS[0], Date.now()), status }: Said): Promise<void> {
  const answer = await fetch(`${office.url}/webhooks/sandbox`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  }).catch(() => null);
  if (answer === null || answer.status >= 500) return; // a process is being killed, or starts
  await answer.text().catch(() => '');
  answers.set(what, (answers.get(what) ?? 0) + 1);
  if (answer.status !== status) surprises.push(`${what}: ${answer.status} instead of ${status}`);
}

interface Known {
  id: string;
  provider_ref: string;
  amount_minor: number;
}

/** What a thief or a broken provider would say of a payment. */
function liesAbout({ id, provider_ref: ref, amount_minor: amountMinor }: Known): Said[] {
  const bodyOf = (changes: object = {}) =>
    JSON.stringify({ id: randomUUID(), type: 'captured', payment: { id: ref, reference: id, amountMinor, currency: 'EUR', ...changes } });
  const body = bodyOf();
  const good = signWebhook(body, SECRETS[0], Date.now());
  const oneByte = Buffer.from(body);
  const at = randomInt(oneByte.length);
  oneByte[at] = oneByte[at]! ^ 1;
  return [
    { what: 'forged', body, headers: signWebhook(body, 'a secret of somebody else', Date.now()), status: 401 },
    { what: 'one byte altered', body: oneByte.toString('latin1'), headers: good, status: 401 },
    { what: 'an hour old', body, headers: signWebhook(body, SECRETS[0], Date.now() - AN_HOUR_MS), status: 401 },
    { what: 'an hour ahead', body, headers: signWebhook(body, SECRETS[1], Date.now() + AN_HOUR_MS), status: 401 },
    { what: 'not signed', body, headers: {}, status: 401 },
    { what: 'wrong amount', body: bodyOf({ amountMinor: amountMinor + 1 }), status: 200 },
    { what: 'wrong currency', body: bodyOf({ currency: 'USD' }), status: 200 },
    { what: 'unknown payment', body: bodyOf({ reference: randomUUID() }), status: 200 },
  ];
}

/** Copies of words that are true, signed with either secret. */
async function truths(): Promise<Said[]> {
  const { rows } = await ledger.query<{ body: string }>(`SELECT body FROM sandbox_webhook ORDER BY random() LIMIT 5`);
  return rows.map(({ body }, copy) => ({
    what: 'true, again',
    body,
    headers: signWebhook(body, SECRETS[copy % 2]!, Date.now()),
    status: 200,
  }));
}

/** Sends lies and copies of truths, shuffled, until told to stop. */
function storm(): () => Promise<void> {
  let goesOn = true;
  const blowing = (async () => {
    while (goesOn) {
      const { rows } = await ledger.query<Known>(
        `SELECT id, provider_ref, amount_minor FROM payment WHERE provider_ref IS NOT NULL ORDER BY random() LIMIT 2`,
      );
      const all = [...rows.flatMap(liesAbout), ...(await truths())].toSorted(() => Math.random() - 0.5);
      await Promise.all(all.map(post));
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  })();
  blowing.catch(() => undefined); // told below
  return async () => {
    goesOn = false;
    await blowing;
  };
}

/** Asks until there is an answer: processes are killed meanwhile. */
async function again<T>(ask: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await ask();
    } catch (error) {
      if (tries > 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

async function buyAll(): Promise<void> {
  const buyer = await again(() => office.client().asGuest());
  for (let bought = 0; bought < ORDERS / BUYERS; bought += 1) {
    const { order } = await again(() => placeOrder(buyer, sale, { seats: [(seat += 1)] }));
    const page = await again(() => startPayment(buyer, order.orderNo));
    const isApproved = bought % 5 !== 4;
    await again(() => press(page, isApproved ? 'approve' : 'decline'));
    (isApproved ? approved : declined).push(order.orderNo);
  }
}

test('a storm of copies, forgeries and silences pays each order once and nobody else', async () => {
  const { deaths, end } = supervise(disposer, [office.api, office.worker]);
  const calm = storm();
  const buying = Promise.all(Array.from({ length: BUYERS }, buyAll));
  buying.catch(() => undefined); // told below
  for (let kills = 0; kills < KILLS; kills += 1) {
    await eventually(() => expect(approved.length).toBeGreaterThanOrEqual((ORDERS * 0.8 * (kills + 1)) / (KILLS + 2)), {
      timeoutMs: 60_000,
    });
    process.kill((kills % 2 === 0 ? office.api : office.worker).pid, 'SIGKILL');
    await eventually(() => expect(deaths()).toBeGreaterThan(kills), { timeoutMs: 10_000 });
  }
  await buying;
  const fromMs = performance.now();
  const byStatus = `SELECT status::text, count(*)::int AS orders FROM orders WHERE order_no = ANY ($1) GROUP BY 1`;
  await eventually(
    async () => expect((await ledger.query(byStatus, [approved])).rows).toEqual([{ status: 'FULFILLED', orders: approved.length }]),
    { timeoutMs: 90_000, everyMs: 100, what: 'all that was approved to be fulfilled' },
  );
  const worstRecoveryMs = performance.now() - fromMs;
  await calm();
  const books = await expectEquations(ledger, 60_000);
  await end();
  expect(surprises).toEqual([]);
  expect((await ledger.query(byStatus, [declined])).rows).toEqual([{ status: 'PENDING', orders: declined.length }]);
  const { rows: parked } = await ledger.query<{ why: string; events: number }>(
    `SELECT regexp_replace(parked_why, '[0-9]+', 'n', 'g') AS why, count(*)::int AS events FROM payment_event WHERE parked_why IS NOT NULL GROUP BY 1`,
  );
  expect(parked.map(({ why }) => why).toSorted()).toEqual(['n EUR instead of n EUR', 'n USD instead of n EUR', 'unknown payment']);
  // Nothing that was refused left a trace, and every stored event is a word of the provider or parked.
  const { rows: strange } = await ledger.query(
    `SELECT e.event_id FROM payment_event e LEFT JOIN sandbox_webhook w ON w.id::text = e.event_id::text WHERE e.parked_why IS NULL AND w.id IS NULL`,
  );
  expect(strange).toEqual([]);
  score({
    test: 'T25',
    faults: { 'process killed': deaths(), ...Object.fromEntries([...answers].map(([what, count]) => [`webhook ${what}`, count])) },
    orders: approved.length + declined.length,
    effects: books.messages.effects,
    double: books.double,
    lost: 0,
    worstRecoveryMs,
    books,
    also: { 'events parked': parked.reduce((sum, { events }) => sum + events, 0), declined: declined.length },
  });
}, 600_000);
