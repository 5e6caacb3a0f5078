import { beforeAll, expect, test } from 'vitest';
import { type BoxOffice, startBoxOffice } from '../support/box-office.js';
import { useDisposer } from '../support/disposer.js';
import type { GraphQLClient } from '../support/graphql-client.js';
import { placeOrder, press, startPayment } from '../support/purchase.js';
import { openSale, type TestSale } from '../support/sale.js';
import { eventually, waitFor } from '../support/wait-for.js';
import { expectEquations } from './equations.js';
import { type MoneyLedger, openMoneyLedger } from './money.ledger.js';
import { score } from './scoreboard.js';
import { buildThatIsStruck, type StrikingBuild } from './striking.build.js';
import { supervise } from './supervisor.js';

const ROUNDS = 10;
const ORDERS_EACH = 3;
const ADDED = { name: 'jobs are added and not marked', file: 'jobs/outbox.relay.js', at: 'await outbox.markSent(' };

const disposer = useDisposer({ scope: 'file' });
let build: StrikingBuild;
let office: BoxOffice;
let ledger: MoneyLedger;
let sale: TestSale;
let buyer: GraphQLClient;
let urls: string[];
let deaths = () => 0;

beforeAll(async () => {
  build = buildThatIsStruck(disposer, [ADDED]);
  const env = { JOB_LOCK_MS: '1000', JOB_BACKOFF_MS: '100', SANDBOX_RETRY_MS: '200', RECONCILE_MS: '500', RECONCILE_AFTER_SECONDS: '2' };
  office = await startBoxOffice(disposer, { ...env, LIMIT_HOLDS_PER_10S: '1000' }, build.dist);
  const twin = await office.twins();
  urls = [office.url, twin.url];
  deaths = supervise(disposer, [office.api, office.worker, twin.api, twin.worker]).deaths;
  ledger = openMoneyLedger(disposer, office.databaseUrl);
  sale = await openSale(await office.client().logIn('admin@example.com'), { rows: 4, seatsPerRow: 10, maxPerBuyer: 100 });
  buyer = await office.client().asGuest();
}, 240_000);

/** Keeps what one order is told from being committed, while younger transactions commit. @returns what lets it go on */
async function holdUp(orderNo: string): Promise<() => Promise<void>> {
  const client = await ledger.pool.connect();
  await client.query('BEGIN');
  await client.query('SELECT 1 FROM orders WHERE order_no = $1 FOR UPDATE', [orderNo]);
  return async () => {
    await client.query('COMMIT');
    client.release();
  };
}

async function allReady(): Promise<void> {
  await eventually(
    async () => expect(await Promise.all(urls.map(async (url) => (await fetch(`${url}/readyz`)).ok))).toEqual([true, true]),
    {
      timeoutMs: 30_000,
      what: 'both apis to be ready',
    },
  );
}

async function round(at: number): Promise<string[]> {
  await allReady();
  const orders = [];
  for (let i = 0; i < ORDERS_EACH; i += 1) {
    const { order } = await placeOrder(buyer, sale, { seats: [at * ORDERS_EACH + i] });
    orders.push({ orderNo: order.orderNo as string, page: await startPayment(buyer, order.orderNo) });
  }
  const letGo = await holdUp(orders[0]!.orderNo);
  build.arm({ points: [ADDED.name], signal: 'SIGKILL', once: true });
  // Whoever is struck may be the one who serves the provider's page: it is asked again until it answers.
  for (const { page } of orders)
    await waitFor(async () => (await press(page, 'approve')).status < 400, {
      timeoutMs: 30_000,
      everyMs: 100,
      what: "the provider's page",
    });
  await waitFor(() => build.struck().length > 0, { timeoutMs: 20_000, what: 'a relay to die' });
  await letGo();
  return orders.map(({ orderNo }) => orderNo);
}

test('four relays race, one dies between adding and marking again and again, old messages commit last: nothing is missed or doubled', async () => {
  const orderNos: string[] = [];
  let worstRecoveryMs = 0;
  for (let at = 0; at < ROUNDS; at += 1) {
    orderNos.push(...(await round(at)));
    worstRecoveryMs = Math.max(worstRecoveryMs, await ledger.settled(orderNos, 60_000));
  }
  const { double, lost } = await ledger.faultsOf(orderNos);
  expect({ double, lost }).toEqual({ double: [], lost: [] });
  expect(deaths()).toBeGreaterThanOrEqual(ROUNDS);
  const books = await expectEquations(ledger.pool);
  const { done } = await ledger.balance();
  const faults = { 'relay killed between adding and marking': deaths(), 'messages committed out of order': ROUNDS };
  score({ test: 'T12', faults, orders: orderNos.length, effects: done, double: double.length, lost: lost.length, worstRecoveryMs, books });
}, 600_000);
