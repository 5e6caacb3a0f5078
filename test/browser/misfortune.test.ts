import type { Browser, Page } from 'playwright-core';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startBoxOffice, type BoxOffice } from '../support/box-office.js';
import { useDisposer } from '../support/disposer.js';
import type { GraphQLClient } from '../support/graphql-client.js';
import { startMailServer } from '../support/mail-server.js';
import { startMessageSink } from '../support/message-sink.js';
import { openSale } from '../support/sale.js';
import { waitFor } from '../support/wait-for.js';
import { expectAccessible, startBrowser, visit, type Visitor } from './browser.js';

const disposer = useDisposer({ scope: 'file' });
let browser: Browser;
let visitors: Visitor[] = [];

beforeAll(async () => {
  browser = await startBrowser(disposer);
});

afterEach(async () => {
  const complaints = visitors.flatMap((visitor) => visitor.complaints);
  await Promise.all(visitors.map(({ page }) => page.context().close()));
  visitors = [];
  expect(complaints).toEqual([]);
});

/** Picks a seat, fills the form in and goes on to pay. */
async function order(office: BoxOffice, staff: GraphQLClient): Promise<Page> {
  const sale = await openSale(staff);
  const visitor = await visit(browser, office.url);
  visitors.push(visitor);
  const { page } = visitor;
  await page.goto(`/events/${sale.eventId}`);
  await page.locator('[data-seat="3"]').click();
  await page.getByRole('button', { name: 'Hold 1 ticket' }).click();
  await page.getByRole('heading', { name: 'Held for you' }).waitFor();
  await page.getByLabel('Name').fill('Ada Lovelace');
  await page.getByLabel('E-mail for the tickets').fill('ada@example.com');
  await page.getByLabel('Mobile number').fill('+49 151 2345678');
  await page.getByRole('button', { name: 'Order and pay' }).click();
  return page;
}

async function approve(page: Page): Promise<void> {
  await page.getByRole('button', { name: /approve/i }).click();
  await page.waitForURL('**/orders/*');
}

const heading = (page: Page, name: string) => page.getByRole('heading', { name, level: 1 }).waitFor();
const orderNoOf = (page: Page) => page.url().split('/').at(-1)!;

async function open(env: Record<string, string>) {
  const office = await startBoxOffice(disposer, { JOB_BACKOFF_MS: '300', ...env });
  return { office, staff: await office.client().logIn('admin@example.com') };
}

async function ask(staff: GraphQLClient, orderNo: string) {
  return (await staff.ask('query($no: ID!) { order(orderNo: $no) { status payments { status } timeline { what } } }', { no: orderNo }))
    .order;
}

describe('while others misbehave, a buyer', () => {
  test('has the tickets on the screen although mail server and SMS gateway are out of order, and gets both messages later, once', async () => {
    const mail = await startMailServer(disposer, 4);
    const sms = await startMessageSink(disposer, 503, 503, 503, 202);
    const { office, staff } = await open({ SMTP_URL: mail.smtpUrl, SMS_URL: sms.url });
    const page = await order(office, staff);
    await approve(page);
    await heading(page, 'Your tickets');
    await page.getByText('They come by e-mail to ada@example.com, too.').waitFor();
    await expectAccessible(page, 'tickets whose mail has not been sent');
    const orderNo = orderNoOf(page);
    const told = async () => (await ask(staff, orderNo)).timeline.map((step: { what: string }) => step.what);
    await waitFor(async () => (await told()).includes('mailed') && (await told()).includes('texted'), {
      what: 'both messages',
      timeoutMs: 45_000,
    });
    expect(mail.seen.tries).toBeGreaterThan(1);
    expect(sms.tries.length).toBeGreaterThan(1);
    expect([mail.seen.taken.length, sms.taken.size]).toEqual([1, 1]);
  });

  test('who has paid is told to wait, and not to pay again, while the provider does not tell', async () => {
    const { office, staff } = await open({ SANDBOX_FAULTS: 'drop=1', PAYMENT_LOOKUP_AFTER_SECONDS: '4', PAYMENT_LOOKUP_MS: '500' });
    const page = await order(office, staff);
    await approve(page);
    await heading(page, 'Waiting for payment');
    await page.getByText('Paid already? Then wait here').waitFor();
    await expectAccessible(page, 'waiting for the provider');
    await heading(page, 'Your tickets');
    expect((await ask(staff, orderNoOf(page))).payments).toHaveLength(1);
  });

  test('keeps the order when the provider cannot be reached, hears that, and can pay again or cancel', async () => {
    const { office, staff } = await open({ SANDBOX_FAULTS: 'lose=1' });
    const page = await order(office, staff);
    await page.waitForURL('**/orders/*');
    await page.getByRole('alert').or(page.locator('.notice')).first().waitFor();
    expect(await page.locator('main').innerText()).toMatch(/did not answer|not available|cannot be reached|try again/i);
    await page.getByRole('button', { name: /^Pay (now|again)$/ }).waitFor();
    await page.getByRole('button', { name: 'Cancel this order' }).click();
    await page.getByRole('button', { name: 'Yes, cancel and give the tickets back' }).click();
    await heading(page, 'Cancelled');
    await page.getByText('nothing was charged').waitFor();
    // The browser itself notes the refused request.
    visitors.forEach((visitor) => (visitor.complaints = visitor.complaints.filter((text) => !/50\d/.test(text))));
  });

  test('whose payment becomes known too late reads so, and then has the tickets after all: the seat was still free', async () => {
    const faults = { SANDBOX_FAULTS: 'drop=1', PAY_SECONDS: '6', PAYMENT_LOOKUP_AFTER_SECONDS: '12', PAYMENT_LOOKUP_MS: '500' };
    const { office, staff } = await open(faults);
    const page = await order(office, staff);
    await approve(page);
    await heading(page, 'Not paid in time');
    await page.getByText('A late payment brings them back, or goes back.').waitFor();
    await expectAccessible(page, 'an order that expired while its payment was on its way');
    await heading(page, 'Your tickets');
    const { status, timeline } = await ask(staff, orderNoOf(page));
    expect(status).toBe('FULFILLED');
    expect(timeline.map((step: { what: string }) => step.what)).toEqual(expect.arrayContaining(['placed', 'expired', 'ticketed']));
  });
});
