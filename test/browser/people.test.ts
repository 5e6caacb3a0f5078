import { randomBytes } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startBoxOffice, type BoxOffice } from '../support/box-office.js';
import { useDisposer } from '../support/disposer.js';
import type { GraphQLClient } from '../support/graphql-client.js';
import { openSale } from '../support/sale.js';
import { expectAccessible, expectLook, startBrowser, visit, type Visitor } from './browser.js';

const disposer = useDisposer({ scope: 'file' });
let office: BoxOffice;
let browser: Browser;
let staff: GraphQLClient;
let visitors: Visitor[] = [];

beforeAll(async () => {
  office = await startBoxOffice(disposer);
  browser = await startBrowser(disposer);
  staff = await office.client().logIn('admin@example.com');
});

afterEach(async () => {
  const complaints = visitors.flatMap((visitor) => visitor.complaints);
  await Promise.all(visitors.map(({ page }) => page.context().close()));
  visitors = [];
  expect(complaints).toEqual([]);
});

const newPage = async (): Promise<Page> => {
  const visitor = await visit(browser, office.url);
  visitors.push(visitor);
  return visitor.page;
};

async function signIn(page: Page, email: string, password = 'aisle-demo'): Promise<void> {
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.locator('form').getByRole('button', { name: 'Sign in' }).click();
}

describe('a buyer', () => {
  test('who holds a seat as a guest and signs in keeps it, and no token is where a script can read it', async () => {
    const sale = await openSale(staff);
    const page = await newPage();
    await page.goto(`/events/${sale.eventId}`);
    await page.locator('[data-seat="3"]').click();
    await page.getByRole('button', { name: 'Hold 1 ticket' }).click();
    await page.getByRole('heading', { name: 'Held for you' }).waitFor();
    await page.getByRole('link', { name: 'Sign in' }).click();
    await expectAccessible(page, 'sign in');
    await signIn(page, 'buyer@example.com', 'not-the-password');
    await page.getByText('E-mail address or password is wrong').waitFor();
    await signIn(page, 'buyer@example.com');
    await page.getByRole('heading', { name: 'Held for you' }).waitFor();
    await expectLook(page, 3, 'mine');
    expect(await page.getByLabel('E-mail for the tickets').inputValue()).toBe('buyer@example.com');
    expect(await page.evaluate(() => [document.cookie, localStorage.length, sessionStorage.length])).toEqual(['', 0, 0]);
    await page.getByRole('link', { name: 'Account' }).click();
    await expectAccessible(page, 'account');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  });

  test('opens an account, and is told when the address is taken or the password weak', async () => {
    const page = await newPage();
    const email = `${randomBytes(6).toString('hex')}@example.com`;
    await page.goto('/account');
    await page.getByRole('button', { name: 'Open one' }).click();
    const submit = async (address: string, password: string): Promise<void> => {
      await page.getByLabel('Name').fill('Ada Lovelace');
      await page.getByLabel('E-mail').fill(address);
      await page.getByLabel('Password').fill(password);
      await page.getByRole('button', { name: 'Open account' }).click();
    };
    await submit('buyer@example.com', 'a-long-enough-passphrase');
    await page.getByText('There is already an account').waitFor();
    await expectAccessible(page, 'address taken');
    await submit(email, 'a-long-enough-passphrase');
    await page.getByRole('link', { name: 'Account' }).waitFor();
  });

  test('is told that an order of somebody else does not exist for them', async () => {
    const page = await newPage();
    await page.goto('/orders/00000000000');
    await page.getByText('There is no such order').waitFor();
    await expectAccessible(page, 'no such order');
    await page.goto('/events/nothing-here');
    await page.getByText('There is no such event').waitFor();
  });
});

describe('staff', () => {
  test.each([
    ['/playground', 'WhoAmI'],
    ['/mailbox', 'Mailbox'],
    ['/queues', 'payment-confirmation'],
  ])('sign in before they see %s', async (path, content) => {
    const page = await newPage();
    await page.goto(path);
    await page.getByRole('heading', { name: 'Staff sign-in' }).waitFor();
    await expectAccessible(page, 'staff sign-in');
    await signIn(page, 'buyer@example.com');
    await page.getByText('This account is not a staff account').waitFor();
    await signIn(page, 'admin@example.com');
    await page.waitForURL((url) => url.pathname.startsWith(path));
    await page.getByText(content).first().waitFor();
  });

  test('run documented operations and a subscription in the playground, which asks no other host', async () => {
    const sale = await openSale(staff);
    const page = await newPage();
    await page.goto('/staff?next=/playground');
    await signIn(page, 'admin@example.com');
    await page.getByRole('tab', { name: 'WhoAmI' }).waitFor();
    const answer = page.locator('.result-window');
    await page.getByRole('tab', { name: 'Events' }).click();
    await page.getByRole('button', { name: /Execute query/ }).click();
    await page.getByRole('menuitem', { name: 'Events' }).click();
    await expect.poll(() => answer.innerText()).toContain('ON_SALE');
    await page.getByRole('tab', { name: 'LiveMap' }).click();
    await page.locator('[aria-label="Variables"] .CodeMirror').first().click();
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.insertText(JSON.stringify({ eventId: sale.eventId }));
    await page.getByRole('button', { name: /Execute query/ }).click();
    await page.getByRole('menuitem', { name: 'LiveMap' }).click();
    await expect.poll(() => answer.innerText()).toContain('SeatMapSnapshot');
  });

  test('read a sent mail in the mailbox, with no script of it running', async () => {
    const sale = await openSale(staff);
    const page = await newPage();
    await page.goto(`/events/${sale.eventId}`);
    await page.locator('[data-seat="3"]').click();
    await page.getByRole('button', { name: 'Hold 1 ticket' }).click();
    await page.getByLabel('Name').fill('Mary Shelley');
    await page.getByLabel('E-mail for the tickets').fill('mary@example.com');
    await page.getByRole('button', { name: 'Order and pay' }).click();
    await page.getByRole('button', { name: /approve/i }).click();
    await page.getByRole('img', { name: /^QR code/ }).waitFor();
    await page.goto('/staff');
    await signIn(page, 'admin@example.com');
    await page.getByRole('heading', { name: 'Staff pages' }).waitFor();
    await expectAccessible(page, 'staff pages');
    await page.getByRole('link', { name: 'Mailbox' }).click();
    await page.getByRole('button', { name: /mary@example\.com/ }).click();
    await page.getByRole('article').waitFor();
    await expectAccessible(page, 'mailbox');
  });
});
