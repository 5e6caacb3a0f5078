import { expect, test } from 'vitest';
import { newId } from '../../src/domain/id.js';
import { SalesStore } from '../../src/stores/sales.store.js';
import { useDisposer } from '../support/disposer.js';
import { eventually } from '../support/wait-for.js';
import { STAFF } from './catalogue.fixture.js';
import { openShop, session, type Shop } from './payment.fixture.js';

const disposer = useDisposer();

const takings = (shop: Shop) => new SalesStore({ ledger: shop.ledger }).takings(shop.event.eventId);

/** An order of 105.00 EUR whose payment is approved. */
async function approved(shop: Shop) {
  const { orderNo } = await shop.placeOrder();
  const { redirectUrl, id } = await session(shop, orderNo);
  await fetch(`${redirectUrl}/approve`, { method: 'POST', headers: { accept: 'application/json' } });
  return { orderNo, paymentId: id };
}

const captured = (shop: Shop, paymentId: string) =>
  eventually(async () => expect(await shop.payments.find(paymentId)).toMatchObject({ status: 'CAPTURED' }));

const refund = (shop: Shop, orderNo: string, items: string[] | null = null) =>
  shop.money.refunds.refundOrder(STAFF, { orderNo, items, reason: 'Ill', returnTo: 'ON_SALE', idempotencyKey: newId() });

/** Calls the event off in the ledger, as `cancelEvent` does. */
const callOff = (shop: Shop) =>
  shop.ledger.run(async (tx) => {
    const { eventId } = shop.event;
    await shop.ledger.query({ name: 'test-call-off', text: `UPDATE event SET status = 'CANCELLED' WHERE id = $1` }, [eventId], tx);
    await shop.money.eventRefunds.begin(tx, { eventId, by: STAFF.personId, reason: 'Storm' });
  });

test('the money adds up at every moment from the first payment to the last refund', async () => {
  const shop = await openShop(disposer);
  const looks: number[] = [];
  let done = false;
  const watching = (async () => {
    while (!done) looks.push((await takings(shop)).differenceMinor);
  })();
  const orders = await Promise.all(Array.from({ length: 6 }, () => approved(shop)));
  shop.run();
  await Promise.all(orders.map(({ paymentId }) => captured(shop, paymentId)));
  const [first, second] = orders;
  const [item] = await shop.orders.items([first!.orderNo]);
  await refund(shop, first!.orderNo, [item!.id]);
  await refund(shop, second!.orderNo);
  await eventually(async () =>
    expect(await takings(shop)).toMatchObject({
      returnedMinor: 15_000,
      refundsUnderWayMinor: 0,
      promisedMinor: 0,
      awaitingTicketsMinor: 0,
    }),
  );
  done = true;
  await watching;
  expect(looks.length).toBeGreaterThan(10);
  expect(new Set(looks)).toEqual(new Set([0]));
  expect(await takings(shop)).toMatchObject({ capturedMinor: 63_000, liveTicketMinor: 48_000, promisedMinor: 0, unbalancedOrders: [] });
});

test('what is set aside, waits for its tickets or is on its way back is told by its name', async () => {
  const shop = await openShop(disposer);
  await approved(shop);
  shop.delivery.start();
  await eventually(async () => expect((await shop.ledger.pool.query('SELECT FROM payment_event')).rowCount).toBe(1));
  const [{ id }] = (await shop.ledger.pool.query('SELECT id FROM payment_event')).rows as [{ id: string }];
  await shop.paymentEvents.apply(id, (work) => shop.ledger.run(work));
  expect(await takings(shop)).toMatchObject({ capturedMinor: 0, promisedMinor: 10_500, awaitingTicketsMinor: 10_500, differenceMinor: 0 });
  const [order] = (await shop.ledger.pool.query('SELECT order_no FROM orders')).rows as [{ order_no: string }];
  await refund(shop, order.order_no);
  expect(await takings(shop)).toMatchObject({
    promisedMinor: 10_500,
    refundsUnderWayMinor: 10_500,
    awaitingTicketsMinor: 0,
    differenceMinor: 0,
  });
});

test.each([
  ['a ticket that was voided by hand', `UPDATE ticket SET status = 'VOID' WHERE id = (SELECT id FROM ticket ORDER BY id LIMIT 1)`],
  ['money that a provider took back', `UPDATE payment SET status = 'VOIDED'`],
  ['money given back without a refund', `UPDATE payment SET refunded_minor = 100`],
  [
    'a refund that nobody decided',
    `INSERT INTO refund (id, order_no, payment_id, amount_minor, reason, by, idempotency_key, input_hash)
    SELECT gen_random_uuid(), order_no, id, 100, 'x', 'x', 'x', 'x' FROM payment`,
  ],
])('%s is seen, and names the order', async (_what, sql) => {
  const shop = await openShop(disposer);
  shop.run();
  const { orderNo, paymentId } = await approved(shop);
  await captured(shop, paymentId);
  await eventually(async () => expect(await takings(shop)).toMatchObject({ liveTicketMinor: 10_500, differenceMinor: 0 }));
  await shop.ledger.pool.query(sql);
  const seen = await takings(shop);
  expect(seen.unbalancedOrders).toEqual([orderNo]);
  expect(seen.differenceMinor).toBeGreaterThan(0);
});

test('an event that is called off gives every paid order back once, and tells how far it has come', async () => {
  const shop = await openShop(disposer);
  shop.run();
  const paid = await Promise.all(Array.from({ length: 4 }, () => approved(shop)));
  await Promise.all(paid.map(({ paymentId }) => captured(shop, paymentId)));
  const [item] = await shop.orders.items([paid[0]!.orderNo]);
  await refund(shop, paid[0]!.orderNo, [item!.id]);
  const unpaid = await shop.placeOrder();
  await callOff(shop);
  const sales = new SalesStore({ ledger: shop.ledger });
  await eventually(
    async () => expect(await sales.cancellation(shop.event.eventId)).toEqual({ orders: 4, givenBack: 4, refundsDone: 4, refundsFailed: 0 }),
    { timeoutMs: 60_000 },
  );
  for (const { orderNo } of paid) {
    expect(await shop.orders.find(orderNo)).toMatchObject({ status: 'REFUNDED', failureCode: 'EVENT_CANCELLED', refundedMinor: 10_500 });
  }
  expect(await shop.orders.find(unpaid.orderNo)).toMatchObject({ status: 'CANCELLED', failureCode: 'EVENT_CANCELLED' });
  expect(await takings(shop)).toMatchObject({ capturedMinor: 42_000, returnedMinor: 42_000, liveTicketMinor: 0, differenceMinor: 0 });
  expect(await shop.refunds.ofOrders(paid.map(({ orderNo }) => orderNo))).toHaveLength(5);
});

test('more orders than fit into one slice are all given back', async () => {
  const shop = await openShop(disposer);
  const { eventId, personId, standing } = shop.event;
  await shop.ledger.pool.query('UPDATE tier_stock SET capacity = 1000');
  await shop.ledger.pool.query(
    `WITH placed AS (
       INSERT INTO orders (order_no, person_id, event_id, hold_epoch, hold_serial, status, email, name, currency, total_minor, idempotency_key, input_hash, pay_by)
       SELECT 'MANY' || lpad(n::text, 8, '0'), $1, $2, 1, n, 'FULFILLED', 'a@example.com', 'A', 'EUR', 0, n::text, 'x', now() FROM generate_series(1, 250) AS n
       RETURNING order_no
     ), stock AS (UPDATE tier_stock SET taken = 250), item AS (
       INSERT INTO order_item (id, order_no, event_id, tier_id, price_id, amount_minor) SELECT gen_random_uuid(), order_no, $2, $3, $4, 0 FROM placed
     )
     INSERT INTO payment (id, order_no, provider, status, amount_minor, currency, idempotency_key, input_hash, expires_at)
     SELECT gen_random_uuid(), order_no, 'sandbox', 'CAPTURED', 0, 'EUR', order_no, 'x', now() FROM placed`,
    [personId, eventId, standing.tierId, standing.priceId],
  );
  shop.plant.relay.start();
  shop.plant.workers.start();
  await callOff(shop);
  await eventually(
    async () => {
      const { rows } = await shop.ledger.pool.query(`SELECT status, count(*)::int FROM orders GROUP BY status`);
      expect(rows).toEqual([{ status: 'REFUNDED', count: 250 }]);
    },
    { timeoutMs: 60_000 },
  );
  expect((await shop.ledger.pool.query('SELECT taken FROM tier_stock')).rows).toEqual([{ taken: 0 }]);
});
