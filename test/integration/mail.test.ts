import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { EmailChannel } from '../../src/notify/email.channel.js';
import { Mailbox } from '../../src/notify/mailbox.js';
import { useDisposer } from '../support/disposer.js';
import { messageIdOf, startMailServer } from '../support/mail-server.js';
import { eventually } from '../support/wait-for.js';
import { QUIET } from './jobs.fixture.js';
import { mailChannel, notice, printer } from './notify.fixture.js';
import { openShop, session, type Shop } from './payment.fixture.js';

const disposer = useDisposer();

async function openMailbox() {
  const directory = mkdtempSync(join(tmpdir(), 'aisle-mail-'));
  disposer.add(() => rmSync(directory, { recursive: true, force: true }));
  const mailbox = disposer.own(new Mailbox({ directory, log: QUIET }));
  return { mailbox, directory, smtpUrl: `smtp://127.0.0.1:${await mailbox.listen(0)}` };
}

async function buy(shop: Shop): Promise<string> {
  shop.run();
  const { orderNo } = await shop.placeOrder();
  const { redirectUrl } = await session(shop, orderNo);
  await fetch(`${redirectUrl}/approve`, { method: 'POST', headers: { accept: 'application/json' } });
  return orderNo;
}

test('the confirmation arrives once with its tickets, and the order says that it was mailed', async () => {
  const { mailbox, smtpUrl } = await openMailbox();
  const shop = await openShop(disposer, { smtpUrl });
  const orderNo = await buy(shop);
  await eventually(async () => expect(await shop.timeline(orderNo)).toContain('mailed'));
  const [summary, ...others] = await mailbox.list();
  expect(others).toEqual([]);
  expect(summary).toMatchObject({
    subject: `Your tickets for Show (order ${orderNo})`,
    from: 'Aisle <tickets@aisle.test>',
    to: ['"Ada <Lovelace>" <ada@example.com>'],
  });
  const mail = await mailbox.mail(summary!.id);
  const tickets = await shop.tickets.ofOrders([orderNo]);
  for (const { code } of tickets) expect([mail?.text, mail?.html]).toEqual([expect.stringContaining(code), expect.stringContaining(code)]);
  expect(mail?.html?.match(/src="data:image\/png;base64,iVBOR/g)).toHaveLength(3);
  expect(mail?.text).toContain('Total: €105.00');
  expect(mail?.text).toContain(`${shop.url}/orders/${orderNo}`);
  // The mail may be quicker than the money.
  await eventually(async () => expect(await shop.outbox.balance()).toMatchObject({ dead: 0, waiting: 0 }));
});

test('names and titles are shown as text, money in the decimals of its currency, times in the zone of the house', async () => {
  const { mailbox, smtpUrl } = await openMailbox();
  const channel = mailChannel(disposer, smtpUrl);
  await channel.send(notice(), AbortSignal.timeout(5000));
  const mail = await mailbox.mail((await mailbox.list())[0]!.id);
  expect(mail?.subject).toBe('Your tickets for Köln & <script>alert(1)</script> (order ABCDEFGHJKMN)');
  expect(mail?.html).toContain('Köln &amp; &lt;script&gt;alert(1)&lt;/script&gt;');
  expect(mail?.html).toContain('Ada &lt;b&gt;Lovelace&lt;/b&gt;, &quot;Countess&quot;');
  expect(mail?.html).not.toContain('<script>');
  expect(mail?.text).toContain('音楽堂');
  expect(mail?.text).toContain('Total: ¥4,500');
  expect(mail?.text).toMatch(/Wednesday,? 1 July 2026 at 20:00/);
});

test('a copy with the same Message-ID is taken and kept once; half-written mails are not shown', async () => {
  const { mailbox, directory, smtpUrl } = await openMailbox();
  const channel = mailChannel(disposer, smtpUrl);
  await Promise.all(Array.from({ length: 5 }, () => channel.send(notice(), AbortSignal.timeout(5000))));
  await channel.send(notice({ messageId: 'message-2' }), AbortSignal.timeout(5000));
  expect(await mailbox.list()).toHaveLength(2);
  expect(readdirSync(directory).every((file) => file.endsWith('.json'))).toBe(true);
  expect(await mailbox.mail('../../etc/passwd')).toBeNull();
});

test.each([451, 550])('a mail server that refuses three times with %d gets the mail once', async (code) => {
  const { seen, smtpUrl } = await startMailServer(disposer, 3, code);
  const shop = await openShop(disposer, { smtpUrl });
  const orderNo = await buy(shop);
  await eventually(async () => expect(await shop.timeline(orderNo)).toContain('mailed'), { timeoutMs: 60_000 });
  expect(seen.tries).toBe(4);
  expect(seen.taken.map(messageIdOf)).toEqual([expect.stringMatching(/^<[0-9a-f-]{36}@aisle>$/)]);
  expect((await shop.deadLetters.list({}, { first: 10, after: null })).rows).toEqual([]);
});

test('a mail server that always refuses leaves a dead letter with its words, and delays nothing else', async () => {
  const { smtpUrl } = await startMailServer(disposer, Infinity, 554);
  const shop = await openShop(disposer, { smtpUrl, attempts: 3 });
  const orderNo = await buy(shop);
  await eventually(async () => expect(await shop.payments.ofOrders([orderNo])).toMatchObject([{ status: 'CAPTURED' }]));
  const service = shop.deadLetters;
  await eventually(
    async () => expect((await service.list({ queue: 'email-notification' }, { first: 10, after: null })).rows).toHaveLength(1),
    { timeoutMs: 60_000 },
  );
  const [row] = (await service.list({ state: 'OPEN', errorContains: 'POSTMASTER' }, { first: 10, after: null })).rows;
  expect(row?.node).toMatchObject({
    queue: 'email-notification',
    key: `email-notification:order-confirmation:${orderNo}`,
    orderNo,
    attempts: 3,
    error: expect.stringContaining('the postmaster sleeps'),
    payload: { v: 1, orderNo, template: 'order-confirmation' },
  });
  expect(await shop.orders.find(orderNo)).toMatchObject({ status: 'FULFILLED' });
  await eventually(async () => expect(await shop.outbox.balance()).toMatchObject({ dead: 1, waiting: 0 }));
});

test('a mail server that says a word now and then, and never the last one, is given up in time', async () => {
  const server = createServer((socket) => {
    const timer = setInterval(() => socket.write('220-please wait\r\n'), 50);
    socket.on('close', () => clearInterval(timer)).on('error', () => socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  disposer.add(() => new Promise((resolve) => server.close(resolve)));
  const { port } = server.address() as AddressInfo;
  const channel = disposer.own(new EmailChannel({ smtpUrl: `smtp://127.0.0.1:${port}`, from: 'a@b.test', printer, timeoutMs: 150 }));
  const startedMs = performance.now();
  await expect(channel.send(notice(), AbortSignal.timeout(10_000))).rejects.toThrow();
  // Its own time was over, not that of the call.
  expect(performance.now() - startedMs).toBeLessThan(9000);
});
