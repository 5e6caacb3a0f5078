import { expect, test } from 'vitest';
import { startBoxOffice } from '../support/box-office.js';
import { useDisposer } from '../support/disposer.js';
import { readPdf } from '../support/pdf-text.js';
import { buy } from '../support/purchase.js';
import { openSale } from '../support/sale.js';
import { waitFor } from '../support/wait-for.js';

const disposer = useDisposer();

interface Kept {
  id: string;
  kind: string;
  to: string[];
  subject: string;
  text: string;
  html: string | null;
  attachments: { name: string; type: string; bytes: number }[];
}

const RESEND = 'mutation($no: ID!, $to: EmailAddress) { resendTickets(orderNo: $no, email: $to) { timeline { what by } } }';
const TICKETS = 'query($no: ID!) { order(orderNo: $no) { timeline { what } tickets { code pdfUrl } } }';

test('a Chinese buyer with a telephone gets mail, tickets to print, a calendar entry and a short message, all to be seen by staff', async () => {
  const office = await startBoxOffice(disposer);
  const staff = await office.client().logIn('admin@example.com');
  const buyer = await office.client().asGuest();
  const orderNo = await buy(buyer, await openSale(staff), { seats: [3], phone: '+86 10 1234 5678', locale: 'zh-CN' });
  const look = (path: string) => fetch(office.url + path, { headers: { authorization: `Bearer ${staff.token}` } });
  const kept = async () => (await (await look('/mailbox/messages.json')).json()) as Kept[];
  await waitFor(async () => (await kept()).length === 2, { what: 'mail and short message', timeoutMs: 60_000 });
  const open = async (kind: string) => {
    const { id } = (await kept()).find((one) => one.kind === kind)!;
    return (await (await look(`/mailbox/messages/${id}.json`)).json()) as Kept;
  };

  const sms = await open('sms');
  expect([sms.to, sms.text]).toEqual([['+861012345678'], expect.stringContaining(`您的订单 ${orderNo} 已完成`)]);
  expect(sms.text).toContain(`${office.url}/orders/${orderNo}`);

  const mail = await open('mail');
  expect(mail.subject).toContain('门票');
  expect(mail.html).toContain('<html lang="zh-CN">');
  expect(mail.attachments.map(({ name, type }) => [name, type])).toEqual([
    [`tickets-${orderNo}.pdf`, 'application/pdf'],
    [`event-${orderNo}.ics`, 'text/calendar'],
  ]);
  const file = await look(`/mailbox/messages/${mail.id}/attachments/0`);
  expect(file.headers.get('content-disposition')).toContain('attachment');
  const { order } = await buyer.ask(TICKETS, { no: orderNo });
  const [{ code, pdfUrl }] = order.tickets;
  expect(readPdf(Buffer.from(await file.arrayBuffer())).pieces).toContain(code);
  expect(readPdf(Buffer.from(await (await fetch(pdfUrl)).arrayBuffer())).pieces).toContain(code);
  expect(await (await look(`/mailbox/messages/${mail.id}/attachments/1`)).text()).toContain(`UID:${orderNo}@aisle`);

  const stranger = await fetch(`${office.url}/mailbox/messages/${mail.id}/attachments/0`, { redirect: 'manual' });
  expect(stranger.status).toBe(302);
  const forged = await fetch(`${office.url}/mailbox/sms`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"id":"x","to":"y","text":"z"}',
  });
  expect(forged.status).toBe(401);

  const { resendTickets } = await staff.ask(RESEND, { no: orderNo, to: 'bea@example.com' });
  expect(resendTickets.timeline).toContainEqual({ what: 'resent', by: 'staff' });
  await waitFor(async () => (await kept()).some(({ to }) => to.join().includes('bea@example.com')), { what: 'the second mail' });
  expect((await buyer.ask('{ pushKey }')).pushKey).toBeNull();
}, 240_000);
