import { expect, test } from 'vitest';
import { newId } from '../../src/domain/id.js';
import type { PaymentProvider } from '../../src/payments/payment-provider.port.js';
import { useDisposer } from '../support/disposer.js';
import { eventually } from '../support/wait-for.js';
import { openShop, session } from './payment.fixture.js';

const disposer = useDisposer();
const JSON_ONLY = { method: 'POST', headers: { accept: 'application/json' } };

test('an approved payment becomes a fulfilled order with one ticket an item, captured money and sold seats', async () => {
  // Its mail has no server: with few tries it would be a dead letter in the timeline, sooner or later.
  const shop = await openShop(disposer, { attempts: 1000 });
  shop.run();
  const { orderNo } = await shop.placeOrder();
  const { redirectUrl } = await session(shop, orderNo);
  const answer = await fetch(`${redirectUrl}/approve`, JSON_ONLY);
  expect(await answer.json()).toMatchObject({ status: 'authorized', amountMinor: 10_500, currency: 'EUR' });
  await eventually(async () => {
    expect(await shop.orders.find(orderNo)).toMatchObject({ status: 'FULFILLED' });
    expect(await shop.payments.ofOrders([orderNo])).toMatchObject([{ status: 'CAPTURED' }]);
    expect((await shop.inventory.readMap(shop.event.eventId))?.tiers).toMatchObject([{ sold: 2 }, { sold: 1 }]);
  });
  const tickets = await shop.tickets.ofOrders([orderNo]);
  expect(tickets).toHaveLength(3);
  expect(new Set(tickets.map((ticket) => ticket.code)).size).toBe(3);
  expect(tickets[0]?.code).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
  expect((await shop.timeline(orderNo)).toSorted()).toEqual(['captured', 'paid', 'placed', 'ticketed']);
  expect(shop.changed).toContain(orderNo);
});

test('approving again and again changes nothing and owes no second webhook', async () => {
  const shop = await openShop(disposer);
  const { orderNo } = await shop.placeOrder();
  const { redirectUrl } = await session(shop, orderNo);
  await Promise.all(Array.from({ length: 10 }, () => fetch(`${redirectUrl}/approve`, JSON_ONLY)));
  await fetch(`${redirectUrl}/decline`, JSON_ONLY);
  expect(await shop.sandboxStatus()).toEqual(['authorized']);
  const { rows } = await shop.ledger.pool.query('SELECT type FROM sandbox_webhook');
  expect(rows).toEqual([{ type: 'authorized' }]);
});

test('a declined payment leaves the order PENDING, and another one may be started and paid', async () => {
  const shop = await openShop(disposer);
  shop.run();
  const { orderNo } = await shop.placeOrder();
  const first = await session(shop, orderNo);
  await fetch(`${first.redirectUrl}/decline`, JSON_ONLY);
  await eventually(async () => expect(await shop.payments.ofOrders([orderNo])).toMatchObject([{ status: 'DECLINED' }]));
  expect(await shop.orders.find(orderNo)).toMatchObject({ status: 'PENDING' });
  const second = await session(shop, orderNo);
  expect(second.id).not.toBe(first.id);
  await fetch(`${second.redirectUrl}/approve`, JSON_ONLY);
  await eventually(async () => expect(await shop.orders.find(orderNo)).toMatchObject({ status: 'FULFILLED' }));
  expect(await shop.timeline(orderNo)).toContain('declined');
});

test('Later leaves the payment open', async () => {
  const shop = await openShop(disposer);
  const { orderNo } = await shop.placeOrder();
  const { redirectUrl, id } = await session(shop, orderNo);
  expect(await (await fetch(`${redirectUrl}/later`, JSON_ONLY)).json()).toMatchObject({ status: 'pending' });
  expect((await session(shop, orderNo)).id).toBe(id);
});

test('money that comes after the order was cancelled is let go, and the order says so', async () => {
  const shop = await openShop(disposer);
  const { orderNo } = await shop.placeOrder();
  const { redirectUrl } = await session(shop, orderNo);
  await fetch(`${redirectUrl}/approve`, JSON_ONLY);
  await shop.orderEnd.cancelOrder(shop.viewer, orderNo, newId());
  shop.run();
  await eventually(async () => {
    expect(await shop.payments.ofOrders([orderNo])).toMatchObject([{ status: 'VOIDED' }]);
    expect(await shop.sandboxStatus()).toEqual(['voided']);
  });
  expect(await shop.orders.find(orderNo)).toMatchObject({ status: 'CANCELLED', failureCode: 'CANCELLED_BY_BUYER' });
  expect(await shop.tickets.ofOrders([orderNo])).toEqual([]);
});

test('an expired order voids its open session at the provider, which cannot be approved any more', async () => {
  const shop = await openShop(disposer);
  shop.run();
  const { orderNo } = await shop.placeOrder();
  const { redirectUrl } = await session(shop, orderNo);
  await shop.ledger.pool.query(`UPDATE orders SET pay_by = now() - interval '1 second'`);
  expect(await shop.orderEnd.expireUnpaid()).toBe(1);
  await eventually(async () => expect(await shop.sandboxStatus()).toEqual(['voided']));
  expect(await (await fetch(`${redirectUrl}/approve`, JSON_ONLY)).json()).toMatchObject({ status: 'voided' });
  expect(await shop.pay(orderNo)).toEqual({ kind: 'OrderNotPayable', status: 'EXPIRED' });
});

test('money that was approved in time and told of after the end still gets its seats', async () => {
  const shop = await openShop(disposer);
  const { orderNo } = await shop.placeOrder();
  const { redirectUrl } = await session(shop, orderNo);
  await fetch(`${redirectUrl}/approve`, JSON_ONLY);
  await shop.ledger.pool.query(`UPDATE orders SET pay_by = now() - interval '1 second'`);
  expect(await shop.orderEnd.expireUnpaid()).toBe(1);
  shop.plant.relay.start();
  shop.plant.workers.start();
  // The end closes what is open at the provider, and leaves what is approved.
  await eventually(async () => expect((await shop.outbox.balance()).waiting).toBe(0));
  expect(await shop.sandboxStatus()).toEqual(['authorized']);
  expect(await shop.orders.find(orderNo)).toMatchObject({ status: 'EXPIRED', failureCode: 'PAYMENT_EXPIRED' });
  shop.delivery.start();
  await eventually(async () => expect(await shop.orders.find(orderNo)).toMatchObject({ status: 'FULFILLED', failureCode: null }));
  await eventually(async () => expect(await shop.sandboxStatus()).toEqual(['captured']));
  expect((await shop.timeline(orderNo)).slice(0, 4)).toEqual(['placed', 'expired', 'reacquired', 'paid']);
});

test('a session that has expired cannot be approved', async () => {
  const shop = await openShop(disposer);
  const { orderNo } = await shop.placeOrder();
  const { redirectUrl } = await session(shop, orderNo);
  await shop.ledger.pool.query(`UPDATE sandbox_payment SET expires_at = now() - interval '1 second'`);
  expect(await (await fetch(`${redirectUrl}/approve`, JSON_ONLY)).json()).toMatchObject({ status: 'pending' });
  expect(await (await fetch(redirectUrl)).text()).toContain('The time to pay is over.');
});

test('fifty starts at once open one session', async () => {
  const shop = await openShop(disposer);
  const { orderNo } = await shop.placeOrder();
  const sessions = await Promise.all(Array.from({ length: 50 }, () => session(shop, orderNo)));
  expect(new Set(sessions.map((one) => one.id)).size).toBe(1);
  expect(new Set(sessions.map((one) => one.redirectUrl)).size).toBe(1);
  expect(await shop.sandboxStatus()).toEqual(['pending']);
});

test('an expired session is replaced and voided, and money for it is let go', async () => {
  const shop = await openShop(disposer);
  const { orderNo } = await shop.placeOrder();
  const old = await session(shop, orderNo);
  await fetch(`${old.redirectUrl}/approve`, JSON_ONLY);
  await shop.ledger.pool.query(`UPDATE payment SET expires_at = now() - interval '1 second'`);
  const fresh = await session(shop, orderNo);
  expect(fresh.id).not.toBe(old.id);
  shop.run();
  await eventually(async () => expect((await shop.sandboxStatus()).toSorted()).toEqual(['pending', 'voided']));
  await eventually(async () => expect(await shop.timeline(orderNo)).toContain('late-payment'));
  expect(await shop.payments.ofOrders([orderNo])).toMatchObject([{ status: 'FAILED' }, { status: 'PENDING' }]);
  await fetch(`${fresh.redirectUrl}/approve`, JSON_ONLY);
  await eventually(async () => expect(await shop.orders.find(orderNo)).toMatchObject({ status: 'FULFILLED' }));
});

test('the same key gives the same session; with another input it is a conflict', async () => {
  const shop = await openShop(disposer);
  const [one, other] = [await shop.placeOrder(), await shop.placeOrder()];
  const idempotencyKey = newId();
  const first = await session(shop, one.orderNo, { idempotencyKey });
  expect(await session(shop, one.orderNo, { idempotencyKey })).toEqual(first);
  await expect(session(shop, other.orderNo, { idempotencyKey })).rejects.toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
});

test('only the owner starts a payment, and only with a provider that is set up', async () => {
  const shop = await openShop(disposer);
  const { orderNo } = await shop.placeOrder();
  const input = { orderNo, provider: 'sandbox', returnUrl: null, idempotencyKey: newId() };
  const stranger = { ...shop.viewer, personId: newId() };
  await expect(shop.paymentService.startPayment(stranger, input)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(shop.paymentService.startPayment(shop.viewer, { ...input, orderNo: 'nonsense' })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
  await expect(shop.paymentService.startPayment(shop.viewer, { ...input, provider: 'gold' })).rejects.toMatchObject({
    code: 'BAD_USER_INPUT',
  });
  await expect(shop.paymentService.startPayment(shop.viewer, { ...input, idempotencyKey: '' })).rejects.toMatchObject({
    code: 'BAD_USER_INPUT',
  });
});

test('a provider that is down loses nothing: the repeat finishes the same payment', async () => {
  const shop = await openShop(disposer);
  const { orderNo } = await shop.placeOrder();
  const idempotencyKey = newId();
  const down = {
    ...shop.provider,
    name: 'sandbox',
    start: async () => Promise.reject(new Error('no route')),
  } as unknown as PaymentProvider;
  shop.providers.set('sandbox', down);
  await expect(shop.pay(orderNo, { idempotencyKey })).rejects.toMatchObject({ code: 'DEPENDENCY_UNAVAILABLE' });
  shop.providers.set('sandbox', shop.provider);
  const repeated = await session(shop, orderNo, { idempotencyKey });
  expect(repeated.redirectUrl).toContain('/sandbox/pay/');
  expect(await shop.payments.ofOrders([orderNo])).toHaveLength(1);
});
