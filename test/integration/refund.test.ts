import { expect, test } from 'vitest';
import { newId } from '../../src/domain/id.js';
import { seatStateAt } from '../../src/domain/seat.js';
import { useDisposer } from '../support/disposer.js';
import { eventually } from '../support/wait-for.js';
import { STAFF } from './catalogue.fixture.js';
import { openShop, session, type Shop } from './payment.fixture.js';

const disposer = useDisposer();

const wish = (orderNo: string, changes: object = {}) => ({
  orderNo,
  items: null as string[] | null,
  reason: 'Broken arm',
  returnTo: 'ON_SALE' as 'ON_SALE' | 'BLOCKED',
  idempotencyKey: newId(),
  ...changes,
});

/** An order of two seats and a standing place (105.00 EUR), paid, with tickets, on the map. */
async function boughtOrder(shop: Shop) {
  const { orderNo } = await shop.placeOrder();
  const { redirectUrl, id } = await session(shop, orderNo);
  await fetch(`${redirectUrl}/approve`, { method: 'POST', headers: { accept: 'application/json' } });
  await eventually(async () => {
    expect(await shop.orders.find(orderNo)).toMatchObject({ status: 'FULFILLED' });
    expect(await shop.payments.find(id)).toMatchObject({ status: 'CAPTURED' });
    expect(await shop.inbox.done(`seat-confirmation:confirm:${orderNo}`)).toBe(true);
  });
  return { orderNo, paymentId: id, items: await shop.orders.items([orderNo]) };
}

async function refund(shop: Shop, orderNo: string, changes: object = {}) {
  const result = await shop.money.refunds.refundOrder(STAFF, wish(orderNo, changes));
  if (result.kind !== 'Refund') throw new Error(JSON.stringify(result));
  return result.refund;
}

const settled = (shop: Shop, id: string, status = 'DONE') =>
  eventually(async () => expect(await shop.refunds.find(id)).toMatchObject({ status }), { timeoutMs: 60_000 });

async function onMap(shop: Shop) {
  const { map, tiers } = (await shop.inventory.readMap(shop.event.eventId))!;
  return { seat: (index: number) => seatStateAt(map, index), standing: tiers.find(({ tier }) => tier === 1)! };
}

test('one item of three is given back: its ticket is void, its seat is free, its money is back, and the rest stays', async () => {
  const shop = await openShop(disposer);
  shop.run();
  const { orderNo, paymentId, items } = await boughtOrder(shop);
  const [seat] = items;
  const given = await refund(shop, orderNo, { items: [seat!.id] });
  expect(given).toMatchObject({ status: 'PENDING', amountMinor: 4500, currency: 'EUR', paymentId });
  await settled(shop, given.id);
  expect(await shop.orders.find(orderNo)).toMatchObject({ status: 'FULFILLED', refundedMinor: 4500, failureCode: null });
  expect(await shop.payments.find(paymentId)).toMatchObject({ status: 'CAPTURED', refundedMinor: 4500 });
  const tickets = await shop.tickets.ofOrders([orderNo]);
  expect(tickets.filter((ticket) => ticket.status === 'VOID').map((ticket) => ticket.itemId)).toEqual([seat!.id]);
  await eventually(async () => expect((await onMap(shop)).seat(seat!.seatIndex!)).toBe(0));
  expect((await onMap(shop)).seat(items[1]!.seatIndex!)).toBe(2);
  expect((await onMap(shop)).standing).toMatchObject({ sold: 1, free: 49 });
  expect((await shop.timeline(orderNo)).filter((what) => what.startsWith('refund'))).toEqual(['refund-begun', 'refunded']);
  // The seat can be sold again: the ledger's last line lets it.
  const { rows } = await shop.ledger.pool.query('SELECT movement FROM stock_movement WHERE seat_index = $1 ORDER BY id', [seat!.seatIndex]);
  expect(rows.map((row: { movement: string }) => row.movement)).toEqual(['RESERVED', 'SOLD', 'RETURNED']);
});

test('the last item given back ends the order, and a further refund finds nothing', async () => {
  const shop = await openShop(disposer);
  shop.run();
  const { orderNo, paymentId, items } = await boughtOrder(shop);
  const first = await refund(shop, orderNo, { items: [items[2]!.id] });
  const rest = await refund(shop, orderNo);
  expect(rest.amountMinor).toBe(9000);
  for (const { id } of [first, rest]) await settled(shop, id);
  expect(await shop.orders.find(orderNo)).toMatchObject({ status: 'REFUNDED', refundedMinor: 10_500 });
  await eventually(async () => expect(await shop.payments.find(paymentId)).toMatchObject({ refundedMinor: 10_500 }));
  expect(await shop.money.refunds.refundOrder(STAFF, wish(orderNo))).toEqual({ kind: 'NothingToRefund', orderStatus: 'REFUNDED' });
  const { rows } = await shop.ledger.pool.query('SELECT taken FROM tier_stock');
  expect(rows).toEqual([{ taken: 0 }]);
  await eventually(async () => expect((await onMap(shop)).standing).toMatchObject({ sold: 0, free: 50 }));
});

test('the same key gives the same refund, also from many at once; another wish with it is a conflict', async () => {
  const shop = await openShop(disposer);
  shop.run();
  const { orderNo, items } = await boughtOrder(shop);
  const once = wish(orderNo, { items: [items[0]!.id] });
  const results = await Promise.all(Array.from({ length: 8 }, () => shop.money.refunds.refundOrder(STAFF, once)));
  expect(new Set(results.map((result) => result.kind === 'Refund' && result.refund.id)).size).toBe(1);
  await expect(shop.money.refunds.refundOrder(STAFF, { ...once, items: null })).rejects.toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
  const keys = await Promise.all(Array.from({ length: 8 }, () => shop.money.refunds.refundOrder(STAFF, wish(orderNo))));
  expect(keys.filter((result) => result.kind === 'Refund')).toHaveLength(1);
  expect(await shop.refunds.ofOrders([orderNo])).toHaveLength(2);
  await eventually(async () => expect((await shop.payments.ofOrders([orderNo]))[0]).toMatchObject({ refundedMinor: 10_500 }));
  const audit = await shop.ledger.pool.query(`SELECT FROM audit_entry WHERE action = 'order.refund'`);
  expect(audit.rowCount).toBe(2);
});

test('items that are blocked afterwards stay off the sale, in the ledger and on the map', async () => {
  const shop = await openShop(disposer);
  shop.run();
  const { orderNo, items } = await boughtOrder(shop);
  await refund(shop, orderNo, { returnTo: 'BLOCKED' });
  await eventually(async () => {
    const map = await onMap(shop);
    expect(items.filter((item) => item.seatIndex !== null).map((item) => map.seat(item.seatIndex!))).toEqual([3, 3]);
    expect(map.standing).toMatchObject({ sold: 0, blocked: 1, free: 49 });
  });
  const { rows } = await shop.ledger.pool.query('SELECT seat_index, quantity FROM block ORDER BY seat_index');
  expect(rows).toEqual([
    { seat_index: items[0]!.seatIndex, quantity: 1 },
    { seat_index: items[1]!.seatIndex, quantity: 1 },
    { seat_index: null, quantity: 1 },
  ]);
  expect((await shop.ledger.pool.query('SELECT taken FROM tier_stock')).rows).toEqual([{ taken: 1 }]);
});

test('an order that is not paid, an item of another order and an order that is none are refused', async () => {
  const shop = await openShop(disposer);
  shop.run();
  const pending = await shop.placeOrder();
  const { orderNo } = await boughtOrder(shop);
  const { refunds } = shop.money;
  expect(await refunds.refundOrder(STAFF, wish(pending.orderNo))).toEqual({ kind: 'NothingToRefund', orderStatus: 'PENDING' });
  const [foreign] = await shop.orders.items([pending.orderNo]);
  await expect(refunds.refundOrder(STAFF, wish(orderNo, { items: [foreign!.id] }))).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  await expect(refunds.refundOrder(STAFF, wish(orderNo, { items: [] }))).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  await expect(refunds.refundOrder(STAFF, wish('0000000000'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(await shop.refunds.ofOrders([orderNo])).toEqual([]);
});

test('an order that is given back before its tickets and its place on the map exist gets neither', async () => {
  const shop = await openShop(disposer);
  const { orderNo } = await shop.placeOrder();
  const { redirectUrl } = await session(shop, orderNo);
  await fetch(`${redirectUrl}/approve`, { method: 'POST', headers: { accept: 'application/json' } });
  shop.delivery.start();
  await eventually(async () => expect((await shop.ledger.pool.query('SELECT FROM payment_event')).rowCount).toBe(1));
  const [{ id: eventId }] = (await shop.ledger.pool.query('SELECT id FROM payment_event')).rows as [{ id: string }];
  await shop.paymentEvents.apply(eventId, (work) => shop.ledger.run(work));
  expect(await shop.orders.find(orderNo)).toMatchObject({ status: 'PAID' });
  const given = await refund(shop, orderNo);
  shop.run();
  await settled(shop, given.id);
  await eventually(async () => {
    expect((await shop.outbox.balance()).waiting).toBeLessThanOrEqual(1); // a mail has no server here
    expect(await shop.inbox.done(`seat-confirmation:return:${given.id}`)).toBe(true);
    expect(await shop.inbox.done(`seat-confirmation:confirm:${orderNo}`)).toBe(true);
  });
  expect(await shop.orders.find(orderNo)).toMatchObject({ status: 'REFUNDED' });
  expect(await shop.tickets.ofOrders([orderNo])).toEqual([]);
  expect((await onMap(shop)).standing).toMatchObject({ sold: 0, free: 50 });
});
