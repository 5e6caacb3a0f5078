import { expect, test } from 'vitest';
import { newId } from '../../src/domain/id.js';
import { SalesStore } from '../../src/stores/sales.store.js';
import { useDisposer } from '../support/disposer.js';
import { eventually } from '../support/wait-for.js';
import { STAFF } from './catalogue.fixture.js';
import { openShop, type Shop } from './payment.fixture.js';

const disposer = useDisposer();

const cash = (shop: Shop, orderNo: string, viewer = STAFF, idempotencyKey: string = newId()) =>
  shop.paymentService.startPayment(viewer, { orderNo, provider: 'box-office', returnUrl: null, idempotencyKey });

test('staff take cash for any order: it is paid at once, fulfilled, and the money adds up', async () => {
  const shop = await openShop(disposer);
  const { orderNo } = await shop.placeOrder();
  shop.run();
  const key = newId();
  const sessions = await Promise.all(Array.from({ length: 5 }, () => cash(shop, orderNo, STAFF, key)));
  expect(new Set(sessions.map((one) => one.kind === 'PaymentSession' && one.id)).size).toBe(1);
  expect(sessions[0]).toMatchObject({ kind: 'PaymentSession', provider: 'box-office', redirectUrl: null });
  await eventually(async () => expect(await shop.orders.find(orderNo)).toMatchObject({ status: 'FULFILLED' }));
  expect(await shop.payments.ofOrders([orderNo])).toMatchObject([{ status: 'CAPTURED', provider: 'box-office' }]);
  const takings = await new SalesStore({ ledger: shop.ledger }).takings(shop.event.eventId);
  expect(takings).toMatchObject({ capturedMinor: 10_500, liveTicketMinor: 10_500, differenceMinor: 0 });
  const { rows } = await shop.ledger.pool.query(`SELECT actor FROM audit_entry WHERE action = 'order.takePayment'`);
  expect(rows).toEqual([{ actor: STAFF.personId }]);
  expect(await cash(shop, orderNo)).toMatchObject({ kind: 'OrderNotPayable' });
});

test('nobody else may pay at the box office, and is not told of it', async () => {
  const shop = await openShop(disposer);
  const { orderNo } = await shop.placeOrder();
  await expect(cash(shop, orderNo, shop.viewer)).rejects.toMatchObject({
    code: 'BAD_USER_INPUT',
    message: expect.not.stringContaining('box-office'),
  });
  expect(await shop.payments.ofOrders([orderNo])).toEqual([]);
});

test('cash goes back at the counter: the refund is done at once', async () => {
  const shop = await openShop(disposer);
  const { orderNo } = await shop.placeOrder();
  shop.run();
  await cash(shop, orderNo);
  await eventually(async () => expect(await shop.orders.find(orderNo)).toMatchObject({ status: 'FULFILLED' }));
  const [item] = await shop.orders.items([orderNo]);
  const wish = { orderNo, items: [item!.id], reason: 'Ill', returnTo: 'ON_SALE' as const, idempotencyKey: newId() };
  const given = await shop.money.refunds.refundOrder(STAFF, wish);
  if (given.kind !== 'Refund') throw new Error(given.kind);
  await eventually(async () => expect(await shop.refunds.find(given.refund.id)).toMatchObject({ status: 'DONE' }));
  expect(await shop.payments.ofOrders([orderNo])).toMatchObject([{ refundedMinor: 4500 }]);
});

test('cash that was taken for an order that was cancelled in the same moment goes back', async () => {
  const shop = await openShop(disposer);
  const { orderNo } = await shop.placeOrder();
  await cash(shop, orderNo);
  await shop.orderEnd.cancelOrder(shop.viewer, orderNo, newId());
  shop.run();
  await eventually(async () => expect(await shop.payments.ofOrders([orderNo])).toMatchObject([{ status: 'VOIDED' }]));
  expect(await shop.orders.find(orderNo)).toMatchObject({ status: 'CANCELLED' });
});

test('a webhook that says to come from the box office is refused', async () => {
  const shop = await openShop(disposer);
  const answer = await fetch(`${shop.url}/webhooks/box-office`, { method: 'POST', body: '{}' });
  expect(answer.status).toBe(401);
});
