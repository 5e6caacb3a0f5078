import type { Browser, Page } from 'playwright-core';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startBoxOffice, type BoxOffice } from '../support/box-office.js';
import { useDisposer } from '../support/disposer.js';
import type { GraphQLClient } from '../support/graphql-client.js';
import { openSale } from '../support/sale.js';
import { expectAccessible, gripSocket, startBrowser, visit, type Visitor } from './browser.js';

const ADMISSION_SECONDS = 25;
const disposer = useDisposer({ scope: 'file' });
let office: BoxOffice;
let browser: Browser;
let staff: GraphQLClient;
let visitors: Visitor[] = [];

beforeAll(async () => {
  // As many admissions as there are seats and places: whoever comes after that waits.
  office = await startBoxOffice(disposer, { LINE_FACTOR: '1', ADMISSION_SECONDS: String(ADMISSION_SECONDS) });
  browser = await startBrowser(disposer);
  staff = await office.client().logIn('admin@example.com');
});

afterEach(async () => {
  const complaints = visitors.flatMap((visitor) => visitor.complaints);
  await Promise.all(visitors.map(({ page }) => page.context().close()));
  visitors = [];
  expect(complaints).toEqual([]);
});

async function openPage(eventId: string): Promise<Page> {
  const visitor = await visit(browser, office.url);
  visitors.push(visitor);
  await visitor.page.goto(`/events/${eventId}`);
  return visitor.page;
}

const heading = (page: Page, name: string): Promise<void> => page.getByRole('heading', { name }).waitFor();

/** Joins as somebody does who has no mouse. */
async function join(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Join the line' }).focus();
  await page.keyboard.press('Enter');
}

describe('an event with a waiting room', () => {
  test('lets people in one after the other: position, turn, hold with the admission', async () => {
    const { eventId } = await openSale(staff, {
      rows: 1,
      seatsPerRow: 1,
      standing: 1,
      waitingRoom: true,
      open: false,
      saleOpensAt: new Date(Date.now() + 3_600_000),
    });
    const early = await office.client().asGuest();
    await early.ask('mutation($id: ID!) { joinLine(eventId: $id) { state } }', { id: eventId });
    early.watch('subscription($id: ID!) { placeInLine(eventId: $id) { state admission } }', { id: eventId });
    const first = await openPage(eventId);
    await heading(first, 'There is a line for these tickets');
    await expectAccessible(first, 'before the line');
    await join(first);
    await heading(first, 'You are number 2 in line');
    expect(await first.evaluate(() => document.activeElement?.textContent)).toBe('You are number 2 in line');
    expect(await first.locator('.hall-svg').count()).toBe(0);
    const second = await openPage(eventId);
    await join(second);
    await heading(second, 'You are number 3 in line');
    await second.reload();
    await heading(second, 'You are number 3 in line');
    await expectAccessible(second, 'in line');

    await staff.ask('mutation($id: ID!) { openSale(eventId: $id) { __typename } }', { id: eventId });
    await heading(first, 'It is your turn');
    await heading(second, 'You are next');
    await first.locator('.hall-svg .seat[data-look="free"]').waitFor();
    expect(await first.title()).toMatch(/^It is your turn · Test show/);
    await expectAccessible(first, 'it is my turn');
    await first.getByRole('button', { name: 'Give my turn back' }).click();
    await heading(first, 'There is a line for these tickets');

    await heading(second, 'It is your turn');
    await second.locator('[data-seat="0"][aria-disabled="false"]').click();
    await second.getByRole('button', { name: 'Hold 1 ticket' }).click();
    await heading(second, 'Held for you');
    await second.reload();
    await heading(second, 'Held for you');
  });

  test('takes a turn back when its time is over, and lets its owner join again', async () => {
    const { eventId } = await openSale(staff, { waitingRoom: true });
    const page = await openPage(eventId);
    await join(page);
    await heading(page, 'It is your turn');
    expect(await page.getByRole('timer').innerText()).toMatch(/^0:\d\d$/);
    await page.getByRole('heading', { name: 'Your place in line has ended' }).waitFor({ timeout: (ADMISSION_SECONDS + 15) * 1000 });
    await expectAccessible(page, 'the turn is over');
    await join(page);
    await heading(page, 'It is your turn');
  });

  test('leads whoever holds without an admission into the line, and keeps what they had picked', async () => {
    const { eventId } = await openSale(staff, { waitingRoom: true });
    const visitor = await visit(browser, office.url);
    visitors.push(visitor);
    const { page } = visitor;
    const grip = await gripSocket(page);
    await page.goto(`/events/${eventId}`);
    await join(page);
    await heading(page, 'It is your turn');
    await page.locator('[data-seat="3"][aria-disabled="false"]').click();
    grip.deaf = true;
    const other = await page.context().newPage();
    await other.goto(`/events/${eventId}`);
    await other.getByRole('button', { name: 'Give my turn back' }).click();
    await heading(other, 'There is a line for these tickets');
    await page.bringToFront();
    const hold = page.getByRole('button', { name: 'Hold 1 ticket' });
    await hold.click();
    await page.getByText('You need a place in the waiting line first').waitFor();
    grip.deaf = false;
    await join(page);
    await heading(page, 'It is your turn');
    await page.locator('[data-seat="3"][data-look="selected"]').waitFor();
    await hold.click();
    await heading(page, 'Held for you');
  });

  test('keeps the place through a lost connection, and tells every window of its owner', async () => {
    const { eventId } = await openSale(staff, { waitingRoom: true, open: false, saleOpensAt: new Date(Date.now() + 3_600_000) });
    const visitor = await visit(browser, office.url);
    visitors.push(visitor);
    const { page } = visitor;
    const grip = await gripSocket(page);
    await page.goto(`/events/${eventId}`);
    await join(page);
    await heading(page, 'You are next');
    grip.deaf = true;
    await grip.cut();
    await page.getByText('The live connection is lost').waitFor();
    grip.deaf = false;
    await grip.cut();
    await expect.poll(() => page.getByText('The live connection is lost').count()).toBe(0);
    await heading(page, 'You are next');
    const other = await page.context().newPage();
    await other.goto(`/events/${eventId}`);
    await other.getByRole('button', { name: 'Leave the line' }).click();
    await heading(page, 'There is a line for these tickets');
    await join(page);
    await heading(page, 'You are next');
    await staff.ask('mutation($id: ID!) { openSale(eventId: $id) { __typename } }', { id: eventId });
    await heading(page, 'It is your turn');
    await heading(other, 'There is a line for these tickets');
    await other.reload();
    await heading(other, 'It is your turn');
  });
});
