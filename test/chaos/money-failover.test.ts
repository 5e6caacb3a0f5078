import { beforeAll, expect, test } from 'vitest';
import { type BoxOffice, startBoxOffice } from '../support/box-office.js';
import { useDisposer } from '../support/disposer.js';
import type { GraphQLClient } from '../support/graphql-client.js';
import { freshKey, HOLD, openSale, PLACE_ORDER, type TestSale } from '../support/sale.js';
import { privateRedis } from '../support/services.js';
import { eventually } from '../support/wait-for.js';
import { closeBooks } from './equations.js';
import { type FailoverRedis, failoverRedis } from './failover.redis.js';
import { answerOf, payFor } from './insistent.buyer.js';
import { conflictsOf, type MoneyLedger, openMoneyLedger } from './money.ledger.js';
import { score } from './scoreboard.js';

const FAILOVERS = 3;
const PLACES = 10;
/** Sold while the replica hears nothing. */
const LOST = [0, 1, 2, 3, 4, 5];
/** Of the copy, these are the first to be granted again, under the numbers of holds that were lost. */
const OTHERS = [10, 11, 12, 13, 14, 15, 16];
/** Only looked at: after these the numbers of holds are new ones. */
const CHOSEN = Array.from({ length: 18 }, (_, at) => 20 + at);

const disposer = useDisposer({ scope: 'file' });
let inventory: FailoverRedis;
let office: BoxOffice;
let staff: GraphQLClient;
let ledger: MoneyLedger;
/** Orders that a buyer was told of. */
const told: string[] = [];
/** What the copy granted although it was sold, and of all that it granted what the ledger then refused. */
let grantedAgain = 0;
let refused = 0;
let worstRecoveryMs = 0;

beforeAll(async () => {
  inventory = await failoverRedis(disposer);
  const queues = await privateRedis({ durable: true });
  disposer.add(() => queues.stop());
  const env = {
    REDIS_URL: inventory.redisUrl,
    QUEUE_REDIS_URL: queues.redisUrl,
    HOLD_SECONDS: '5',
    JOB_LOCK_MS: '1000',
    JOB_BACKOFF_MS: '100',
    RECONCILE_MS: '500',
    RECONCILE_AFTER_SECONDS: '2',
    RECONCILE_INVENTORY_SECONDS: '1',
    SANDBOX_RETRY_MS: '200',
    LIMIT_HOLDS_PER_10S: '100000',
    LIMIT_OPERATIONS_PER_10S: '100000',
  };
  office = await startBoxOffice(disposer, env);
  ledger = openMoneyLedger(disposer, office.databaseUrl);
  staff = await office.client().logIn('admin@example.com');
}, 240_000);

interface Wish {
  seats?: number[];
  places?: number;
}

/** A buyer of one's own for each wish. @returns null when it is taken */
async function hold(sale: TestSale, { seats = [], places = 0 }: Wish): Promise<{ buyer: GraphQLClient; id: string } | null> {
  const buyer = await office.client().asGuest();
  const wanted = places === 0 ? [] : [{ tierId: sale.standingTier.id, quantity: places }];
  const answer = await answerOf(buyer, HOLD, { eventId: sale.eventId, seats, places: wanted, idempotencyKey: freshKey() });
  return answer.__typename === 'Hold' ? { buyer, id: answer.id } : null;
}

/** @returns who buys, and the order's number; null when the order is refused */
async function order(held: { buyer: GraphQLClient; id: string }): Promise<{ buyer: GraphQLClient; orderNo: string } | null> {
  const input = { holdId: held.id, email: 'ada@example.com', name: 'Ada', idempotencyKey: freshKey() };
  const answer = await answerOf(held.buyer, PLACE_ORDER, input);
  if (answer.__typename !== 'Order') return null;
  told.push(answer.orderNo);
  return { buyer: held.buyer, orderNo: answer.orderNo };
}

/** Holds and orders, each for itself. @returns what was ordered, and how much was granted */
async function buyAll(sale: TestSale, wishes: readonly Wish[]) {
  const held = (await Promise.all(wishes.map((wish) => hold(sale, wish)))).filter((one) => one !== null);
  const orders = (await Promise.all(held.map(order))).filter((one) => one !== null);
  return { granted: held.length, orders };
}

const each = (seats: readonly number[]): Wish[] => seats.map((seat) => ({ seats: [seat] }));

/** The inventory, and whoever had seen what its copy has not, are gone at once; an api comes back before the worker that looks after it. */
async function failOver(): Promise<void> {
  await Promise.all([office.api.end('SIGKILL'), office.worker.end('SIGKILL')]);
  await inventory.failOver();
  await office.api.start();
}

async function round(): Promise<void> {
  const sale = await openSale(staff, { rows: 4, seatsPerRow: 10, standing: PLACES, maxPerBuyer: 100 });
  await inventory.fallBehind();
  const wanted = [...each(LOST), { places: PLACES }];
  const { orders } = await buyAll(sale, wanted);
  expect(orders).toHaveLength(wanted.length);
  const isPaid = (_: unknown, at: number) => at % 2 === 0;
  for (const one of orders.filter(isPaid)) await payFor(one.buyer, one.orderNo);
  await failOver();
  const fromMs = performance.now();
  const others = await buyAll(sale, each(OTHERS));
  for (const wish of each(CHOSEN)) await hold(sale, wish);
  const again = await buyAll(sale, wanted);
  grantedAgain += again.granted;
  refused += others.granted - others.orders.length + again.granted - again.orders.length;
  await office.worker.start();
  for (const one of [...orders.filter((one, at) => !isPaid(one, at)), ...others.orders, ...again.orders])
    await payFor(one.buyer, one.orderNo);
  await ledger.settled(told, 120_000);
  await expectMap(sale);
  worstRecoveryMs = Math.max(worstRecoveryMs, performance.now() - fromMs);
  await inventory.comeBack();
}

async function expectMap({ eventId }: TestSale): Promise<void> {
  const RECONCILE = 'query($id: ID!) { reconcile(eventId: $id) { mismatches { kind seat redis ledger } } }';
  await eventually(async () => expect((await staff.ask(RECONCILE, { id: eventId })).reconcile).toEqual({ mismatches: [] }), {
    timeoutMs: 60_000,
    everyMs: 100,
    what: 'the map to show what the ledger has sold',
  });
}

test(`the inventory fails over ${FAILOVERS} times to a copy that lacks the last sales: what it grants again is not sold again`, async () => {
  let failure: unknown = null;
  let failovers = 0;
  for (; failovers < FAILOVERS && failure === null; failovers += 1) await round().catch((error) => (failure = error));
  const books = await closeBooks(ledger.pool, 60_000);
  const conflicts = conflictsOf(office.api);
  const { lost } = await ledger.faultsOf(told);
  score({
    test: 'T16',
    faults: { 'failover to a copy that lacks the last sales': failovers, 'granted again though sold': grantedAgain },
    orders: told.length,
    effects: books.messages.effects,
    double: books.double,
    lost: lost.length,
    conflicts,
    worstRecoveryMs,
    books,
    also: { 'granted by the copy and refused by the ledger': refused },
  });
  if (failure !== null) throw failure;
  expect({ lost, wrong: books.wrong }).toEqual({ lost: [], wrong: [] });
  // Else the last lines were not asked at all.
  expect(grantedAgain).toBeGreaterThan(0);
  expect(conflicts).toBeGreaterThan(0);
}, 600_000);
