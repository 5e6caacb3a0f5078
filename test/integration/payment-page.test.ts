import { expect, test } from 'vitest';
import { newId } from '../../src/domain/id.js';
import { useDisposer } from '../support/disposer.js';
import { readPdf } from '../support/pdf-text.js';
import { eventually } from '../support/wait-for.js';
import { openShop, session, type Shop } from './payment.fixture.js';

const disposer = useDisposer();
const BROWSER = { headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }, redirect: 'manual' as const };

async function post(url: string) {
  return fetch(url, { ...BROWSER, method: 'POST' });
}

test('the page states what is paid, has a form for each choice, no script, and a policy that allows none', async () => {
  const shop = await openShop(disposer);
  const { orderNo } = await shop.placeOrder();
  const { redirectUrl } = await session(shop, orderNo);
  const answer = await fetch(redirectUrl, BROWSER);
  const page = await answer.text();
  expect(page).toContain(`Order ${orderNo}`);
  expect(page).toContain('€105.00');
  for (const choice of ['approve', 'decline', 'later'])
    expect(page).toContain(`<form method="post" action="${new URL(redirectUrl).pathname}/${choice}">`);
  expect(page).not.toMatch(/<script|\son\w+=|style="/);
  expect(answer.headers.get('content-security-policy')).toMatch(
    /^default-src 'none'; style-src 'sha256-.+form-action 'self' http:\/\/127\.0\.0\.1:\d+; /,
  );
});

test('a browser is led back to the page it came from, and only to pages of allowed origins', async () => {
  const shop = await openShop(disposer);
  const wishes: [string | undefined, (orderNo: string) => string][] = [
    ['https://shop.example/thanks?x=1', () => 'https://shop.example/thanks?x=1'],
    ['https://evil.example/', (orderNo) => `${shop.url}/orders/${orderNo}`],
    ['https://shop.example@evil.example/', (orderNo) => `${shop.url}/orders/${orderNo}`],
    ['https://user@shop.example/', (orderNo) => `${shop.url}/orders/${orderNo}`],
    ['javascript:alert(1)', (orderNo) => `${shop.url}/orders/${orderNo}`],
    ['nonsense', (orderNo) => `${shop.url}/orders/${orderNo}`],
    [undefined, (orderNo) => `${shop.url}/orders/${orderNo}`],
  ];
  for (const [returnUrl, expected] of wishes) {
    const { orderNo } = await shop.placeOrder();
    const { redirectUrl } = await session(shop, orderNo, { returnUrl });
    const answer = await post(`${redirectUrl}/later`);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, expected(orderNo)]);
  }
});

test('a payment that does not exist is not found, for people and for programs', async () => {
  const shop = await openShop(disposer);
  for (const id of [newId(), 'nonsense']) {
    const page = await fetch(`${shop.url}/sandbox/pay/${id}`, BROWSER);
    expect([page.status, await page.text()]).toEqual([404, expect.stringContaining('There is no such payment')]);
    const answer = await fetch(`${shop.url}/sandbox/pay/${id}/approve`, { method: 'POST', headers: { accept: 'application/json' } });
    expect([answer.status, await answer.json()]).toEqual([404, { error: { code: 'NOT_FOUND', message: 'There is no such payment.' } }]);
  }
});

async function fulfilled(shop: Shop) {
  shop.run();
  const { orderNo } = await shop.placeOrder();
  const { redirectUrl } = await session(shop, orderNo);
  await post(`${redirectUrl}/approve`);
  await eventually(async () => expect(await shop.tickets.ofOrders([orderNo])).toHaveLength(3));
  const [ticket] = await shop.tickets.ofOrders([orderNo]);
  return { orderNo, redirectUrl, ticket: ticket! };
}

test('the QR code is for the owner and for staff; everybody else finds nothing', async () => {
  const shop = await openShop(disposer);
  const { orderNo, ticket } = await fulfilled(shop);
  const look = async (viewer: typeof shop.session.viewer, path = `/orders/${orderNo}/tickets/${ticket.id}/qr.svg`) => {
    shop.session.viewer = viewer;
    const answer = await fetch(shop.url + path);
    return [answer.status, answer.headers.get('content-type'), (await answer.text()).slice(0, 4)];
  };
  const svg = [200, 'image/svg+xml; charset=utf-8', '<svg'];
  expect(await look(shop.viewer)).toEqual(svg);
  expect(await look({ ...shop.viewer, personId: newId(), role: 'STAFF' })).toEqual(svg);
  for (const stranger of [null, { ...shop.viewer, personId: newId() }]) expect((await look(stranger))[0]).toBe(404);
  expect((await look(shop.viewer, `/orders/${orderNo}/tickets/${newId()}/qr.svg`))[0]).toBe(404);
  expect((await look(shop.viewer, `/orders/nonsense/tickets/${ticket.id}/qr.svg`))[0]).toBe(404);
});

test('the printing link opens without a session, and not when it is altered or old', async () => {
  const shop = await openShop(disposer);
  const { ticket } = await fulfilled(shop);
  shop.session.viewer = null;
  const link = shop.ticketService.pdfUrl(ticket).replace('/ticket.pdf?', '/print?');
  const answer = await fetch(link);
  expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining(ticket.code)]);
  const altered = new URL(link);
  altered.searchParams.set('exp', String(Number(altered.searchParams.get('exp')) + 1));
  expect((await fetch(altered)).status).toBe(404);
  expect((await fetch(link.split('?')[0]!)).status).toBe(404);
  const [other] = (await shop.tickets.ofOrders([ticket.orderNo])).filter((one) => one.id !== ticket.id);
  expect((await fetch(link.replace(ticket.id, other!.id))).status).toBe(404);
});

test('the link to a ticket is a PDF of it, and leads to its page once the ticket is void', async () => {
  const shop = await openShop(disposer);
  const { orderNo, ticket } = await fulfilled(shop);
  shop.session.viewer = null;
  const link = shop.ticketService.pdfUrl(ticket);
  const answer = await fetch(link);
  expect([answer.status, answer.headers.get('content-type'), answer.headers.get('cache-control')]).toEqual([
    200,
    'application/pdf',
    'private, no-store',
  ]);
  const { pieces, missing } = readPdf(Buffer.from(await answer.arrayBuffer()));
  expect([missing, pieces]).toEqual([0, expect.arrayContaining([ticket.code, `${orderNo} · 1 of 1`, 'Ada <Lovelace>'])]);
  expect((await fetch(link.replace('sig=', 'sig=0'))).status).toBe(404);
  await shop.ledger.pool.query(`UPDATE ticket SET status = 'VOID' WHERE id = $1`, [ticket.id]);
  const page = await fetch(link);
  expect([page.url, await page.text()]).toEqual([expect.stringContaining('/print?'), expect.stringContaining('no longer valid')]);
});
