import type { Browser, Page } from 'playwright-core';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startBoxOffice, type BoxOffice } from '../support/box-office.js';
import { useDisposer } from '../support/disposer.js';
import type { GraphQLClient } from '../support/graphql-client.js';
import { freshKey, HOLD, openSale, type TestSale } from '../support/sale.js';
import { expectAccessible, expectLook, gripSocket, startBrowser, visit, type Visitor } from './browser.js';

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

async function openPage(sale: TestSale): Promise<{ page: Page; grip: { deaf: boolean } }> {
  const visitor = await visit(browser, office.url);
  visitors.push(visitor);
  const grip = await gripSocket(visitor.page);
  await visitor.page.goto(`/events/${sale.eventId}`);
  await visitor.page.locator('.hall-svg .seat[data-look]').first().waitFor();
  return { page: visitor.page, grip };
}

async function rivalHolds(sale: TestSale, seats: number[]): Promise<void> {
  const rival = await office.client().asGuest();
  const { holdTickets } = await rival.ask(HOLD, { input: { eventId: sale.eventId, seats, idempotencyKey: freshKey() } });
  expect(holdTickets.__typename).toBe('Hold');
}

const pick = (page: Page, seat: number): Promise<void> => page.locator(`[data-seat="${seat}"]`).click();
const held = (page: Page): Promise<void> => page.getByRole('heading', { name: 'Held for you' }).waitFor();
const own = (page: Page) => page.locator('.hall-svg .seat[data-look="mine"]');

describe('best seats', () => {
  test('are held together, asked for by number and category', async () => {
    const { page } = await openPage(await openSale(staff));
    await page.getByRole('group', { name: 'Best seats together' }).waitFor();
    await expectAccessible(page, 'the form for best seats');
    await page.getByLabel('Seats', { exact: true }).fill('3');
    await page.getByLabel('Category').selectOption('Stalls');
    await page.getByRole('button', { name: 'Hold the best seats' }).click();
    await held(page);
    await expect.poll(() => own(page).count()).toBe(3);
    const seats = await own(page).evaluateAll((cells) => cells.map((cell) => Number((cell as SVGElement).dataset['seat'])));
    expect([seats[1]! - seats[0]!, seats[2]! - seats[1]!]).toEqual([1, 1]);
  });

  test('that are nowhere side by side are offered in several blocks, one key away', async () => {
    const sale = await openSale(staff, { rows: 1, seatsPerRow: 6 });
    const { page } = await openPage(sale);
    await rivalHolds(sale, [2]);
    await expectLook(page, 2, 'held');
    await page.getByLabel('Seats', { exact: true }).fill('5');
    await page.keyboard.press('Enter');
    await page.getByText('the largest free block has 3 seats').waitFor();
    await expectAccessible(page, 'an offer of several blocks');
    const focused = page.locator(':focus');
    await expect.poll(() => focused.innerText()).toBe('Take 5 seats in several blocks instead');
    await page.keyboard.press('Enter');
    await held(page);
    await expect.poll(() => own(page).count()).toBe(5);
  });

  test('that are too many for the house are refused without an offer that cannot be kept', async () => {
    const sale = await openSale(staff, { rows: 1, seatsPerRow: 4 });
    const { page } = await openPage(sale);
    await page.getByLabel('Seats', { exact: true }).fill('6');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Take 6 seats in several blocks instead' }).click();
    await page.getByText('Not even in several blocks').waitFor();
    expect(await page.getByRole('button', { name: /instead/ }).count()).toBe(0);
  });
});

describe('a pick that cannot be had', () => {
  test('because somebody was quicker comes with seats like it, one key away', async () => {
    const sale = await openSale(staff);
    const { page, grip } = await openPage(sale);
    for (const seat of [4, 5]) await pick(page, seat);
    grip.deaf = true;
    await rivalHolds(sale, [4]);
    await page.getByRole('button', { name: 'Hold 2 tickets' }).click();
    await page.getByText('row 1, seat 5 went to somebody else just before you').waitFor();
    await expectAccessible(page, 'a suggestion');
    await expect.poll(() => page.locator(':focus').innerText()).toMatch(/^Take .*row \d, seats \d+–\d+ instead$/);
    grip.deaf = false;
    await page.keyboard.press('Enter');
    await held(page);
    await expect.poll(() => own(page).count()).toBe(2);
  });

  test('because it leaves a seat alone names that seat and marks it, in the hall and in the list', async () => {
    const { page } = await openPage(await openSale(staff, { rows: 1, seatsPerRow: 6, orphanRule: true }));
    for (const seat of [1, 2]) await pick(page, seat);
    await page.getByRole('button', { name: 'Hold 2 tickets' }).click();
    await page.getByText('would leave Hall, row 1, seat 1 alone').waitFor();
    await expectLook(page, 0, 'alone');
    await expectAccessible(page, 'a seat would be left alone');
    await page.getByRole('button', { name: 'List' }).click();
    await page.getByRole('checkbox', { name: /seat 1, .*would be left alone$/ }).click();
    await page.getByRole('checkbox', { name: /seat 1, .*selected$/ }).waitFor();
    await page.getByRole('button', { name: 'Hall', exact: true }).click();
    await page.getByRole('button', { name: 'Hold 3 tickets' }).click();
    await held(page);
  });
});

describe('a hold', () => {
  test('can be changed without being lost: seats put back, others and places added', async () => {
    const sale = await openSale(staff);
    const { page } = await openPage(sale);
    const { page: watcher } = await openPage(sale);
    for (const seat of [0, 1]) await pick(page, seat);
    await page.getByRole('button', { name: 'Hold 2 tickets' }).click();
    await held(page);
    await page.getByLabel('Name').fill('Ada Lovelace');
    await page.getByRole('button', { name: 'Change seats' }).click();
    await page.getByRole('heading', { name: 'Change your tickets' }).waitFor();
    await page.getByRole('timer').waitFor();
    for (const seat of [0, 2]) await pick(page, seat);
    await page.getByRole('button', { name: 'One place more in Standing' }).click();
    await expectLook(watcher, 0, 'held');
    await expectAccessible(page, 'changing a hold');
    await page.getByRole('button', { name: 'Change to 3 tickets' }).click();
    await held(page);
    await expectLook(page, 0, 'free');
    for (const seat of [1, 2]) await expectLook(page, seat, 'mine');
    await expectLook(watcher, 0, 'free');
    await expectLook(watcher, 2, 'held');
    await watcher.getByText('19 of 20 places free').waitFor();
    expect(await page.getByLabel('Name').inputValue()).toBe('Ada Lovelace');
  });

  test('stays as it was when a change is refused or given up', async () => {
    const sale = await openSale(staff);
    const { page, grip } = await openPage(sale);
    await pick(page, 0);
    await page.getByRole('button', { name: 'Hold 1 ticket' }).click();
    await held(page);
    await page.getByRole('button', { name: 'Change seats' }).click();
    await pick(page, 5);
    grip.deaf = true;
    await rivalHolds(sale, [5]);
    await page.getByRole('button', { name: 'Change to 2 tickets' }).click();
    await page.getByText('row 1, seat 6 went to somebody else').waitFor();
    grip.deaf = false;
    await page.getByRole('button', { name: 'Keep what I hold' }).click();
    await held(page);
    await expectLook(page, 0, 'mine');
    await expectLook(page, 5, 'held');
  });
});
