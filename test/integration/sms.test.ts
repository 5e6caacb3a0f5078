import { expect, test } from 'vitest';
import { PermanentFailure } from '../../src/domain/permanent-failure.js';
import { SmsChannel } from '../../src/notify/sms.channel.js';
import { useDisposer } from '../support/disposer.js';
import { startMessageSink } from '../support/message-sink.js';
import { eventually } from '../support/wait-for.js';
import { notice } from './notify.fixture.js';
import { openShop, session, type Shop } from './payment.fixture.js';

const disposer = useDisposer();
const to = { email: 'ada@example.com', name: 'Ada', phone: '0049 (0)361 / 12-34 567' };
const soon = () => AbortSignal.timeout(5000);

async function buyWithPhone(shop: Shop, phone: string): Promise<string> {
  shop.run();
  const { orderNo } = await shop.placeOrder();
  await shop.ledger.pool.query('UPDATE orders SET phone = $2 WHERE order_no = $1', [orderNo, phone]);
  const { redirectUrl } = await session(shop, orderNo);
  await fetch(`${redirectUrl}/approve`, { method: 'POST', headers: { accept: 'application/json' } });
  return orderNo;
}

test.each(['json', 'form'] as const)('a gateway that wants %s gets number, words, id and token', async (format) => {
  const sink = await startMessageSink(disposer);
  await new SmsChannel({ url: `${sink.url}/send`, token: 'secret', format, from: 'Aisle' }).send(notice({ to }), soon());
  const [{ headers, body, path }] = sink.tries as [(typeof sink.tries)[0]];
  const fields = format === 'json' ? JSON.parse(body.toString()) : Object.fromEntries(new URLSearchParams(body.toString()));
  expect(fields).toEqual({
    id: 'message-1',
    to: '+493611234567',
    from: 'Aisle',
    text: expect.stringContaining('is complete'),
  });
  expect(fields.text).toContain('http://aisle.test/orders/ABCDEFGHJKMN');
  expect([path, headers['authorization'], headers['idempotency-key']]).toEqual(['/send', 'Bearer secret', 'message-1']);
});

test.each([400, 401, 403, 404, 422])('%d is a refusal for good', async (status) => {
  const sink = await startMessageSink(disposer, status);
  const channel = new SmsChannel({ url: sink.url, format: 'json' });
  await expect(channel.send(notice({ to }), soon())).rejects.toThrow(
    new PermanentFailure(`the SMS gateway answered ${status}: mood ${status}`),
  );
});

test.each([429, 500, 503, 302])('%d is another try, and no redirect is followed', async (status) => {
  const sink = await startMessageSink(disposer, status);
  const failure = await new SmsChannel({ url: sink.url, format: 'json' }).send(notice({ to }), soon()).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(Error);
  expect(failure).not.toBeInstanceOf(PermanentFailure);
});

test('a buyer with a number is told once by a gateway that fails twice, and an order without one causes no message', async () => {
  const sink = await startMessageSink(disposer, 503, 429, 202);
  const shop = await openShop(disposer, { sms: new SmsChannel({ url: sink.url, format: 'json' }) });
  const orderNo = await buyWithPhone(shop, '+49 361 1234567');
  await eventually(async () => expect(await shop.timeline(orderNo)).toContain('texted'), { timeoutMs: 60_000 });
  expect([sink.tries.length, sink.taken.size]).toEqual([3, 1]);
  expect(new Set(sink.tries.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
  const silent = await buyWithPhone(shop, 'ask my sister');
  await eventually(async () => expect((await shop.orders.find(silent))?.status).toBe('FULFILLED'));
  const { rows } = await shop.ledger.pool.query(`SELECT key FROM outbox_message WHERE queue = 'sms-notification'`);
  expect(rows).toEqual([{ key: `sms-notification:order-confirmation:${orderNo}` }]);
});

test('a number that the gateway refuses is a dead letter, and everything else goes on', async () => {
  const sink = await startMessageSink(disposer, 422);
  const shop = await openShop(disposer, { sms: new SmsChannel({ url: sink.url, format: 'json' }) });
  const orderNo = await buyWithPhone(shop, '+49 361 1234567');
  const letters = async () => (await shop.deadLetters.list({ queue: 'sms-notification' }, { first: 10, after: null })).rows;
  await eventually(async () => expect(await letters()).toHaveLength(1));
  expect((await shop.orders.find(orderNo))?.status).toBe('FULFILLED');
  expect(sink.tries).toHaveLength(1);
});
