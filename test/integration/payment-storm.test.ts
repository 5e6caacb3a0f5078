import { expect, test } from 'vitest';
import { newId } from '../../src/domain/id.js';
import { NO_FAULTS, type SandboxFaults } from '../../src/domain/sandbox-faults.js';
import { FaultyBank } from '../../src/payments/faulty.bank.js';
import { SandboxDelivery } from '../../src/payments/sandbox.delivery.js';
import { SandboxProvider } from '../../src/payments/sandbox.provider.js';
import { signWebhook } from '../../src/payments/sandbox.signature.js';
import { PaymentWatchService } from '../../src/services/payment-watch.service.js';
import { SalesStore } from '../../src/stores/sales.store.js';
import { useDisposer } from '../support/disposer.js';
import { eventually } from '../support/wait-for.js';
import { STAFF } from './catalogue.fixture.js';
import { QUIET } from './jobs.fixture.js';
import { openShop, SECRETS, session, type Shop } from './payment.fixture.js';

const disposer = useDisposer();

/** A shop whose provider has faults, on both of its sides. */
async function openStormy(faults: Partial<SandboxFaults>) {
  const shop = await openShop(disposer, { attempts: 30 });
  const all = { ...NO_FAULTS, ...faults };
  const bank = new FaultyBank({ bank: shop.sandbox, faults: all });
  shop.providers.set('sandbox', new SandboxProvider({ bank, publicUrl: shop.url, secrets: SECRETS }));
  const webhookUrl = () => `${shop.url}/webhooks/sandbox`;
  const options = { books: shop.books, log: QUIET, webhookUrl, secret: SECRETS[1]!, retryMs: 20, faults: all };
  const delivery = disposer.own(new SandboxDelivery(options));
  const { payments, providers } = shop;
  const watch = new PaymentWatchService({ payments, providers, paymentEvents: shop.paymentEvents, afterMs: 100, onError() {} });
  const run = () => {
    shop.plant.relay.start();
    shop.plant.workers.start();
    delivery.start();
  };
  return { shop, run, watch };
}

async function approve(shop: Shop, count: number): Promise<string[]> {
  const orders = await Promise.all(Array.from({ length: count }, () => shop.placeOrder()));
  for (const { orderNo } of orders) {
    const { redirectUrl } = await session(shop, orderNo);
    await fetch(`${redirectUrl}/approve`, { method: 'POST', headers: { accept: 'application/json' } });
  }
  return orders.map(({ orderNo }) => orderNo);
}

/** Every order has its tickets and its money once; the books of both sides agree. */
async function expectFulfilled(shop: Shop, orderNos: string[], each: () => Promise<unknown> = async () => {}) {
  await eventually(
    async () => {
      await each();
      const payments = await shop.payments.ofOrders(orderNos);
      expect(payments.filter(({ status }) => status === 'CAPTURED')).toHaveLength(orderNos.length);
      const orders = await shop.orders.findMany(orderNos);
      expect(orders.map(({ status }) => status)).toEqual(orderNos.map(() => 'FULFILLED'));
    },
    { timeoutMs: 60_000, everyMs: 100 },
  );
  expect(await shop.tickets.ofOrders(orderNos)).toHaveLength(orderNos.length * 3);
  const steps = (await shop.orders.steps(orderNos)).map(({ what }) => what);
  for (const what of ['paid', 'ticketed', 'captured']) expect(steps.filter((step) => step === what)).toHaveLength(orderNos.length);
  const takings = await new SalesStore({ ledger: shop.ledger }).takings(shop.event.eventId);
  expect(takings).toMatchObject({ capturedMinor: orderNos.length * 10_500, differenceMinor: 0 });
}

test('webhooks that come late, out of order, twenty times and among forgeries pay each order once', async () => {
  const { shop, run } = await openStormy({ delayMs: 400, copies: 20, forge: 0.5 });
  run();
  await expectFulfilled(shop, await approve(shop, 12));
  const { rows } = await shop.ledger.pool.query(`SELECT count(*)::int AS events, count(parked_why)::int AS parked FROM payment_event`);
  expect(rows).toEqual([{ events: 24, parked: 0 }]);
});

test('calls that are not answered, before and after they took effect, end as if they had been', async () => {
  const { shop, run } = await openStormy({ lose: 0.4, answerMs: 50 });
  run();
  const orders = await Promise.all(Array.from({ length: 8 }, () => shop.placeOrder()));
  for (const { orderNo } of orders) {
    const key = newId();
    let page = '';
    await eventually(async () => void (page = (await session(shop, orderNo, { idempotencyKey: key })).redirectUrl));
    await fetch(`${page}/approve`, { method: 'POST', headers: { accept: 'application/json' } });
  }
  await expectFulfilled(
    shop,
    orders.map(({ orderNo }) => orderNo),
  );
});

test('webhooks that never come are asked for', async () => {
  const { shop, run, watch } = await openStormy({ drop: 1 });
  run();
  const orderNos = await approve(shop, 6);
  await expectFulfilled(shop, orderNos, () => watch.askAround());
  const given = await shop.money.refunds.refundOrder(STAFF, {
    orderNo: orderNos[0]!,
    items: null,
    reason: 'Ill',
    returnTo: 'ON_SALE',
    idempotencyKey: newId(),
  });
  if (given.kind !== 'Refund') throw new Error(given.kind);
  await eventually(async () => {
    await watch.askAround();
    expect(await shop.refunds.find(given.refund.id)).toMatchObject({ status: 'DONE' });
  });
});

test('captures that are refused give tickets back, and the money adds up all the same', async () => {
  const { shop, run } = await openStormy({ refuseCapture: 0.5, copies: 3, delayMs: 100 });
  run();
  const orderNos = await approve(shop, 12);
  const ends = async () => {
    const payments = await shop.payments.ofOrders(orderNos);
    return Promise.all(
      orderNos.map(async (orderNo) => {
        const tickets = await shop.tickets.ofOrders([orderNo]);
        const valid = tickets.filter(({ status }) => status === 'VALID').length;
        return `${(await shop.orders.find(orderNo))!.status} ${payments.find((one) => one.orderNo === orderNo)!.status} ${valid}`;
      }),
    );
  };
  await eventually(async () => expect(new Set([...(await ends()), 'FULFILLED CAPTURED 3', 'REFUNDED FAILED 0']).size).toBe(2), {
    timeoutMs: 60_000,
  });
  const takings = await new SalesStore({ ledger: shop.ledger }).takings(shop.event.eventId);
  expect(takings).toMatchObject({ differenceMinor: 0, promisedMinor: 0 });
});

test('a refund that fails is seen by staff, who ask again until it is done', async () => {
  const { shop, run } = await openStormy({});
  run();
  const [orderNo] = await approve(shop, 1);
  await expectFulfilled(shop, [orderNo!]);
  const failing = new FaultyBank({ bank: shop.sandbox, faults: { ...NO_FAULTS, failRefund: 1 } });
  const sound = shop.providers.get('sandbox')!;
  shop.providers.set('sandbox', new SandboxProvider({ bank: failing, publicUrl: shop.url, secrets: SECRETS }));
  const wish = { orderNo: orderNo!, items: null, reason: 'Ill', returnTo: 'ON_SALE' as const, idempotencyKey: newId() };
  const given = await shop.money.refunds.refundOrder(STAFF, wish);
  if (given.kind !== 'Refund') throw new Error(given.kind);
  const { id } = given.refund;
  await eventually(async () => expect(await shop.refunds.find(id)).toMatchObject({ status: 'FAILED', failure: 'the account is closed' }));
  const sales = new SalesStore({ ledger: shop.ledger });
  expect(await sales.takings(shop.event.eventId)).toMatchObject({ refundsFailedMinor: 10_500, differenceMinor: 0 });
  shop.providers.set('sandbox', sound);
  await Promise.all(Array.from({ length: 4 }, () => shop.money.refunds.retryRefund(STAFF, id)));
  await eventually(async () => expect(await shop.refunds.find(id)).toMatchObject({ status: 'DONE', failure: null }));
  expect(await shop.payments.ofOrders([orderNo!])).toMatchObject([{ refundedMinor: 10_500 }]);
  expect(await sales.takings(shop.event.eventId)).toMatchObject({ refundsFailedMinor: 0, returnedMinor: 10_500, differenceMinor: 0 });
  expect(await shop.money.refunds.retryRefund(STAFF, id)).toMatchObject({ status: 'DONE' });
});

test('what cannot be acted on is kept with its reason, newest first, page by page', async () => {
  const { shop } = await openStormy({});
  const { orderNo } = await shop.placeOrder();
  const { id } = await session(shop, orderNo);
  const payment = (await shop.payments.find(id))!;
  const tell = async (type: string, changes: object, refund?: object) => {
    const about = { id: payment.providerRef, reference: id, amountMinor: 10_500, currency: 'EUR', ...changes };
    const body = JSON.stringify({ id: newId(), type, payment: about, refund });
    const headers = { 'content-type': 'application/json', ...signWebhook(body, SECRETS[0]!, Date.now()) };
    expect((await fetch(`${shop.url}/webhooks/sandbox`, { method: 'POST', headers, body })).status).toBe(200);
  };
  await tell('declined', {});
  await tell('authorized', { reference: newId() });
  await tell('authorized', { amountMinor: 1 });
  await tell('refunded', {}, { reference: newId(), amountMinor: 100 });
  const first = await shop.paymentEvents.list({ parked: true }, { first: 2, after: null });
  const second = await shop.paymentEvents.list({ parked: true }, { first: 2, after: first.rows[1]!.cursor });
  const whys = [...first.rows, ...second.rows].map(({ node }) => [node.parkedWhy, node.orderNo]);
  expect(whys).toEqual([
    ['unknown refund', orderNo],
    ['1 EUR instead of 10500 EUR', orderNo],
    ['unknown payment', null],
  ]);
  expect((await shop.paymentEvents.list({ parked: false }, { first: 5, after: null })).rows.map(({ node }) => node.type)).toEqual([
    'declined',
  ]);
  expect((await shop.paymentEvents.list({ parked: null }, { first: 5, after: null })).rows).toHaveLength(4);
});
