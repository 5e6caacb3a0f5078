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
  office = await startBoxOffice(disposer, {
    HOLD_SECONDS: '5',
    HOLD_EXTENSION_SECONDS: '2',
    HOLD_EXTENSIONS: '1',
    PAY_SECONDS: '6',
    LIMIT_HOLDS_PER_10S: '4',
  });
  browser = await startBrowser(disposer);
  staff = await office.client().logIn('admin@example.com');
});

afterEach(async () => {
  const complaints = visitors.flatMap((visitor) => visitor.complaints);
  await Promise.all(visitors.map(({ page }) => page.context().close()));
  visitors = [];
  expect(complaints).toEqual([]);
});

async function holdOneSeat(): Promise<Page> {
  const sale = await openSale(staff);
  const visitor = await visit(browser, office.url);
  visitors.push(visitor);
  await visitor.page.goto(`/events/${sale.eventId}`);
  await visitor.page.locator('[data-seat="3"]').click();
  await visitor.page.getByRole('button', { name: 'Hold 1 ticket' }).click();
  await visitor.page.getByRole('heading', { name: 'Held for you' }).waitFor();
  return visitor.page;
}

describe('when time runs out', () => {
  test('a hold ends with a sentence, and its seat is free again', async () => {
    const page = await holdOneSeat();
    await page.getByRole('button', { name: 'More time' }).click();
    await page.getByRole('button', { name: 'No more time to add' }).waitFor();
    await page.getByText('Your time to order is over').waitFor();
    await expectLook(page, 3, 'free');
    await expectAccessible(page, 'the hold has ended');
  });

  test('an order that nobody pays ends with a sentence, on the page that waits for it', async () => {
    const page = await holdOneSeat();
    await page.getByLabel('Name').fill('Ada Lovelace');
    await page.getByLabel('E-mail for the tickets').fill('ada@example.com');
    await page.getByRole('button', { name: 'Order and pay' }).click();
    await page.getByRole('button', { name: 'Later' }).click();
    await page.waitForURL('**/orders/*');
    await page.getByRole('timer').waitFor();
    await page.getByRole('heading', { name: 'Not paid in time' }).waitFor();
    await page.getByText('No payment arrived in time').waitFor();
    await expectAccessible(page, 'the order has expired');
  });

  test('holding too often is refused with the time to wait', async () => {
    const page = await holdOneSeat();
    for (let round = 0; round < 2; round++) {
      await page.getByRole('button', { name: 'Give back and choose again' }).click();
      await page.getByText('The tickets are given back').waitFor();
      await page.locator('[data-seat="3"][data-look="free"]').click();
      await page.getByRole('button', { name: 'Hold 1 ticket' }).click();
      if (round === 0) await page.getByRole('heading', { name: 'Held for you' }).waitFor();
    }
    await page.getByText(/That was a lot of requests in a short time\. Try again in \d+ seconds?\./).waitFor();
    await expectLook(page, 3, 'selected');
  });
});
