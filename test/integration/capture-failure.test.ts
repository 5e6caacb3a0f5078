import { expect, test } from 'vitest';
import { PermanentFailure } from '../../src/domain/permanent-failure.js';
import { newId } from '../../src/domain/id.js';
import { seatStateAt } from '../../src/domain/seat.js';
import { useDisposer } from '../support/disposer.js';
import { eventually } from '../support/wait-for.js';
import { STAFF } from './catalogue.fixture.js';
import { openShop, session, type Shop } from './payment.fixture.js';
import { altered } from './till.fixture.js';

const disposer = useDisposer();

/** A shop whose provider sets money aside and then does not give it. `capture` is what it does instead. */
async function shopWithout(capture: () => Promise<void>) {
  const shop = await openShop(disposer);
  shop.providers.set('sandbox', altered(shop.provider, { capture }));
  return shop;
}

async function approvedOrder(shop: Shop) {
  const { orderNo } = await shop.placeOrder();
  const { redirectUrl, id } = await session(shop, orderNo);
  await fetch(`${redirectUrl}/approve`, { method: 'POST', headers: { accept: 'application/json' } });
  return { orderNo, id };
}

async function expectDeclined(shop: Shop, orderNo: string) {
  await eventually(
    async () => {
      expect(await shop.orders.find(orderNo)).toMatchObject({ status: 'REFUNDED', failureCode: 'PAYMENT_DECLINED', refundedMinor: 0 });
      const { map, tiers } = (await shop.inventory.readMap(shop.event.eventId))!;
      expect([2, 3].map((seat) => seatStateAt(map, seat))).toEqual([0, 0]);
      expect(tiers.find(({ tier }) => tier === 1)).toMatchObject({ sold: 0, held: 0, free: 50 });
      expect(await shop.sandboxStatus()).toEqual(['voided']);
    },
    { timeoutMs: 60_000 },
  );
  const [payment] = await shop.payments.ofOrders([orderNo]);
  expect(payment).toMatchObject({ status: 'FAILED', refundedMinor: 0 });
  expect((await shop.tickets.ofOrders([orderNo])).filter((ticket) => ticket.status !== 'VOID')).toEqual([]);
  expect((await shop.ledger.pool.query('SELECT taken FROM tier_stock')).rows).toEqual([{ taken: 0 }]);
}

test('money that is refused after the sale voids the tickets, frees the seats and says so', async () => {
  const shop = await shopWithout(() => Promise.reject(new PermanentFailure('the card was withdrawn')));
  const { orderNo } = await approvedOrder(shop);
  shop.run();
  await expectDeclined(shop, orderNo);
  expect(await shop.timeline(orderNo)).toEqual(expect.arrayContaining(['paid', 'declined', 'refunded']));
  const { rows } = await shop.ledger.pool.query(`SELECT FROM outbox_message WHERE key LIKE 'email-notification:payment-failed:%'`);
  expect(rows).toHaveLength(1);
});

test('a capture that fails for now is tried again and does nothing else meanwhile', async () => {
  let failures = 2;
  const shop = await openShop(disposer);
  const { provider } = shop;
  const capture: typeof provider.capture = (request) => {
    failures -= 1;
    return failures >= 0 ? Promise.reject(new Error('no answer')) : provider.capture(request);
  };
  shop.providers.set('sandbox', altered(provider, { capture }));
  const { orderNo, id } = await approvedOrder(shop);
  shop.run();
  await eventually(async () => expect(await shop.payments.find(id)).toMatchObject({ status: 'CAPTURED' }), { timeoutMs: 60_000 });
  // Money and tickets are two jobs.
  await eventually(async () => expect(await shop.orders.find(orderNo)).toMatchObject({ status: 'FULFILLED' }));
  expect(await shop.refunds.ofOrders([orderNo])).toEqual([]);
});

test('a refund that was decided before the money was refused moves none, and is over', async () => {
  let refuse = () => {};
  const waiting = new Promise<void>((_resolve, reject) => (refuse = () => reject(new PermanentFailure('the card was withdrawn'))));
  waiting.catch(() => undefined);
  const shop = await shopWithout(() => waiting);
  const { orderNo } = await approvedOrder(shop);
  shop.run();
  await eventually(async () => expect(await shop.orders.find(orderNo)).toMatchObject({ status: 'FULFILLED' }));
  const [item] = await shop.orders.items([orderNo]);
  const given = await shop.money.refunds.refundOrder(STAFF, {
    orderNo,
    items: [item!.id],
    reason: 'Ill',
    returnTo: 'ON_SALE',
    idempotencyKey: newId(),
  });
  if (given.kind !== 'Refund') throw new Error(given.kind);
  refuse();
  await eventually(async () => {
    expect(await shop.refunds.find(given.refund.id)).toMatchObject({ status: 'DONE', failure: 'nothing had been taken' });
    expect(await shop.orders.find(orderNo)).toMatchObject({ status: 'REFUNDED', failureCode: 'PAYMENT_DECLINED' });
  });
});
