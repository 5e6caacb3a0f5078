import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { beforeAll, expect, test } from 'vitest';
import { type BoxOffice, startBoxOffice } from '../support/box-office.js';
import { useDisposer } from '../support/disposer.js';
import type { GraphQLClient } from '../support/graphql-client.js';
import { freshKey, HOLD, openSale, PLACE_ORDER, type TestSale } from '../support/sale.js';
import { freshDatabase } from '../support/services.js';
import { eventually } from '../support/wait-for.js';
import { closeBooks } from './equations.js';
import { answerOf, payFor } from './insistent.buyer.js';
import { conflictsOf, type MoneyLedger, openMoneyLedger } from './money.ledger.js';
import { score } from './scoreboard.js';
import { SlowLink } from './slow.link.js';

const LOSSES = 10;
const BUYERS = 10;
/** Purchases of a buyer, who may have a hundred seats. */
const PURCHASES = 80;
/** Everybody wants one of the first so many seats that are left. */
const WANTED = 12;
/** Who has no answer after so long may begin again. */
const PATIENCE_MS = 1000;

const disposer = useDisposer({ scope: 'file' });
let link: SlowLink;
/** Whether orders reach the ledger late. */
let isSlow = false;
let office: BoxOffice;
let apis: BoxOffice['api'][];
let urls: string[];
let staff: GraphQLClient;
let ledger: MoneyLedger;
let sale: TestSale;
/** Orders that a buyer was told of, and what became of purchases that were begun again. */
const told: string[] = [];
const begunAgain = { 'buyers who began again': 0, 'and got what they had asked for first': 0, 'and got the other': 0 };
/** Seats that somebody has ordered, or that were taken a moment ago. */
const gone = new Map<number, number>();
/** Holds that were granted and gone when their order came. */
let lapsed = 0;

beforeAll(async () => {
  const { databaseUrl, drop } = await freshDatabase();
  disposer.add(drop);
  const lateMs = () => (isSlow ? 300 + 2700 * Math.random() : 0);
  link = await SlowLink.open(disposer, { url: databaseUrl, text: 'place-order', lateMs });
  const env = {
    DATABASE_URL: link.url,
    HOLD_SECONDS: '5',
    PAY_SECONDS: '300',
    JOB_LOCK_MS: '2000',
    JOB_BACKOFF_MS: '100',
    JOB_ATTEMPTS: '20',
    RECONCILE_MS: '500',
    RECONCILE_AFTER_SECONDS: '2',
    SANDBOX_RETRY_MS: '200',
    LIMIT_HOLDS_PER_10S: '100000',
    LIMIT_OPERATIONS_PER_10S: '100000',
    LIMIT_REQUESTS_PER_10S: '100000',
  };
  office = await startBoxOffice(disposer, env);
  const twin = await office.twins();
  apis = [office.api, twin.api];
  urls = [office.url, twin.url];
  ledger = openMoneyLedger(disposer, databaseUrl);
  staff = await office.client().logIn('admin@example.com');
  sale = await openSale(staff, { rows: 40, seatsPerRow: 50, maxPerBuyer: 100 });
}, 240_000);

/** One of the seats that everybody wants. */
function anySeat(): number {
  const now = performance.now();
  const wanted: number[] = [];
  for (let seat = 0; wanted.length < WANTED; seat += 1) if ((gone.get(seat) ?? 0) < now) wanted.push(seat);
  return wanted[Math.floor(Math.random() * wanted.length)]!;
}

/** Asks for one seat after the other until one is granted. */
async function holdSome(buyer: GraphQLClient): Promise<{ id: string; seat: number; epoch: number }> {
  for (;;) {
    const seat = anySeat();
    const hold = await answerOf(buyer, HOLD, { eventId: sale.eventId, seats: [seat], places: [], idempotencyKey: freshKey() });
    if (hold.__typename === 'Hold') return { id: hold.id, seat, epoch: Number(hold.fence.split('.')[0]) };
    expect(['SeatsUnavailable', 'SaleNotOpen']).toContain(hold.__typename);
    if (hold.__typename === 'SeatsUnavailable') gone.set(seat, performance.now() + 300);
    await pause(hold.__typename === 'SaleNotOpen' ? 100 : 20);
  }
}

/** Orders what is held, and pays. @returns what was answered */
async function order(buyer: GraphQLClient, { id, seat }: { id: string; seat: number }, idempotencyKey: string): Promise<string> {
  const input = { holdId: id, email: 'ada@example.com', name: 'Ada', idempotencyKey };
  const answer = await answerOf(buyer, PLACE_ORDER, input, 'IDEMPOTENCY_CONFLICT');
  if (answer.__typename === 'HoldGone') lapsed += 1;
  if (answer.__typename !== 'Order') return answer.__typename;
  gone.set(seat, Number.POSITIVE_INFINITY);
  told.push(answer.orderNo);
  await payFor(buyer, answer.orderNo);
  return 'Order';
}

/** Buys one seat. Some who wait too long begin again, with another seat and the key of their purchase: they want one order. */
async function purchase(buyer: GraphQLClient): Promise<void> {
  const key = freshKey();
  const first = order(buyer, await holdSome(buyer), key);
  const isLate = await Promise.race([first.then(() => false), pause(PATIENCE_MS, true)]);
  if (!isLate || Math.random() < 0.5) return void (await first);
  const second = await order(buyer, await holdSome(buyer), key);
  begunAgain['buyers who began again'] += 1;
  if ((await first) === 'Order') begunAgain['and got what they had asked for first'] += 1;
  if (second === 'Order') begunAgain['and got the other'] += 1;
}

/** Buyers buy until told to stop, and finish what they have begun. */
function keepBuying() {
  let goesOn = true;
  const one = async (at: number) => {
    while (goesOn) {
      const buyer = await office.client(urls[at % urls.length]!).asGuest();
      for (let bought = 0; goesOn && bought < PURCHASES; bought += 1) await purchase(buyer);
    }
  };
  const buying = Promise.all(Array.from({ length: BUYERS }, (_, at) => one(at)));
  buying.catch(() => undefined); // told by `stop`
  return async () => {
    goesOn = false;
    await buying;
  };
}

async function epochNow(): Promise<number> {
  const [row] = await ledger.rows<{ epoch: number }>('SELECT inventory_epoch AS epoch FROM event WHERE id = $1', [sale.eventId]);
  return row!.epoch;
}

test(`the inventory is lost ${LOSSES} times while orders are on their way to the ledger: none of what was held before is sold after`, async () => {
  const redis = new Redis(office.redis.redisUrl);
  disposer.add(() => redis.disconnect());
  const stop = keepBuying();
  const probes = await Promise.all(urls.map((url) => office.client(url).asGuest()));
  let worstRecoveryMs = 0;
  for (let loss = 0; loss < LOSSES; loss += 1) {
    await pause(300 + 700 * Math.random());
    isSlow = true;
    await pause(200 + 600 * Math.random());
    const epoch = await epochNow();
    await redis.flushall();
    const fromMs = performance.now();
    for (const probe of probes) while ((await holdSome(probe)).epoch <= epoch) await pause(20);
    worstRecoveryMs = Math.max(worstRecoveryMs, performance.now() - fromMs);
    await pause(500 + 1000 * Math.random());
    isSlow = false;
  }
  await stop();
  const endMs = performance.now();
  await ledger.settled(told, 120_000);
  worstRecoveryMs = Math.max(worstRecoveryMs, performance.now() - endMs);
  const books = await closeBooks(ledger.pool, 60_000);
  const conflicts = conflictsOf(...apis);
  const { lost } = await ledger.faultsOf(told);
  score({
    test: 'T19',
    faults: { 'inventory lost': LOSSES, 'orders that came late to the ledger': link.late },
    orders: told.length,
    effects: books.messages.effects,
    double: books.double,
    lost: lost.length,
    conflicts,
    worstRecoveryMs,
    books,
    also: { 'holds gone before their order': lapsed, ...begunAgain },
  });
  expect({ conflicts, lost, wrong: books.wrong }).toEqual({ conflicts: 0, lost: [], wrong: [] });
  const RECONCILE = 'query($id: ID!) { reconcile(eventId: $id) { mismatches { kind seat redis ledger } } }';
  await eventually(async () => expect((await staff.ask(RECONCILE, { id: sale.eventId })).reconcile).toEqual({ mismatches: [] }), {
    timeoutMs: 60_000,
  });
}, 600_000);
