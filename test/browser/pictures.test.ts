import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { beforeAll, describe, test } from 'vitest';
import { startBoxOffice, type BoxOffice } from '../support/box-office.js';
import { useDisposer } from '../support/disposer.js';
import { freshKey, HOLD, PLACE_ORDER, START_PAYMENT } from '../support/sale.js';
import { picture, startBrowser, visit } from './browser.js';

const disposer = useDisposer({ scope: 'file' });
let office: BoxOffice;
let browser: Browser;
let event: { id: string; tiers: { id: string; kind: string }[] };

/** The pictures of docs/images, taken in the demo's hall on a busy evening. AISLE_PICTURES=1 asks for new ones. */
describe.runIf(process.env['AISLE_PICTURES'] === '1')('the pictures', () => {
  beforeAll(async () => {
    office = await startBoxOffice(disposer);
    browser = await startBrowser(disposer);
    const { events } = await office.client().ask('{ events { edges { node { id chart { seatCount } tiers { id kind } } } } }');
    event = events.edges.find(({ node }: { node: { chart: { seatCount: number } | null } }) => node.chart?.seatCount === 1231).node;
    for (let party = 0; party < 70; party++) await comeAndBuy(party);
  });

  test('of the hall, the list, the hold, the payment and the tickets', async () => {
    const page = await open();
    for (const seat of ['Block B, row 4, seat 5', 'Block B, row 4, seat 6'])
      await page.getByRole('gridcell', { name: new RegExp(`^${seat}, `) }).click();
    await page.getByRole('button', { name: 'One place more in Standing' }).click();
    await picture(page, 'hall');
    await page.getByRole('button', { name: 'List' }).click();
    await page.getByLabel('Section').selectOption('Block E');
    await picture(page, 'list');
    await page.getByRole('button', { name: 'Hall', exact: true }).click();
    await page.getByRole('button', { name: 'Hold 3 tickets' }).click();
    await page.getByLabel('Name').fill('Ada Lovelace');
    await page.getByLabel('E-mail for the tickets').fill('ada@example.com');
    await picture(page, 'held');
    await page.getByRole('button', { name: 'Order and pay' }).click();
    await page.getByRole('button', { name: 'Approve' }).waitFor();
    await picture(page, 'payment');
    await page.getByRole('button', { name: 'Approve' }).click();
    await page
      .getByRole('img', { name: /^QR code/ })
      .last()
      .waitFor();
    await picture(page, 'tickets');
  });

  test('of the hall in the dark and on a telephone', async () => {
    const dark = await open({ colorScheme: 'dark' });
    await dark.locator('[data-seat]').first().focus();
    for (const key of ['PageDown', 'ArrowDown', 'ArrowDown', '+', '+', 'Enter', 'ArrowRight', 'Enter']) await dark.keyboard.press(key);
    await picture(dark, 'hall-dark');
    const narrow = await open({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 });
    await picture(narrow, 'hall-narrow');
  });

  test('of the playground', async () => {
    const page = await open();
    await page.goto('/staff?next=/playground');
    await page.getByLabel('E-mail').fill('admin@example.com');
    await page.getByLabel('Password').fill('aisle-demo');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('tab', { name: 'Events' }).click();
    await page.getByRole('button', { name: /Execute query/ }).click();
    await page.getByRole('menuitem', { name: 'Events' }).click();
    await page.getByText('ON_SALE').first().waitFor();
    await picture(page, 'playground');
  });
});

async function open(options: BrowserContextOptions = {}): Promise<Page> {
  const { page } = await visit(browser, office.url, options);
  await page.goto(`/events/${event.id}`);
  await page.locator('.hall-svg .seat[data-look="held"]').first().waitFor();
  return page;
}

/** A party of two to five takes seats side by side somewhere in the hall; two of three parties pay. */
async function comeAndBuy(party: number): Promise<void> {
  const buyer = await office.client().asGuest();
  const first = (party * 433) % 1220;
  const seats = Array.from({ length: 2 + (party % 4) }, (_, position) => first + position);
  const places = event.tiers
    .filter((tier) => tier.kind === 'GENERAL_ADMISSION')
    .map(({ id }) => ({ tierId: id, quantity: 1 + (party % 2) }));
  const { holdTickets } = await buyer.ask(HOLD, { input: { eventId: event.id, seats, places, idempotencyKey: freshKey() } });
  if (holdTickets.__typename !== 'Hold' || party % 3 === 0) return;
  const order = { holdId: holdTickets.id, email: `party${party}@example.com`, name: `Party ${party}`, idempotencyKey: freshKey() };
  const { placeOrder } = await buyer.ask(PLACE_ORDER, { input: order });
  const payment = { orderNo: placeOrder.orderNo, provider: 'sandbox', idempotencyKey: freshKey() };
  const { startPayment } = await buyer.ask(START_PAYMENT, { input: payment });
  await fetch(`${startPayment.redirectUrl}/approve`, { method: 'POST', headers: { accept: 'application/json' } });
}
