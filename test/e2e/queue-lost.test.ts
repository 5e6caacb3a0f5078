import { readFileSync } from 'node:fs';
import { Redis } from 'ioredis';
import pg from 'pg';
import { beforeAll, expect, test } from 'vitest';
import { type BoxOffice, startBoxOffice } from '../support/box-office.js';
import { useDisposer } from '../support/disposer.js';
import type { GraphQLClient } from '../support/graphql-client.js';
import { placeOrder, press, startPayment } from '../support/purchase.js';
import { openSale, type TestSale } from '../support/sale.js';
import { needsOneServer, privateRedis, type PrivateRedis } from '../support/services.js';
import { eventually, waitFor } from '../support/wait-for.js';

needsOneServer('the queues have a Redis of their own, which is stopped');
const BALANCE = readFileSync(new URL('../../src/stores/sql/message-balance.sql', import.meta.url), 'utf8');

const disposer = useDisposer({ scope: 'file' });
let office: BoxOffice;
let queues: PrivateRedis;
let ledger: pg.Pool;
let sale: TestSale;
let buyer: GraphQLClient;

beforeAll(async () => {
  queues = await privateRedis();
  disposer.add(() => queues.stop());
  office = await startBoxOffice(disposer, {
    QUEUE_REDIS_URL: queues.redisUrl,
    JOB_LOCK_MS: '1000',
    JOB_BACKOFF_MS: '100',
    RECONCILE_MS: '500',
    RECONCILE_AFTER_SECONDS: '2',
  });
  ledger = disposer.own(new pg.Pool({ connectionString: office.databaseUrl, max: 2 }));
  sale = await openSale(await office.client().logIn('admin@example.com'), { maxPerBuyer: 20 });
  buyer = await office.client().asGuest();
}, 240_000);

async function pay(seat: number): Promise<string> {
  const { order } = await placeOrder(buyer, sale, { seats: [seat] });
  expect((await press(await startPayment(buyer, order.orderNo), 'approve')).status).toBeLessThan(400);
  return order.orderNo;
}

const statusOf = async (no: string) =>
  (await buyer.ask('query($no: ID!) { order(orderNo: $no) { status } }', { no })).order.status as string;

async function expectFinished(orderNos: string[]): Promise<void> {
  for (const orderNo of orderNos)
    await waitFor(async () => (await statusOf(orderNo)) === 'FULFILLED', { timeoutMs: 60_000, what: `order ${orderNo}` });
  await eventually(
    async () => {
      const [row] = (await ledger.query(BALANCE)).rows;
      expect(row).toMatchObject({ waiting: '0', dead: '0' });
      expect(row.written).toBe(row.done);
    },
    { timeoutMs: 60_000 },
  );
  const { rows } = await ledger.query('SELECT order_no, count(*)::int FROM ticket WHERE order_no = ANY ($1) GROUP BY 1', [orderNos]);
  expect(rows.map((row) => row.count)).toEqual(orderNos.map(() => 1));
}

test("while the queues' Redis is away orders and payments are accepted; all is finished when it is back, empty", async () => {
  const before = await pay(0);
  await queues.kill();
  const during = [await pay(1), await pay(2)];
  // Accepted, and nothing more: what follows from the payment waits in the ledger.
  expect(await statusOf(during[0]!)).toBe('PENDING');
  await queues.restart();
  await expectFinished([before, ...during]);
}, 240_000);

test("what the queues' Redis forgets in the middle of its work is queued again from the ledger", async () => {
  const redis = new Redis(queues.redisUrl);
  disposer.add(() => redis.disconnect());
  const orderNos: string[] = [];
  for (const seat of [5, 6, 7]) {
    orderNos.push(await pay(seat));
    await redis.flushall();
  }
  await expectFinished(orderNos);
}, 240_000);
