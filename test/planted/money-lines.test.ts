import { expect, test } from 'vitest';
import { newId } from '../../src/domain/id.js';
import { workChunk } from '../../src/jobs/job.chunk.js';
import { SILENT_OBSERVER } from '../../src/jobs/job.kit.js';
import { OutboxRelay } from '../../src/jobs/outbox.relay.js';
import { signWebhook } from '../../src/payments/sandbox.signature.js';
import type { RefundDraft } from '../../src/stores/refund.port.js';
import { RevivalStore } from '../../src/stores/revival.store.js';
import { countMessage, openLedger, QUIET } from '../integration/jobs.fixture.js';
import { openShop, SECRETS, session, type Shop } from '../integration/payment.fixture.js';
import { useDisposer } from '../support/disposer.js';
import { eventually } from '../support/wait-for.js';

/** Lines of the ledger that stand behind another line: each is tried by itself, past the one before it. */
const disposer = useDisposer();

/** An order of which `what` became, with its items; nothing but the ledger knows of it. */
async function orderThatIs(shop: Shop, what: 'PAID' | 'EXPIRED' | 'CANCELLED') {
  const { orderNo } = await shop.placeOrder();
  await shop.ledger.run((tx) => shop.orders.move(tx, orderNo, what, { by: 'test', what: what.toLowerCase() }));
  return { orderNo, items: await shop.orders.items([orderNo]) };
}

const seatsOf = (items: { id: string; seatIndex: number | null }[]) =>
  items.flatMap(({ id, seatIndex }) => (seatIndex === null ? [] : [{ itemId: id, seatIndex }]));

test('an item is given back once, whoever asks the ledger for it', async () => {
  const shop = await openShop(disposer);
  const { orderNo, items } = await orderThatIs(shop, 'PAID');
  const giveBack = (some: typeof items) => {
    const draft: RefundDraft = {
      id: newId(),
      orderNo,
      itemIds: some.map((item) => item.id),
      paymentId: null,
      reason: 'Ill',
      returnTo: 'ON_SALE',
      by: 'test',
      idempotencyKey: newId(),
      inputHash: 'x',
      failureCode: null,
    };
    return shop.ledger.run((tx) => shop.refunds.give(tx, draft));
  };
  expect(await giveBack(items.slice(0, 1))).not.toBeNull();
  expect(await giveBack(items.slice(0, 1))).toBeNull();
  const rest = await giveBack(items);
  expect((await shop.refunds.itemsOf([rest!.id])).map((item) => item.id)).toEqual(items.slice(1).map((item) => item.id));
  expect((await shop.ledger.pool.query('SELECT taken FROM tier_stock')).rows).toEqual([{ taken: 0 }]);
});

test('late money gets no seat that the ledger has sold, whatever the map says', async () => {
  const shop = await openShop(disposer);
  const revivals = new RevivalStore(shop);
  const late = await orderThatIs(shop, 'EXPIRED');
  const other = await orderThatIs(shop, 'PAID');
  const own = seatsOf(late.items);
  const revive = (seats: typeof own) =>
    shop.ledger.run((tx) => revivals.revive(tx, { orderNo: late.orderNo, seats, by: 'test', detail: '' }));
  const taken = seatsOf(other.items).map(({ seatIndex }, at) => ({ itemId: own[at]!.itemId, seatIndex }));
  expect(await revive(taken)).toBeNull();
  expect(await shop.orders.find(late.orderNo)).toMatchObject({ status: 'EXPIRED' });
  expect(await revive(own)).toMatchObject({ status: 'PAID' });
});

test('late money brings no order back that its buyer cancelled', async () => {
  const shop = await openShop(disposer);
  const { orderNo, items } = await orderThatIs(shop, 'CANCELLED');
  const revivals = new RevivalStore(shop);
  const seats = seatsOf(items);
  expect(await shop.ledger.run((tx) => revivals.revive(tx, { orderNo, seats, by: 'test', detail: '' }))).toBeNull();
  expect(await shop.orders.find(orderNo)).toMatchObject({ status: 'CANCELLED' });
  expect((await shop.orders.items([orderNo])).filter((item) => item.live)).toEqual([]);
});

/** Sends a webhook about a payment, signed as the sandbox does. */
async function tell(shop: Shop, paymentId: string, told: { id: string; type: string; refund?: object }): Promise<number> {
  const payment = (await shop.payments.find(paymentId))!;
  const { amountMinor, currency, providerRef } = payment;
  const body = JSON.stringify({ ...told, payment: { id: providerRef, reference: paymentId, amountMinor, currency } });
  const headers = { 'content-type': 'application/json', ...signWebhook(body, SECRETS[0]!, Date.now()) };
  const answer = await fetch(`${shop.url}/webhooks/sandbox`, { method: 'POST', headers, body });
  await answer.text();
  return answer.status;
}

test('copies of a webhook ask for one job', async () => {
  const shop = await openShop(disposer);
  const { orderNo } = await shop.placeOrder();
  const { id } = await session(shop, orderNo);
  const told = { id: newId(), type: 'authorized' };
  for (let copy = 0; copy < 3; copy += 1) expect(await tell(shop, id, told)).toBe(200);
  await Promise.all(Array.from({ length: 8 }, () => tell(shop, id, told)));
  expect(await shop.outbox.balance()).toMatchObject({ written: 1 });
});

test('money for an order that its buyer cancelled is let go by the word that brings it, and the order says so', async () => {
  const shop = await openShop(disposer);
  const { orderNo } = await shop.placeOrder();
  const { id } = await session(shop, orderNo);
  // As if the payment had been opened in the same moment: its end asked nobody to let money go.
  await shop.ledger.run((tx) => shop.orders.move(tx, orderNo, 'CANCELLED', { by: 'test', what: 'cancelled' }));
  await tell(shop, id, { id: newId(), type: 'authorized' });
  shop.run();
  await eventually(async () => expect(await shop.timeline(orderNo)).toContain('late-payment'));
  await eventually(async () => expect(await shop.sandboxStatus()).toEqual(['voided']));
});

test('the second word of money lets none of it go', async () => {
  const shop = await openShop(disposer);
  const { orderNo } = await shop.placeOrder();
  const { redirectUrl, id } = await session(shop, orderNo);
  await fetch(`${redirectUrl}/approve`, { method: 'POST', headers: { accept: 'application/json' } });
  shop.run();
  await eventually(async () => expect(await shop.timeline(orderNo)).toContain('ticketed'));
  await eventually(async () => expect(await shop.payments.find(id)).toMatchObject({ status: 'CAPTURED' }));
  const { rows } = await shop.ledger.pool.query(`SELECT key FROM outbox_message WHERE queue = 'payment-settlement'`);
  expect(rows).toHaveLength(1);
  expect(await shop.timeline(orderNo)).not.toContain('late-payment');
});

test('a refund that the provider tells of twice, under two ids, counts once', async () => {
  const shop = await openShop(disposer);
  shop.run();
  const { orderNo } = await shop.placeOrder();
  const { redirectUrl, id } = await session(shop, orderNo);
  await fetch(`${redirectUrl}/approve`, { method: 'POST', headers: { accept: 'application/json' } });
  await eventually(async () => expect(await shop.payments.find(id)).toMatchObject({ status: 'CAPTURED' }));
  const [item] = await shop.orders.items([orderNo]);
  const wish = { orderNo, items: [item!.id], reason: 'Ill', returnTo: 'ON_SALE', idempotencyKey: newId() } as const;
  const given = await shop.money.refunds.refundOrder({ ...shop.viewer, role: 'STAFF' }, wish);
  if (given.kind !== 'Refund') throw new Error(given.kind);
  const { id: refundId, amountMinor } = given.refund;
  await eventually(async () => expect(await shop.refunds.find(refundId)).toMatchObject({ status: 'DONE' }));
  expect(await tell(shop, id, { id: newId(), type: 'refunded', refund: { reference: refundId, amountMinor } })).toBe(200);
  const unworked = `SELECT FROM outbox_message m WHERE queue = 'payment-confirmation' AND NOT EXISTS (SELECT FROM inbox_message i WHERE i.key = m.key)`;
  await eventually(async () => expect((await shop.ledger.pool.query(unworked)).rowCount).toBe(0));
  expect(await shop.payments.find(id)).toMatchObject({ refundedMinor: amountMinor });
  expect((await shop.timeline(orderNo)).filter((what) => what === 'refunded')).toHaveLength(1);
});

test('the provider gives back no more than it took', async () => {
  const shop = await openShop(disposer);
  shop.run();
  const { orderNo } = await shop.placeOrder();
  const { redirectUrl, id } = await session(shop, orderNo);
  await fetch(`${redirectUrl}/approve`, { method: 'POST', headers: { accept: 'application/json' } });
  await eventually(async () => expect(await shop.payments.find(id)).toMatchObject({ status: 'CAPTURED' }));
  const ask = (amountMinor: number, refundId = newId()) =>
    shop.provider.refund({ paymentId: id, providerRef: null, refundId, amountMinor, capturedMinor: 10_500, currency: 'EUR' });
  await expect(ask(10_501)).rejects.toThrow('no more than was captured');
  await ask(6000);
  await expect(ask(6000)).rejects.toThrow('no more than was captured');
  await ask(4500);
  expect((await shop.ledger.pool.query('SELECT sum(amount_minor)::int FROM sandbox_refund')).rows).toEqual([{ sum: 10_500 }]);
});

test('messages whose queue does not take them wait on', async () => {
  const { ledger, outbox } = await openLedger(disposer);
  await ledger.run((tx) => outbox.add(tx, [countMessage('a'), countMessage('b')]));
  const queues = { add: () => Promise.reject(new Error('the queue is away')) };
  const relay = disposer.own(
    new OutboxRelay({ outbox, unitOfWork: ledger, queues, log: QUIET, observer: SILENT_OBSERVER, pollMs: 60_000 }),
  );
  await expect(relay.relayOnce()).rejects.toThrow('the queue is away');
  const { rows } = await ledger.pool.query('SELECT sends, sent_at FROM outbox_message');
  expect(rows).toEqual([0, 0].map((sends) => ({ sends, sent_at: null })));
});

test('a shared job that could pass a message on to nobody is tried again', async () => {
  const chunk = ['a', 'b', 'c'].map((key) => ({ messageId: key, key, orderNo: null, payload: {} }));
  const worked: string[] = [];
  const work = async ({ key }: { key: string }) => {
    if (key === 'b') throw new Error('no luck');
    worked.push(key);
  };
  const tools = {
    tries: 3,
    doneOf: async () => new Set<string>(),
    work,
    repeated() {},
    goAlone: () => Promise.reject(new Error('the queue is away')),
    travelAlone: async () => {},
    giveUp: async () => {},
  };
  await expect(workChunk(chunk, new AbortController().signal, tools)).rejects.toThrow('1 of 3 messages are left');
  expect(worked).toEqual(['a', 'c']);
});
