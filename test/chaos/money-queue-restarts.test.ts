import { Redis } from 'ioredis';
import { beforeAll, expect, test } from 'vitest';
import { type BoxOffice, startBoxOffice } from '../support/box-office.js';
import { useDisposer } from '../support/disposer.js';
import { placeOrder, press, startPayment } from '../support/purchase.js';
import { openSale, type TestSale } from '../support/sale.js';
import { privateRedis, type PrivateRedis } from '../support/services.js';
import { expectEquations } from './equations.js';
import { type MoneyLedger, openMoneyLedger } from './money.ledger.js';
import { score } from './scoreboard.js';

const RESTARTS = 20;
const OUTAGE_MS = Number(process.env['QUEUE_OUTAGE_MS'] ?? 60_000);

const disposer = useDisposer({ scope: 'file' });
let office: BoxOffice;
let queues: PrivateRedis;
let ledger: MoneyLedger;
let sale: TestSale;

beforeAll(async () => {
  queues = await privateRedis({ durable: true });
  disposer.add(() => queues.stop());
  office = await startBoxOffice(disposer, {
    QUEUE_REDIS_URL: queues.redisUrl,
    JOB_LOCK_MS: '2000',
    JOB_BACKOFF_MS: '100',
    SANDBOX_RETRY_MS: '200',
    RECONCILE_MS: '500',
    RECONCILE_AFTER_SECONDS: '5',
    LIMIT_HOLDS_PER_10S: '10000',
    LIMIT_REQUESTS_PER_10S: '100000',
  });
  ledger = openMoneyLedger(disposer, office.databaseUrl);
  sale = await openSale(await office.client().logIn('admin@example.com'), { rows: 40, seatsPerRow: 50, maxPerBuyer: 100 });
}, 240_000);

/** Orders and pays, one after the other, until told to stop; every step must be accepted. */
function keepBuying(firstSeat: number) {
  const orderNos: string[] = [];
  let goesOn = true;
  const buying = (async () => {
    let buyer = await office.client().asGuest();
    for (let seat = firstSeat; goesOn && seat < firstSeat + 500; seat += 1) {
      if ((seat - firstSeat) % 50 === 49) buyer = await office.client().asGuest();
      const { order } = await placeOrder(buyer, sale, { seats: [seat] });
      const reply = await press(await startPayment(buyer, order.orderNo), 'approve');
      expect(reply.status).toBeLessThan(400);
      orderNos.push(order.orderNo);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  })();
  buying.catch(() => undefined); // told by `stop`
  const stop = async () => {
    goesOn = false;
    await buying;
    return orderNos;
  };
  return { orderNos, stop };
}

async function expectAllDone(test: string, faults: Record<string, number>, orderNos: string[], worstRecoveryMs: number, also = {}) {
  const { double, lost } = await ledger.faultsOf(orderNos);
  expect({ double, lost }).toEqual({ double: [], lost: [] });
  const { written, done, dead } = await ledger.balance();
  expect({ dead, written }).toEqual({ dead: 0, written: done });
  const books = await expectEquations(ledger.pool);
  score({ test, faults, orders: orderNos.length, effects: done, double: double.length, lost: lost.length, worstRecoveryMs, books, also });
}

test(`the queues' Redis is killed and started again ${RESTARTS} times during a sale: workers go on by themselves, and all is done`, async () => {
  const buying = keepBuying(0);
  const pids = [office.api.pid, office.worker.pid];
  let worstRecoveryMs = 0;
  for (let round = 0; round < RESTARTS; round += 1) {
    const before = buying.orderNos.length;
    await queues.kill();
    await queues.restart();
    const fromMs = performance.now();
    while (buying.orderNos.length === before) await new Promise((resolve) => setTimeout(resolve, 20));
    const paid = buying.orderNos.slice(0, before);
    for (let done = false; !done;) {
      const [row] = await ledger.rows<{ open: number }>(
        `SELECT count(*)::int AS open FROM orders WHERE order_no = ANY ($1) AND status <> 'FULFILLED'`,
        [paid],
      );
      done = row!.open === 0;
      if (performance.now() - fromMs > 30_000) throw new Error(`${row!.open} orders are not fulfilled 30 s after restart ${round}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    worstRecoveryMs = Math.max(worstRecoveryMs, performance.now() - fromMs);
  }
  const orderNos = await buying.stop();
  await ledger.settled(orderNos, 60_000);
  expect([office.api.pid, office.worker.pid]).toEqual(pids);
  await expectAllDone('T14', { "queues' Redis killed": RESTARTS }, orderNos, worstRecoveryMs);
}, 600_000);

test(`the queues' Redis is away for ${OUTAGE_MS / 1000} s of a sale: orders and payments go on, and all is finished afterwards`, async () => {
  const buying = keepBuying(500);
  while (buying.orderNos.length < 3) await new Promise((resolve) => setTimeout(resolve, 20));
  await queues.kill();
  const before = buying.orderNos.length;
  await new Promise((resolve) => setTimeout(resolve, OUTAGE_MS));
  const during = buying.orderNos.length - before;
  await queues.restart();
  const orderNos = await buying.stop();
  expect(during).toBeGreaterThan(OUTAGE_MS / 1000);
  const ms = await ledger.settled(orderNos, 120_000);
  await expectAllDone('queue outage', { [`queues' Redis away ${OUTAGE_MS / 1000} s`]: 1 }, orderNos, ms, { 'orders meanwhile': during });
}, 600_000);

test("the queues' Redis loses everything in the middle of a sale, five times: what was not done is queued again from the ledger", async () => {
  const redis = new Redis(queues.redisUrl);
  disposer.add(() => redis.disconnect());
  const buying = keepBuying(1000);
  for (let round = 1; round <= 5; round += 1) {
    while (buying.orderNos.length < 5 * round) await new Promise((resolve) => setTimeout(resolve, 20));
    await redis.flushall();
  }
  const orderNos = await buying.stop();
  const ms = await ledger.settled(orderNos, 60_000);
  await expectAllDone('queue lost', { 'FLUSHALL of the queues': 5 }, orderNos, ms);
}, 240_000);
