import { expect, test } from 'vitest';
import { newId } from '../../src/domain/id.js';
import { signWebhook } from '../../src/payments/sandbox.signature.js';
import { useDisposer } from '../support/disposer.js';
import { eventually } from '../support/wait-for.js';
import { openShop, SECRETS, session, type Shop } from './payment.fixture.js';

const disposer = useDisposer();

interface Told {
  type?: string;
  id?: string;
  reference?: string;
  amountMinor?: number;
  currency?: string;
}

/** A webhook as the sandbox would send it about a payment. */
async function webhookAbout(shop: Shop, paymentId: string, told: Told = {}) {
  const payment = await shop.payments.find(paymentId);
  return JSON.stringify({
    id: told.id ?? newId(),
    type: told.type ?? 'authorized',
    payment: {
      id: payment?.providerRef ?? newId(),
      reference: told.reference ?? paymentId,
      amountMinor: told.amountMinor ?? 10_500,
      currency: told.currency ?? 'EUR',
    },
  });
}

async function send(
  shop: Shop,
  body: string,
  headers: Record<string, string> = signWebhook(body, SECRETS[0]!, Date.now()),
): Promise<number> {
  const answer = await fetch(`${shop.url}/webhooks/sandbox`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
  await answer.text();
  return answer.status;
}

/** The bank has the money set aside; its own webhook is not owed. */
const approvedAtBank = (shop: Shop) => shop.ledger.pool.query(`UPDATE sandbox_payment SET status = 'authorized'`);

/** How many events were put into effect. */
async function confirmed(shop: Shop): Promise<number> {
  return (await shop.ledger.pool.query(`SELECT FROM inbox_message WHERE queue = 'payment-confirmation'`)).rowCount ?? 0;
}

async function pendingPayment() {
  const shop = await openShop(disposer);
  const { orderNo } = await shop.placeOrder();
  const { id } = await session(shop, orderNo);
  const events = async () =>
    (await shop.ledger.pool.query('SELECT type, parked_why FROM payment_event ORDER BY id')).rows as {
      type: string;
      parked_why: string | null;
    }[];
  return { shop, orderNo, id, events };
}

test('a webhook that was forged, altered, aged or badly signed is refused and leaves no trace', async () => {
  const { shop, id, events } = await pendingPayment();
  const body = await webhookAbout(shop, id);
  const good = signWebhook(body, SECRETS[0]!, Date.now());
  const refused = [
    send(shop, body, signWebhook(body, 'a secret of somebody else', Date.now())),
    send(shop, body.replace('10500', '10501'), good),
    send(shop, `${body} `, good),
    send(shop, body, signWebhook(body, SECRETS[0]!, Date.now() - 301_000)),
    send(shop, body, signWebhook(body, SECRETS[0]!, Date.now() + 305_000)),
    send(shop, body, { ...good, 'x-sandbox-timestamp': String(Number(good['x-sandbox-timestamp']) + 1) }),
    send(shop, body, { 'x-sandbox-timestamp': good['x-sandbox-timestamp']! }),
    send(shop, body, { ...good, 'x-sandbox-signature': `v1=${'0'.repeat(64)}` }),
    send(shop, body, {}),
  ];
  expect(await Promise.all(refused)).toEqual(refused.map(() => 401));
  const nonsense = 'not json';
  expect(await send(shop, nonsense, signWebhook(nonsense, SECRETS[0]!, Date.now()))).toBe(400);
  const large = JSON.stringify({ padding: 'x'.repeat(70_000) });
  expect(await send(shop, large, signWebhook(large, SECRETS[0]!, Date.now()))).toBe(413);
  expect((await fetch(`${shop.url}/webhooks/gold`, { method: 'POST', body })).status).toBe(404);
  expect(await events()).toEqual([]);
  expect((await shop.outbox.balance()).written).toBe(0);
});

test('every change of one byte breaks the signature', async () => {
  const { shop, id, events } = await pendingPayment();
  const body = await webhookAbout(shop, id);
  const good = signWebhook(body, SECRETS[0]!, Date.now());
  for (let at = 0; at < body.length; at += 1) {
    const altered = Buffer.from(body);
    altered[at] = altered[at]! ^ 1;
    expect(shop.provider.verifyWebhook(altered, good).kind).toBe('FORGED');
  }
  expect(await events()).toEqual([]);
});

test('both secrets verify while they are rotated', async () => {
  const { shop, id, events } = await pendingPayment();
  const body = await webhookAbout(shop, id);
  expect(await send(shop, body, signWebhook(body, SECRETS[1]!, Date.now()))).toBe(200);
  expect(await events()).toEqual([{ type: 'authorized', parked_why: null }]);
});

test('an unknown payment, a wrong amount and a wrong currency are kept for staff and change nothing', async () => {
  const { shop, orderNo, id, events } = await pendingPayment();
  shop.run();
  const told: Told[] = [{ reference: newId() }, { amountMinor: 1 }, { currency: 'USD' }, { type: 'celebrated' }];
  for (const one of told) expect(await send(shop, await webhookAbout(shop, id, one))).toBe(200);
  expect((await events()).map((event) => event.parked_why)).toEqual([
    'unknown payment',
    '1 EUR instead of 10500 EUR',
    '10500 USD instead of 10500 EUR',
    'unknown type celebrated',
  ]);
  expect((await shop.outbox.balance()).written).toBe(0);
  expect(await shop.orders.find(orderNo)).toMatchObject({ status: 'PENDING' });
});

test('copies of an event are stored once and work once', async () => {
  const { shop, orderNo, id, events } = await pendingPayment();
  await approvedAtBank(shop);
  shop.run();
  const body = await webhookAbout(shop, id);
  const statuses = await Promise.all(Array.from({ length: 20 }, () => send(shop, body)));
  expect(new Set(statuses)).toEqual(new Set([200]));
  await eventually(async () => expect(await shop.orders.find(orderNo)).toMatchObject({ status: 'FULFILLED' }));
  expect(await send(shop, body)).toBe(200);
  expect((await events()).filter((event) => event.type === 'authorized')).toHaveLength(1);
  expect((await shop.timeline(orderNo)).filter((what) => what === 'paid')).toEqual(['paid']);
});

test.each([[['authorized', 'captured']], [['captured', 'authorized']], [['captured', 'declined', 'authorized', 'captured']]])(
  '%s ends as one captured payment of one fulfilled order',
  async (types) => {
    const { shop, orderNo, id } = await pendingPayment();
    await approvedAtBank(shop);
    shop.plant.relay.start();
    shop.plant.workers.start();
    for (const [index, type] of types.entries()) {
      const body = await webhookAbout(shop, id, { type });
      await Promise.all([send(shop, body), send(shop, body)]);
      await eventually(async () => expect(await confirmed(shop)).toBe(index + 1));
    }
    await eventually(async () => {
      expect(await shop.orders.find(orderNo)).toMatchObject({ status: 'FULFILLED' });
      expect(await shop.payments.ofOrders([orderNo])).toMatchObject([{ status: 'CAPTURED' }]);
    });
    expect(await shop.tickets.ofOrders([orderNo])).toHaveLength(3);
  },
);

test('words about money that come all at once end the same', async () => {
  const { shop, orderNo, id } = await pendingPayment();
  await approvedAtBank(shop);
  shop.plant.relay.start();
  shop.plant.workers.start();
  const bodies = await Promise.all(['captured', 'authorized', 'captured', 'authorized'].map((type) => webhookAbout(shop, id, { type })));
  await Promise.all([...bodies, ...bodies].map((body) => send(shop, body)));
  await eventually(async () => expect(await confirmed(shop)).toBe(4));
  await eventually(async () => expect(await shop.orders.find(orderNo)).toMatchObject({ status: 'FULFILLED' }));
  expect(await shop.payments.ofOrders([orderNo])).toMatchObject([{ status: 'CAPTURED' }]);
  expect(await shop.tickets.ofOrders([orderNo])).toHaveLength(3);
});

test('a webhook with characters that the ledger cannot keep is kept all the same, without them', async () => {
  const { shop, id, events } = await pendingPayment();
  const body = (await webhookAbout(shop, id)).replace(/}$/, String.raw`, "note": "a\u0000b\ud800", "k\u0000": 1}`);
  expect(await send(shop, body)).toBe(200);
  expect(await send(shop, await webhookAbout(shop, id, { reference: 'a\0b' }))).toBe(200);
  expect(await send(shop, await webhookAbout(shop, id, { type: 'a\0b' }))).toBe(400);
  expect(await events()).toHaveLength(2);
});

test('a webhook that could not be stored is answered 5xx, so that it comes again', async () => {
  const { shop, id, events } = await pendingPayment();
  const body = await webhookAbout(shop, id);
  await shop.ledger.pool.query('ALTER TABLE payment_event RENAME TO payment_event_away');
  expect(await send(shop, body)).toBe(500);
  await shop.ledger.pool.query('ALTER TABLE payment_event_away RENAME TO payment_event');
  expect(await send(shop, body)).toBe(200);
  expect(await events()).toHaveLength(1);
});

test('the sandbox sends a webhook again until it is taken', async () => {
  const { shop, orderNo } = await pendingPayment();
  const { redirectUrl } = await session(shop, orderNo);
  await shop.ledger.pool.query('ALTER TABLE payment_event RENAME TO payment_event_away');
  await fetch(`${redirectUrl}/approve`, { method: 'POST', headers: { accept: 'application/json' } });
  shop.run();
  const attempts = async () => (await shop.ledger.pool.query('SELECT attempts FROM sandbox_webhook')).rows[0] as { attempts: number };
  await eventually(async () => expect((await attempts()).attempts).toBeGreaterThanOrEqual(2));
  await shop.ledger.pool.query('ALTER TABLE payment_event_away RENAME TO payment_event');
  await eventually(async () => expect(await shop.orders.find(orderNo)).toMatchObject({ status: 'FULFILLED' }), { timeoutMs: 60_000 });
});

test('eight copies of a completion make one set of tickets even with the inbox check off: the row of the order decides', async () => {
  const { shop, orderNo, id } = await pendingPayment();
  shop.plant.relay.start();
  await send(shop, await webhookAbout(shop, id));
  const always = <T>(work: (tx: never) => Promise<T>) => shop.ledger.run((tx) => work(tx as never));
  await shop.paymentEvents.apply((await shop.ledger.pool.query('SELECT id FROM payment_event')).rows[0].id as string, always);
  await Promise.all(Array.from({ length: 8 }, () => shop.fulfilment.completeOrder(orderNo, always)));
  expect(await shop.tickets.ofOrders([orderNo])).toHaveLength(3);
  expect((await shop.timeline(orderNo)).filter((what) => what === 'ticketed')).toHaveLength(1);
});
