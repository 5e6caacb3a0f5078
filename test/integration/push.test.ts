import { createECDH, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import webPush from 'web-push';
import { isPushEndpoint } from '../../src/domain/push-endpoint.js';
import { newId } from '../../src/domain/id.js';
import { PermanentFailure } from '../../src/domain/permanent-failure.js';
import { isPublicAddress, outsidePost, type OutsidePost } from '../../src/notify/outside.post.js';
import { PushChannel } from '../../src/notify/push.channel.js';
import { BrowserService } from '../../src/services/browser.service.js';
import { BrowserStore } from '../../src/stores/browser.store.js';
import { useDisposer } from '../support/disposer.js';
import { type MessageSink, startMessageSink } from '../support/message-sink.js';
import { openedBy } from '../support/push-browser.js';
import { eventually } from '../support/wait-for.js';
import { notice } from './notify.fixture.js';
import { openShop, session, type Shop } from './payment.fixture.js';

const disposer = useDisposer();
const keys = webPush.generateVAPIDKeys();
const vapid = { subject: 'mailto:tickets@aisle.test', ...keys };

/** A browser with its keys, at a push service that is a sink of the test. */
function newBrowser(path: string) {
  const ecdh = createECDH('prime256v1');
  const p256dh = ecdh.generateKeys('base64url');
  const auth = randomBytes(16).toString('base64url');
  return { ecdh, input: { endpoint: `https://push.example.org/${path}`, p256dh, auth } };
}

/** Takes the push service's name for the address of the sink. */
function postTo(sink: MessageSink): OutsidePost {
  return async ({ url, headers, body, signal }) => {
    const answer = await fetch(sink.url + new URL(url).pathname, { method: 'POST', headers, body: new Uint8Array(body), signal });
    return { status: answer.status, body: await answer.text() };
  };
}

async function buy(shop: Shop): Promise<string> {
  shop.run();
  const { orderNo } = await shop.placeOrder();
  const { redirectUrl } = await session(shop, orderNo);
  await fetch(`${redirectUrl}/approve`, { method: 'POST', headers: { accept: 'application/json' } });
  await eventually(async () => expect((await shop.orders.find(orderNo))?.status).toBe('FULFILLED'));
  return orderNo;
}

test('a message is sealed so that only the browser can read it, and signed so that its service knows us', async () => {
  const sink = await startMessageSink(disposer, 201);
  const { ecdh, input } = newBrowser('a');
  expect(await new PushChannel({ vapid, post: postTo(sink) }).send(notice(), input, AbortSignal.timeout(5000))).toBe('sent');
  const [{ headers, body }] = sink.tries as [(typeof sink.tries)[0]];
  expect(headers['authorization']).toMatch(/^vapid t=[\w-]+\.[\w-]+\.[\w-]+, k=/);
  expect(headers['topic']).toHaveLength(32);
  expect(body.toString('latin1')).not.toContain('ABCDEFGHJKMN');
  expect(JSON.parse(openedBy(ecdh, input.auth, body))).toEqual({
    title: 'Your tickets for Köln & <script>alert(1)</script> (order ABCDEFGHJKMN)',
    body: expect.stringContaining('is complete'),
    url: 'http://aisle.test/orders/ABCDEFGHJKMN',
    tag: headers['topic'],
  });
});

test('each browser of a buyer is told once, one that is gone is forgotten, one that fails is tried again by itself', async () => {
  const sink = await startMessageSink(disposer, 201, 410, 503, 201);
  const shop = await openShop(disposer, { push: new PushChannel({ vapid, post: postTo(sink) }) });
  const store = new BrowserStore({ ledger: shop.ledger });
  const service = new BrowserService({ browsers: store, pushKey: keys.publicKey });
  for (const path of ['a', 'b', 'c']) await service.save(shop.viewer, newBrowser(path).input);
  const orderNo = await buy(shop);
  const pushed = async () => (await shop.timeline(orderNo)).filter((what) => what === 'pushed');
  await eventually(async () => expect(await pushed()).toHaveLength(2), { timeoutMs: 60_000 });
  await eventually(async () => expect(await store.of(shop.viewer.personId)).toHaveLength(2));
  expect(sink.tries).toHaveLength(4);
  expect(sink.taken.size).toBe(2);
  expect((await shop.deadLetters.list({ queue: 'push-notification' }, { first: 10, after: null })).rows).toEqual([]);
});

test('an order of somebody without a browser causes no message to browsers', async () => {
  const shop = await openShop(disposer, {});
  const orderNo = await buy(shop);
  const { rows } = await shop.ledger.pool.query('SELECT queue FROM outbox_message WHERE order_no = $1', [orderNo]);
  expect(rows.map((row: { queue: string }) => row.queue)).not.toContain('push-notification');
});

test('a person keeps the ten newest browsers; a browser tells the one who saved it last; nobody removes a stranger’s', async () => {
  const shop = await openShop(disposer);
  const store = new BrowserStore({ ledger: shop.ledger });
  const service = new BrowserService({ browsers: store, pushKey: keys.publicKey });
  const inputs = Array.from({ length: 12 }, (_, index) => newBrowser(`n${index}`).input);
  for (const input of inputs) expect(await service.save(shop.viewer, input)).toBe(true);
  await service.save(shop.viewer, inputs[11]!);
  const endpoints = async (personId: string) => (await store.of(personId)).map(({ endpoint }) => endpoint).toSorted();
  expect(await endpoints(shop.viewer.personId)).toEqual(
    inputs
      .slice(2)
      .map(({ endpoint }) => endpoint)
      .toSorted(),
  );
  const other = { ...shop.viewer, personId: newId() };
  await shop.ledger.pool.query('INSERT INTO person (id) VALUES ($1)', [other.personId]);
  expect(await service.remove(other, inputs[11]!.endpoint)).toBe(false);
  await service.save(other, inputs[11]!);
  expect(await endpoints(other.personId)).toEqual([inputs[11]!.endpoint]);
  expect(await endpoints(shop.viewer.personId)).toHaveLength(9);
  expect(await service.remove(other, inputs[11]!.endpoint)).toBe(true);
  expect(await service.remove(other, inputs[11]!.endpoint)).toBe(false);
});

test('keys that are none and endpoints inside are refused, with everything that is wrong', async () => {
  const service = new BrowserService({
    browsers: new BrowserStore({ ledger: (await openShop(disposer)).ledger }),
    pushKey: keys.publicKey,
  });
  const viewer = { personId: newId(), role: 'GUEST' as const, sessionId: newId(), expiresAt: new Date() };
  const refused = service.save(viewer, { endpoint: 'https://10.0.0.1/x', p256dh: 'AAAA', auth: '%' });
  await expect(refused).rejects.toMatchObject({
    code: 'BAD_USER_INPUT',
    problems: [{ path: 'input.endpoint' }, { path: 'input.p256dh' }, { path: 'input.auth' }],
  });
});

test.each([
  ['https://fcm.googleapis.com/fcm/send/abc', true],
  ['https://updates.push.services.mozilla.com/wpush/v2/x', true],
  ['http://fcm.googleapis.com/x', false],
  ['https://fcm.googleapis.com:8443/x', false],
  ['https://user@fcm.googleapis.com/x', false],
  ['https://127.0.0.1/x', false],
  ['https://2130706433/x', false],
  ['https://[::1]/x', false],
  ['https://localhost/x', false],
  ['https://x.localhost/x', false],
  ['file:///etc/passwd', false],
  [`https://a.example/${'x'.repeat(3000)}`, false],
])('the endpoint %s may be saved: %s', (endpoint, allowed) => {
  expect(isPushEndpoint(endpoint)).toBe(allowed);
});

test.each([
  '127.0.0.1',
  '10.1.2.3',
  '169.254.169.254',
  '192.168.0.1',
  '0.0.0.0',
  '100.64.0.1',
  '224.0.0.1',
  '::1',
  '::',
  'fe80::1',
  'fc00::1',
  '::ffff:127.0.0.1',
  '::ffff:8.8.8.8',
  '64:ff9b::7f00:1',
  '2002:7f00:1::',
  '2001:db8::1',
  'nonsense',
])('%s is no public address', (address) => expect(isPublicAddress(address)).toBe(false));
test.each(['8.8.8.8', '93.184.216.34', '2606:4700::1111'])('%s is a public address', (address) =>
  expect(isPublicAddress(address)).toBe(true),
);

test('a name is looked up once, refused when any of its addresses is inside, and called at the address that was looked at', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  disposer.add(() => new Promise((resolve) => server.close(resolve)));
  const call = (url: string, addresses: string[], allows?: (address: string) => boolean) => {
    const seen = { looked: 0 };
    const resolve = async () => ((seen.looked += 1), addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })));
    const sent = outsidePost({ resolve, ...(allows === undefined ? {} : { allows }) })({
      url,
      headers: {},
      body: Buffer.from('x'),
      signal: AbortSignal.timeout(3000),
    });
    return { sent, seen };
  };
  await expect(call('https://evil.example/x', ['8.8.8.8', '127.0.0.1']).sent).rejects.toThrow(
    new PermanentFailure('evil.example is not a public address'),
  );
  await expect(call('https://[::1]/x', []).sent).rejects.toBeInstanceOf(PermanentFailure);
  await expect(call('http://good.example/x', ['8.8.8.8']).sent).rejects.toThrow(/only https/);
  const { port } = server.address() as AddressInfo;
  const helloed = once(server, 'connection');
  const allowed = call(`https://good.example:${port}/x`, ['127.0.0.1'], (address) => address === '127.0.0.1');
  const [socket] = (await helloed) as [import('node:net').Socket];
  const [hello] = (await once(socket, 'data')) as [Buffer];
  expect(hello.toString('latin1')).toContain('good.example');
  socket.destroy();
  await expect(allowed.sent).rejects.toThrow();
  expect(allowed.seen.looked).toBe(1);
});
