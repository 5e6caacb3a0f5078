import type { Browser, Page } from 'playwright-core';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startBoxOffice, type BoxOffice } from '../support/box-office.js';
import { useDisposer } from '../support/disposer.js';
import { expectAccessible, expectLook, startBrowser, visit, type Visitor } from './browser.js';

const disposer = useDisposer({ scope: 'file' });
let office: BoxOffice;
let browser: Browser;
let eventPath: string;
let visitors: Visitor[] = [];

beforeAll(async () => {
  office = await startBoxOffice(disposer);
  browser = await startBrowser(disposer);
  const { events } = await office.client().ask('{ events { edges { node { id chart { seatCount } } } } }');
  eventPath = `/events/${events.edges.find(({ node }: { node: { chart: { seatCount: number } | null } }) => node.chart?.seatCount === 1231).node.id}`;
});

const newcomer = async (): Promise<Visitor> => {
  const visitor = await visit(browser, office.url);
  visitors.push(visitor);
  return visitor;
};

afterEach(async () => {
  const complaints = visitors.flatMap((visitor) => visitor.complaints);
  await Promise.all(visitors.map(({ page }) => page.context().close()));
  visitors = [];
  expect(complaints).toEqual([]);
});

const seatNamed = (page: Page, name: string) => page.getByRole('gridcell', { name: new RegExp(`^${name}, `) });
const indexOf = async (page: Page, name: string): Promise<number> => Number(await seatNamed(page, name).getAttribute('data-seat'));

async function expectTickets(page: Page, count: number): Promise<void> {
  await page.getByRole('heading', { name: 'Your tickets', level: 1 }).waitFor();
  const codes = page.getByRole('img', { name: /^QR code/ });
  await expect.poll(() => codes.count()).toBe(count);
  await expect.poll(() => codes.evaluateAll((images) => images.every((image) => (image as HTMLImageElement).naturalWidth > 0))).toBe(true);
}

describe('buying by mouse', () => {
  test('two seats and a standing place turn from free to held to sold, while somebody else watches', async () => {
    const { page } = await newcomer();
    const { page: watcher } = await newcomer();
    await page.goto('/');
    await page.getByRole('heading', { name: 'What’s on' }).waitFor();
    await page.locator('.event-card').first().waitFor();
    await expectAccessible(page, 'list of events');
    await page.locator(`a[href="${eventPath}"]`).click();
    await watcher.goto(eventPath);
    await expect.poll(() => watcher.locator('.hall-svg .seat[data-look="free"]').count()).toBeGreaterThan(1000);
    const standing = watcher.getByRole('group', { name: 'Places in Standing' });
    const before = Number((await standing.innerText()).match(/(\d+) of/)![1]);

    await seatNamed(page, 'Block B, row 3, seat 8').click();
    await seatNamed(page, 'Block B, row 3, seat 9').click();
    await page.getByRole('button', { name: 'One place more in Standing' }).click();
    await expectAccessible(page, 'seats picked');
    const seats = [await indexOf(page, 'Block B, row 3, seat 8'), await indexOf(page, 'Block B, row 3, seat 9')];
    await page.getByRole('button', { name: 'Hold 3 tickets' }).click();
    await page.getByRole('heading', { name: 'Held for you' }).waitFor();
    expect(await page.getByRole('timer').innerText()).toMatch(/^(10:00|9:5\d)$/);
    for (const seat of seats) await expectLook(page, seat, 'mine');
    for (const seat of seats) await expectLook(watcher, seat, 'held');
    await expect.poll(() => standing.innerText()).toContain(`${before - 1} of`);
    await expectAccessible(page, 'held');

    await page.reload();
    await page.getByRole('heading', { name: 'Held for you' }).waitFor();
    for (const seat of seats) await expectLook(page, seat, 'mine');

    await page.getByLabel('Name').fill('Ada Lovelace');
    await page.getByLabel('E-mail for the tickets').fill('ada@example.com');
    await page.getByRole('button', { name: 'Order and pay' }).click();
    await page.getByRole('button', { name: /approve/i }).waitFor();
    await expectAccessible(page, 'the payment page');
    await page.getByRole('button', { name: /approve/i }).click();
    await page.waitForURL('**/orders/*');
    await expectTickets(page, 3);
    for (const seat of seats) await expectLook(watcher, seat, 'sold');
    await expectAccessible(page, 'tickets');

    await page.getByRole('link', { name: 'My orders' }).click();
    await page.getByText('Tickets issued').waitFor();
    await expectAccessible(page, 'my orders');
  });

  test('a declined payment can be tried again, and an order can be cancelled', async () => {
    const { page } = await newcomer();
    await page.goto(eventPath);
    await seatNamed(page, 'Block A, row 5, seat 3').click();
    const seat = await indexOf(page, 'Block A, row 5, seat 3');
    await page.getByRole('button', { name: 'Hold 1 ticket' }).click();
    await page.getByLabel('Name').fill('Ada Lovelace');
    await page.getByLabel('E-mail for the tickets').fill('ada@example.com');
    await page.getByRole('button', { name: 'Order and pay' }).click();
    await page.getByRole('button', { name: /decline/i }).click();
    await page.waitForURL('**/orders/*');
    await page.getByText('The payment was declined').waitFor();
    await expectAccessible(page, 'declined');
    await page.getByRole('button', { name: 'Pay again' }).click();
    await page.getByRole('button', { name: /later/i }).click();
    await page.waitForURL('**/orders/*');
    await page.getByRole('button', { name: 'Cancel this order' }).click();
    await page.getByRole('button', { name: /Yes, cancel/ }).click();
    await page.getByRole('heading', { name: 'Cancelled' }).waitFor();
    await expectAccessible(page, 'cancelled');
    await page.getByRole('link', { name: 'Choose again' }).click();
    await expectLook(page, seat, 'free');
  });

  test('more time can be asked for, and what is held can be given back', async () => {
    const { page } = await newcomer();
    await page.goto(eventPath);
    await seatNamed(page, 'Block A, row 6, seat 3').click();
    const seat = await indexOf(page, 'Block A, row 6, seat 3');
    await page.getByRole('button', { name: 'Hold 1 ticket' }).click();
    await page.getByRole('button', { name: 'More time' }).click();
    await expect.poll(() => page.getByRole('timer').innerText()).toMatch(/^1[45]:/);
    await page.getByRole('button', { name: 'Give back and choose again' }).click();
    await page.getByText('The tickets are given back').waitFor();
    await expectLook(page, seat, 'free');
  });

  test('two windows of one buyer tell each other what is held and given back', async () => {
    const { page } = await newcomer();
    await page.goto(eventPath);
    await seatNamed(page, 'Block A, row 7, seat 3').click();
    const seat = await indexOf(page, 'Block A, row 7, seat 3');
    await page.getByRole('button', { name: 'Hold 1 ticket' }).click();
    await page.getByRole('heading', { name: 'Held for you' }).waitFor();
    const other = await page.context().newPage();
    await other.goto(eventPath);
    await other.getByRole('button', { name: 'Give back and choose again' }).click();
    await page.getByText('given back in another window').waitFor();
    await expectLook(page, seat, 'free');
  });
});

describe('buying by keyboard alone', () => {
  /** Presses Tab until the focus is on something with this name, as somebody does who sees no mouse. */
  async function tabTo(page: Page, name: RegExp): Promise<void> {
    for (let presses = 0; presses < 60; presses++) {
      await page.keyboard.press('Tab');
      const focused = await page.evaluate(() => {
        const element = document.activeElement!;
        return element.getAttribute('aria-label') ?? (element as HTMLInputElement).labels?.[0]?.textContent ?? element.textContent ?? '';
      });
      if (name.test(focused)) return;
    }
    throw new Error(`nothing called ${name} can be reached by Tab`);
  }

  test('the hall is one stop of the Tab key, walked by arrows; order, payment and tickets need no mouse', async () => {
    const { page } = await newcomer();
    await page.goto(eventPath);
    await page.locator('.hall-svg .seat[data-look="free"]').first().waitFor();
    await tabTo(page, /^Block D, row 14, seat 1,/);
    for (const key of ['PageDown', 'ArrowDown', 'End', 'Enter']) await page.keyboard.press(key);
    const chosen = await page.evaluate(() => document.activeElement!.getAttribute('aria-label'));
    expect(chosen).toMatch(/^Block E, row 13, seat 17, Category I, €\d+\.\d\d, selected$/);
    for (const picked of [2, 3]) {
      await page.keyboard.press('ArrowLeft');
      await page.keyboard.press('Space');
      await page.getByText(`${picked} picked`).waitFor({ state: 'attached' });
    }
    await tabTo(page, /^One place more in Standing/);
    await page.keyboard.press('Enter');
    await tabTo(page, /^Hold 4 tickets/);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Held for you' }).waitFor();
    await tabTo(page, /^Name/);
    await page.keyboard.type('Grace Hopper');
    await tabTo(page, /^E-mail for the tickets/);
    await page.keyboard.type('grace@example.com');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /approve/i }).waitFor();
    await tabTo(page, /approve/i);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/orders/*');
    await expectTickets(page, 4);
  });

  test('the list is an equal way to the same seats', async () => {
    const { page } = await newcomer();
    await page.goto(eventPath);
    await page.locator('.hall-svg .seat[data-look="free"]').first().waitFor();
    await tabTo(page, /^List$/);
    await page.keyboard.press('Enter');
    await expectAccessible(page, 'the list of seats');
    await tabTo(page, /^Section/);
    await page.keyboard.type('Block C');
    await tabTo(page, /^Row/);
    await page.keyboard.press('ArrowDown');
    await tabTo(page, /^Block C, row 2, seat 1, .*available$/);
    await page.keyboard.press('Space');
    await tabTo(page, /^Hold 1 ticket/);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Held for you' }).waitFor();
    await page.getByText('Block C, row 2, seat 1').first().waitFor();
  });
});
