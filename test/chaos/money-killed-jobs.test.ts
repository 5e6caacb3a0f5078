import { beforeAll, expect, test } from 'vitest';
import { QUEUES } from '../../src/jobs/queue.catalogue.js';
import { type BoxOffice, startBoxOffice } from '../support/box-office.js';
import { useDisposer } from '../support/disposer.js';
import type { GraphQLClient } from '../support/graphql-client.js';
import { type MessageSink, startMessageSink } from '../support/message-sink.js';
import { placeOrder, press, startPayment } from '../support/purchase.js';
import { openSale, type TestSale } from '../support/sale.js';
import { eventually } from '../support/wait-for.js';
import { expectEquations } from './equations.js';
import { type MoneyLedger, openMoneyLedger } from './money.ledger.js';
import { score } from './scoreboard.js';
import { buildThatIsStruck, JOB_POINTS, type StrikingBuild } from './striking.build.js';
import { supervise } from './supervisor.js';

const CRASHES = 2;
const ORDERS = 4;
/** Of another event: they are paid when they have expired. */
const LATE = 2;
/** A number that short messages go to. */
const PHONE = '+4930123456';

const disposer = useDisposer({ scope: 'file' });
let build: StrikingBuild;
let office: BoxOffice;
let ledger: MoneyLedger;
let staff: GraphQLClient;
let receiver: MessageSink;
let deaths = () => 0;
/** Jobs that were given up because they were struck, those that only shared a worker with them, and how many of the first were replayed. */
const jobs = { exhausted: 0, bystanders: 0, replayed: 0 };
const struck = new Set<string>();

beforeAll(async () => {
  build = buildThatIsStruck(disposer, JOB_POINTS);
  receiver = await startMessageSink(disposer);
  const env = {
    ALERT_URL: receiver.url,
    ALERT_SECRET: 'a secret that signs alerts',
    ALERT_EVERY_MS: '500',
    JOB_LOCK_MS: '1000',
    SANDBOX_RETRY_MS: '200',
    EXPIRY_SCAN_MS: '100',
    JOB_BACKOFF_MS: '100',
    JOB_CRASHES: String(CRASHES),
    RECONCILE_MS: '500',
    RECONCILE_AFTER_SECONDS: '2',
    LIMIT_HOLDS_PER_10S: '1000',
  };
  office = await startBoxOffice(disposer, env, build.dist);
  ledger = openMoneyLedger(disposer, office.databaseUrl);
  staff = await office.client().logIn('admin@example.com');
  deaths = supervise(disposer, [office.worker]).deaths;
}, 240_000);

async function openLetters(): Promise<Map<string, number>> {
  const rows = await ledger.rows<{ queue: string; count: number }>(
    `SELECT queue, count(*)::int FROM dead_letter WHERE state = 'OPEN' GROUP BY 1`,
  );
  return new Map(rows.map(({ queue, count }) => [queue, count]));
}

async function replay(queue: string): Promise<number> {
  const { replayDeadLetters } = await staff.ask(
    'mutation($filter: DeadLetterFilter!) { replayDeadLetters(filter: $filter) { matched done skipped } }',
    { filter: { queue } },
  );
  return replayDeadLetters.done;
}

/** From now on a worker dies whenever it has begun a job of these queues. `afterMs`: what it may still do in other queues until then. */
function strike(queues: readonly string[], afterMs = 300): void {
  for (const queue of queues) struck.add(queue);
  // Held until the process dies, so that all jobs that it has are in the same crash.
  build.arm({ points: queues.map((queue) => `before the work:${queue}`), signal: 'SIGKILL', once: false, afterMs, holds: true });
}

/** Replays what is given up of other queues than these: it was in the hands of a worker that died for another job. */
async function rescueBystanders(queues: readonly string[]): Promise<void> {
  for (const queue of (await openLetters()).keys()) if (!queues.includes(queue)) jobs.bystanders += await replay(queue);
}

/** Waits until so many jobs of each queue are given up, at least. */
async function exhausted(wanted: Record<string, number>): Promise<void> {
  const look = async () => {
    await rescueBystanders(Object.keys(wanted));
    const open = await openLetters();
    for (const [queue, count] of Object.entries(wanted)) expect(open.get(queue) ?? 0, queue).toBeGreaterThanOrEqual(count);
  };
  await eventually(look, { timeoutMs: 180_000, everyMs: 100, what: `${Object.keys(wanted).join(', ')} to be given up` });
}

/** Replays all of these queues. */
async function replayAll(wanted: Record<string, number>): Promise<void> {
  for (const [queue, count] of Object.entries(wanted)) {
    const open = (await openLetters()).get(queue) ?? 0;
    expect(open).toBeGreaterThanOrEqual(count);
    jobs.exhausted += open;
    jobs.replayed += await replay(queue);
  }
}

/** Waits until nothing is left to do, whatever share of it is given up meanwhile. */
async function calm(): Promise<void> {
  const look = async () => {
    await rescueBystanders([]);
    expect(await ledger.balance()).toMatchObject({ dead: 0, waiting: 0 });
  };
  await eventually(look, { timeoutMs: 60_000, everyMs: 200, what: 'all to be done' });
}

async function approveAll(buyer: GraphQLClient, sale: TestSale, count: number): Promise<string[]> {
  const orderNos: string[] = [];
  for (let seat = 0; seat < count; seat += 1) {
    const { order } = await placeOrder(buyer, sale, { seats: [seat], phone: PHONE });
    await press(await startPayment(buyer, order.orderNo), 'approve');
    orderNos.push(order.orderNo);
  }
  return orderNos;
}

/** Orders whose money is there and not read yet end unpaid. */
async function expire(orderNos: readonly string[]): Promise<void> {
  await ledger.rows('UPDATE orders SET pay_by = now() WHERE order_no = ANY ($1)', [orderNos]);
  const unfinished = `SELECT (SELECT count(*)::int FROM orders WHERE order_no = ANY ($1) AND status <> 'EXPIRED') AS open,
    (SELECT count(*)::int FROM outbox_message m WHERE queue <> 'payment-confirmation'
       AND NOT EXISTS (SELECT FROM inbox_message i WHERE i.key = m.key)) AS waiting`;
  await eventually(async () => expect(await ledger.rows(unfinished, [orderNos])).toEqual([{ open: 0, waiting: 0 }]), {
    timeoutMs: 30_000,
    what: 'orders to expire',
  });
}

test('jobs of every kind whose worker dies at every try are dead letters, and a replay does all of them once', async () => {
  const sale = await openSale(staff, { maxPerBuyer: 100 });
  const other = await openSale(staff, { maxPerBuyer: 100 });
  const buyer = await office.client().asGuest();
  strike(['payment-confirmation']);
  const orderNos = await approveAll(buyer, sale, ORDERS);
  const late = await approveAll(buyer, other, LATE);
  // A browser of the buyer's: the house has no keys, so nothing is sent there, but the messages for it are written and worked.
  await ledger.rows(
    `INSERT INTO push_subscription (id, person_id, endpoint, p256dh, auth)
     SELECT gen_random_uuid(), person_id, 'https://push.example.com/1', 'key', 'secret' FROM orders LIMIT 1`,
  );
  const all = [...orderNos, ...late];
  const confirmed = { 'payment-confirmation': all.length };
  await exhausted(confirmed);
  await expire(late);

  const paid = { 'order-completion': ORDERS, 'payment-settlement': ORDERS, 'seat-confirmation': ORDERS, 'late-payment': LATE };
  strike(Object.keys(paid));
  await replayAll(confirmed);
  await exhausted(paid);

  const sent = { 'email-notification': all.length, 'sms-notification': all.length, 'push-notification': all.length };
  strike(Object.keys(sent));
  await replayAll(paid);
  await exhausted(sent);

  build.disarm();
  await replayAll(sent);
  await calm();
  await ledger.settled(all, 60_000);
  expect(await ledger.faultsOf(all)).toEqual({ double: [], lost: [] });

  const calledOff = { 'event-refund': 1 };
  strike(Object.keys(calledOff));
  await staff.ask('mutation($id: ID!) { cancelEvent(eventId: $id, reason: "Storm") { __typename } }', { id: sale.eventId });
  await exhausted(calledOff);

  const refunded = { 'payment-refund': ORDERS, 'alert-notification': 1 };
  // The orders of the event are found and given back one by one before money goes back: that takes a worker that lives a while.
  strike(Object.keys(refunded), 2000);
  await replayAll(calledOff);
  await exhausted(refunded);

  build.disarm();
  await replayAll(refunded);
  const fromMs = performance.now();
  await calm();
  const worstRecoveryMs = performance.now() - fromMs;
  await expectAll({ orderNos, late, worstRecoveryMs });
}, 900_000);

async function expectAll({ orderNos, late, worstRecoveryMs }: { orderNos: string[]; late: string[]; worstRecoveryMs: number }) {
  const books = await expectEquations(ledger.pool);
  const statuses = await ledger.rows(
    `SELECT status::text, count(*)::int AS orders, count(*) FILTER (WHERE order_no = ANY ($1))::int AS late FROM orders GROUP BY 1 ORDER BY 1`,
    [late],
  );
  score({
    test: 'T11',
    faults: { 'worker killed': deaths() },
    orders: orderNos.length + late.length,
    effects: books.messages.effects,
    double: books.double,
    lost: 0,
    worstRecoveryMs,
    books,
    also: {
      'queues whose jobs killed every worker': struck.size,
      'jobs exhausted and dead letters': jobs.exhausted,
      'of them replayed': jobs.replayed,
      'other jobs that died with them, replayed too': jobs.bystanders,
      'alerts received': receiver.tries.length,
    },
  });
  expect(statuses).toEqual([
    { status: 'FULFILLED', orders: late.length, late: late.length },
    { status: 'REFUNDED', orders: orderNos.length, late: 0 },
  ]);
  expect(jobs.replayed).toBe(jobs.exhausted);
  expect([...struck].toSorted()).toEqual(QUEUES.map(({ name }) => name).toSorted());
}
