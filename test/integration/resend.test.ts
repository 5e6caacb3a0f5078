import { expect, test } from 'vitest';
import { ResendService } from '../../src/services/resend.service.js';
import { AuditStore } from '../../src/stores/audit.store.js';
import { newId } from '../../src/domain/id.js';
import { useDisposer } from '../support/disposer.js';
import { startMailServer } from '../support/mail-server.js';
import { eventually } from '../support/wait-for.js';
import { openShop, session, type Shop } from './payment.fixture.js';

const disposer = useDisposer();

async function openDesk(shop: Shop) {
  const { ledger, orders, payments, tickets, outbox } = shop;
  const audit = new AuditStore({ ledger });
  const doorbell = { ring: () => shop.plant.relay.ring() };
  const feed = { orderChanged() {} };
  const resend = new ResendService({ orders, payments, tickets, outbox, audit, unitOfWork: ledger, doorbell, feed });
  const staff = { ...shop.viewer, personId: newId(), role: 'STAFF' as const };
  return { resend, staff, audit };
}

async function bought(shop: Shop): Promise<string> {
  shop.run();
  const { orderNo } = await shop.placeOrder();
  const { redirectUrl } = await session(shop, orderNo);
  await fetch(`${redirectUrl}/approve`, { method: 'POST', headers: { accept: 'application/json' } });
  await eventually(async () => expect(await shop.timeline(orderNo)).toContain('mailed'), { timeoutMs: 60_000 });
  return orderNo;
}

const recipients = (taken: string[]) => taken.map((mail) => /^To: .*<([^>]*)>/im.exec(mail)![1]);

test('tickets go out again to another address, with who did it in the books, and the order keeps its own address', async () => {
  const mail = await startMailServer(disposer, 0);
  const shop = await openShop(disposer, { smtpUrl: mail.smtpUrl });
  const { resend, staff, audit } = await openDesk(shop);
  const orderNo = await bought(shop);
  const order = await resend.resendTickets(staff, orderNo.toLowerCase(), 'bea@example.com');
  expect(order).toMatchObject({ orderNo, email: 'ada@example.com' });
  await eventually(async () => expect(mail.seen.taken).toHaveLength(2));
  expect(recipients(mail.seen.taken)).toEqual(['ada@example.com', 'bea@example.com']);
  expect(mail.seen.taken[1]).toContain(`filename=tickets-${orderNo}.pdf`);
  await eventually(async () => expect((await shop.timeline(orderNo)).slice(-2)).toEqual(['resent', 'mailed']));
  const { rows } = await audit.list({ subject: `order:${orderNo}` }, { first: 10, after: null });
  expect(rows[0]?.node).toMatchObject({ actor: staff.personId, action: 'order.resendTickets', detail: { email: 'bea@example.com' } });
});

test('ten who ask at once for the same are one mail, and another address or another minute is another mail', async () => {
  const mail = await startMailServer(disposer, 0);
  const shop = await openShop(disposer, { smtpUrl: mail.smtpUrl });
  const { resend, staff } = await openDesk(shop);
  const orderNo = await bought(shop);
  await Promise.all(Array.from({ length: 10 }, () => resend.resendTickets(staff, orderNo, null)));
  const resent = async () => (await shop.timeline(orderNo)).filter((what) => what === 'resent').length;
  expect(await resent()).toBe(1);
  await resend.resendTickets(staff, orderNo, 'bea@example.com');
  expect(await resent()).toBe(2);
  await shop.ledger.pool.query(`ALTER TABLE order_step DISABLE TRIGGER USER`);
  await shop.ledger.pool.query(`UPDATE order_step SET at = at - interval '61 seconds' WHERE what = 'resent'`);
  await resend.resendTickets(staff, orderNo, null);
  expect(await resent()).toBe(3);
  await eventually(async () => expect(mail.seen.taken).toHaveLength(4));
  expect(recipients(mail.seen.taken).toSorted()).toEqual(['ada@example.com', 'ada@example.com', 'ada@example.com', 'bea@example.com']);
});

test('there is nothing to send for an unknown order, an unpaid one, and one whose tickets are void', async () => {
  const mail = await startMailServer(disposer, 0);
  const shop = await openShop(disposer, { smtpUrl: mail.smtpUrl });
  const { resend, staff } = await openDesk(shop);
  await expect(resend.resendTickets(staff, 'nonsense', null)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  const unpaid = await shop.placeOrder();
  await expect(resend.resendTickets(staff, unpaid.orderNo, null)).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  const orderNo = await bought(shop);
  await shop.ledger.pool.query(`UPDATE ticket SET status = 'VOID' WHERE order_no = $1`, [orderNo]);
  await expect(resend.resendTickets(staff, orderNo, null)).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  expect(await shop.timeline(orderNo)).not.toContain('resent');
});

test('tickets that turn void before their mail could go out are not mailed, and the message is done with', async () => {
  const shop = await openShop(disposer, { attempts: 50 });
  shop.run();
  const { orderNo } = await shop.placeOrder();
  const { redirectUrl } = await session(shop, orderNo);
  await fetch(`${redirectUrl}/approve`, { method: 'POST', headers: { accept: 'application/json' } });
  await eventually(async () => expect((await shop.orders.find(orderNo))?.status).toBe('FULFILLED'));
  await shop.ledger.pool.query(`UPDATE ticket SET status = 'VOID' WHERE order_no = $1`, [orderNo]);
  await eventually(async () => expect(await shop.outbox.balance()).toMatchObject({ dead: 0, waiting: 0 }), { timeoutMs: 60_000 });
  expect(await shop.timeline(orderNo)).not.toContain('mailed');
});
