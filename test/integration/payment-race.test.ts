import { expect, test } from 'vitest';
import { newId } from '../../src/domain/id.js';
import { seatStateAt } from '../../src/domain/seat.js';
import { useDisposer } from '../support/disposer.js';
import { eventually } from '../support/wait-for.js';
import { openShop, session, type Shop } from './payment.fixture.js';

const disposer = useDisposer();
const JSON_ONLY = { method: 'POST', headers: { accept: 'application/json' } };

/** Twenty orders with their payments open. */
async function openOrders(shop: Shop) {
  const orders = await Promise.all(Array.from({ length: 20 }, () => shop.placeOrder()));
  return Promise.all(orders.map(async ({ orderNo }) => ({ orderNo, ...(await session(shop, orderNo)) })));
}

/** Every order is either fulfilled with captured money, or given up with its money let go: never both, never neither. */
async function expectOneEndEach(shop: Shop, orderNos: string[], givenUp: string) {
  await eventually(
    async () => {
      for (const orderNo of orderNos) {
        const [order, [payment], tickets] = await Promise.all([
          shop.orders.find(orderNo),
          shop.payments.ofOrders([orderNo]),
          shop.tickets.ofOrders([orderNo]),
        ]);
        const end = `${order!.status} ${payment!.status} ${tickets.length}`;
        expect(['FULFILLED CAPTURED 3', `${givenUp} VOIDED 0`]).toContain(end);
      }
    },
    { timeoutMs: 60_000 },
  );
  const { rows } = await shop.ledger.pool.query<{ live: number; taken: number }>(
    `SELECT (SELECT count(*)::int FROM order_item WHERE live AND seat_index IS NULL) AS live, (SELECT sum(taken)::int FROM tier_stock) AS taken`,
  );
  expect(rows[0]!.taken).toBe(rows[0]!.live);
}

test('money that comes while orders expire either pays an order or is let go', async () => {
  const shop = await openShop(disposer);
  const open = await openOrders(shop);
  shop.run();
  const orderNos = open.map(({ orderNo }) => orderNo);
  const approvals = open.map(({ redirectUrl }) => fetch(`${redirectUrl}/approve`, JSON_ONLY));
  const expiry = (async () => {
    for (const orderNo of orderNos) {
      await shop.ledger.pool.query(`UPDATE orders SET pay_by = now() - interval '1 s' WHERE order_no = $1`, [orderNo]);
      await Promise.all([shop.orderEnd.expireUnpaid(), shop.orderEnd.expireUnpaid()]);
    }
  })();
  await Promise.all([...approvals, expiry]);
  await expectOneEndEach(shop, orderNos, 'EXPIRED');
});

test('orders that are cancelled while they are paid end one way, and so does their money', async () => {
  const shop = await openShop(disposer);
  const open = await openOrders(shop);
  shop.run();
  const orderNos = open.map(({ orderNo }) => orderNo);
  await Promise.all(
    open.flatMap(({ redirectUrl, orderNo }, at) => [
      fetch(`${redirectUrl}/approve`, JSON_ONLY),
      new Promise((resolve) => setTimeout(resolve, at * 8)).then(() => shop.orderEnd.cancelOrder(shop.viewer, orderNo, newId())),
    ]),
  );
  await expectOneEndEach(shop, orderNos, 'CANCELLED');
});

test('what a worker left undone while it was away is done when it is back', async () => {
  const shop = await openShop(disposer);
  const open = await openOrders(shop);
  shop.delivery.start();
  const orderNos = open.map(({ orderNo }) => orderNo);
  await Promise.all(open.slice(0, 10).map(({ redirectUrl }) => fetch(`${redirectUrl}/approve`, JSON_ONLY)));
  await Promise.all(orderNos.slice(10).map((orderNo) => shop.orderEnd.cancelOrder(shop.viewer, orderNo, newId())));
  await eventually(async () => {
    const { rows } = await shop.ledger.pool.query('SELECT count(*)::int AS count FROM payment_event');
    expect(rows).toEqual([{ count: 10 }]);
  });
  expect(await shop.sandboxStatus()).toContain('authorized');
  shop.run();
  await expectOneEndEach(shop, orderNos, 'CANCELLED');
  await eventually(async () => {
    const { map } = (await shop.inventory.readMap(shop.event.eventId))!;
    const sold = Array.from({ length: 100 }, (_, seat) => seatStateAt(map, seat)).filter((state) => state === 2).length;
    expect(sold).toBe(20);
  });
});
