import { expect, test } from 'vitest';
import { newId } from '../../src/domain/id.js';
import { ORDER_TEMPLATES } from '../../src/domain/order-message.js';
import { orderMessages } from '../../src/jobs/email-notification.queue.js';
import { completionMessage } from '../../src/jobs/order-completion.queue.js';
import { parseMail } from '../../src/notify/mime.parser.js';
import { SmsChannel } from '../../src/notify/sms.channel.js';
import { useDisposer } from '../support/disposer.js';
import { startMailServer } from '../support/mail-server.js';
import { startMessageSink } from '../support/message-sink.js';
import { eventually } from '../support/wait-for.js';
import { openShop, session, type Shop } from './payment.fixture.js';

const disposer = useDisposer();

async function bought(shop: Shop): Promise<string> {
  shop.run();
  const { orderNo } = await shop.placeOrder();
  await shop.ledger.pool.query(`UPDATE orders SET phone = '+49 361 1234567', locale = 'zh-CN' WHERE order_no = $1`, [orderNo]);
  const { redirectUrl } = await session(shop, orderNo);
  await fetch(`${redirectUrl}/approve`, { method: 'POST', headers: { accept: 'application/json' } });
  await eventually(async () => expect(await shop.timeline(orderNo)).toEqual(expect.arrayContaining(['mailed', 'texted'])), {
    timeoutMs: 60_000,
  });
  return orderNo;
}

async function refundOf(shop: Shop, orderNo: string, amountMinor: number): Promise<string> {
  const id = newId();
  const text = `INSERT INTO refund (id, order_no, amount_minor, reason, by, idempotency_key, input_hash) VALUES ($1, $2, $3, 'ill', 'system:test', $4, 'h')`;
  await shop.ledger.pool.query(text, [id, orderNo, amountMinor, `key-${id}`]);
  return id;
}

test('every template goes out by every channel that the order names, once however often it is asked for', async () => {
  const mail = await startMailServer(disposer, 0);
  const sink = await startMessageSink(disposer);
  const shop = await openShop(disposer, { smtpUrl: mail.smtpUrl, sms: new SmsChannel({ url: sink.url, format: 'json' }) });
  const orderNo = await bought(shop);
  const order = (await shop.orders.find(orderNo))!;
  const others = ORDER_TEMPLATES.filter((template) => template !== 'order-confirmation');
  const tell = () =>
    shop.ledger.run((tx) =>
      shop.outbox.add(
        tx,
        ORDER_TEMPLATES.flatMap((template) => orderMessages(order, template)),
      ),
    );
  await Promise.all([tell(), tell(), tell()]);
  shop.plant.relay.ring();
  await eventually(async () => expect(await shop.outbox.balance()).toMatchObject({ dead: 0, waiting: 0 }), { timeoutMs: 60_000 });
  await tell();
  expect(mail.seen.taken).toHaveLength(ORDER_TEMPLATES.length);
  expect(sink.taken.size).toBe(ORDER_TEMPLATES.length);
  const { rows } = await shop.ledger.pool.query(`SELECT detail FROM order_step WHERE what = 'mailed' AND order_no = $1`, [orderNo]);
  expect(rows.map((row: { detail: string }) => row.detail).toSorted()).toEqual(
    ['to ada@example.com', ...others.map((template) => `${template} to ada@example.com`)].toSorted(),
  );
});

test('each refund of an order is told with its own sum, in the language of the buyer', async () => {
  const mail = await startMailServer(disposer, 0);
  const sink = await startMessageSink(disposer);
  const shop = await openShop(disposer, { smtpUrl: mail.smtpUrl, sms: new SmsChannel({ url: sink.url, format: 'json' }) });
  const orderNo = await bought(shop);
  const order = (await shop.orders.find(orderNo))!;
  const refunds = [await refundOf(shop, orderNo, 4500), await refundOf(shop, orderNo, 1500)];
  await shop.ledger.run((tx) =>
    shop.outbox.add(
      tx,
      refunds.flatMap((refundId) => orderMessages(order, 'refund', refundId)),
    ),
  );
  shop.plant.relay.ring();
  await eventually(async () => expect(mail.seen.taken).toHaveLength(3), { timeoutMs: 60_000 });
  const texts = mail.seen.taken.map((raw) => parseMail(Buffer.from(raw).toString('latin1')).text!);
  expect(
    texts
      .slice(1)
      .map((text) => /退款：(€[\d.]+)/.exec(text)?.[1])
      .toSorted(),
  ).toEqual(['€15.00', '€45.00']);
  await eventually(async () => expect(sink.taken.size).toBe(3));
});

test('a message that overtakes the tickets it brings waits for them, and loses no try', async () => {
  const mail = await startMailServer(disposer, 0);
  const shop = await openShop(disposer, { smtpUrl: mail.smtpUrl, attempts: 1 });
  const order = await shop.placeOrder();
  await shop.ledger.run(async (tx) => {
    await shop.orders.move(tx, order.orderNo, 'PAID', { by: 'system:test', what: 'paid' });
    await shop.outbox.add(tx, orderMessages(order, 'seats-changed'));
  });
  shop.run();
  await eventually(async () => expect((await shop.outbox.balance()).waiting).toBe(1));
  await shop.ledger.run((tx) => shop.outbox.add(tx, [completionMessage(order.orderNo)]));
  shop.plant.relay.ring();
  await eventually(async () => expect(await shop.outbox.balance()).toMatchObject({ dead: 0, waiting: 0 }), { timeoutMs: 60_000 });
  expect(mail.seen.taken).toHaveLength(2);
});
