import type { Browser, Page } from 'playwright-core';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startBoxOffice, type BoxOffice } from '../support/box-office.js';
import { useDisposer } from '../support/disposer.js';
import type { GraphQLClient } from '../support/graphql-client.js';
import { freshKey, HOLD, openSale, type TestSale } from '../support/sale.js';
import { expectAccessible, expectLook, gripSocket, lookOf, startBrowser, visit, type Visitor } from './browser.js';

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

async function openPage(sale: TestSale, options = {}): Promise<Page> {
  const visitor = await visit(browser, office.url, options);
  visitors.push(visitor);
  await visitor.page.goto(`/events/${sale.eventId}`);
  await visitor.page.locator('.hall-svg .seat[data-look]').first().waitFor();
  return visitor.page;
}

/** Somebody else holds seats and places, without a browser. */
async function rivalHolds(sale: TestSale, seats: number[], places = 0): Promise<void> {
  const rival = await office.client().asGuest();
  const input = {
    eventId: sale.eventId,
    seats,
    places: places > 0 ? [{ tierId: sale.standingTier.id, quantity: places }] : [],
    idempotencyKey: freshKey(),
  };
  const { holdTickets } = await rival.ask(HOLD, { input });
  expect(holdTickets.__typename).toBe('Hold');
}

describe('the live map', () => {
  test('a chosen seat that somebody else takes is put back, with a word, and the rest stays chosen', async () => {
    const sale = await openSale(staff);
    const page = await openPage(sale);
    for (const seat of [0, 1]) await page.locator(`[data-seat="${seat}"]`).click();
    await rivalHolds(sale, [0], 2);
    await expectLook(page, 0, 'held');
    await page.getByText('row 1, seat 1 was just taken').first().waitFor();
    expect(await lookOf(page, 1)).toBe('selected');
    await page.getByText('18 of 20 places free').waitFor();
    await page.getByRole('button', { name: 'Hold 1 ticket' }).waitFor();
    await expectAccessible(page, 'a seat was taken');
  });

  test('a hold that comes too late names the seat, marks it, and keeps the rest', async () => {
    const sale = await openSale(staff);
    const visitor = await visit(browser, office.url);
    visitors.push(visitor);
    const { page } = visitor;
    const grip = await gripSocket(page);
    await page.goto(`/events/${sale.eventId}`);
    await expectLook(page, 0, 'free');
    for (const seat of [0, 1]) await page.locator(`[data-seat="${seat}"]`).click();
    grip.deaf = true;
    await rivalHolds(sale, [0]);
    await page.getByRole('button', { name: 'Hold 2 tickets' }).click();
    await page.getByText('row 1, seat 1 went to somebody else just before you').waitFor();
    await expectLook(page, 0, 'held');
    expect(await lookOf(page, 1)).toBe('selected');
    grip.deaf = false;
    await page.getByRole('button', { name: 'Hold 1 ticket' }).click();
    await page.getByRole('heading', { name: 'Held for you' }).waitFor();
  });

  test('after a lost connection the page says so, comes back, and shows what it missed', async () => {
    const sale = await openSale(staff);
    const visitor = await visit(browser, office.url);
    visitors.push(visitor);
    const { page } = visitor;
    const grip = await gripSocket(page);
    await page.goto(`/events/${sale.eventId}`);
    await expectLook(page, 7, 'free');
    grip.deaf = true;
    await grip.cut();
    await page.getByText('The live connection is lost').waitFor();
    await rivalHolds(sale, [7]);
    grip.deaf = false;
    await grip.cut();
    await expectLook(page, 7, 'held');
    await expect.poll(() => page.getByText('The live connection is lost').count()).toBe(0);
  });

  test('focus stays on a seat that changes under it', async () => {
    const sale = await openSale(staff);
    const page = await openPage(sale);
    await page.locator('[data-seat="0"]').focus();
    await rivalHolds(sale, [0]);
    await expectLook(page, 0, 'held');
    expect(await page.evaluate(() => (document.activeElement as SVGElement).dataset['seat'])).toBe('0');
    expect(await page.locator('[data-seat="0"]').getAttribute('aria-label')).toMatch(/held by somebody else$/);
    expect(await page.locator('[data-seat="0"]').getAttribute('aria-disabled')).toBe('true');
  });

  test('when everything is held the page says so, and offers seats again when they come back', async () => {
    const sale = await openSale(staff, { rows: 1, seatsPerRow: 3, standing: 2 });
    const page = await openPage(sale);
    const rival = await office.client().asGuest();
    const input = {
      eventId: sale.eventId,
      seats: [0, 1, 2],
      places: [{ tierId: sale.standingTier.id, quantity: 2 }],
      idempotencyKey: freshKey(),
    };
    const { holdTickets } = await rival.ask(HOLD, { input });
    await page.getByText('Nothing is free right now').waitFor();
    await expectAccessible(page, 'nothing free');
    await rival.ask('mutation($id: ID!, $key: String!) { releaseHold(holdId: $id, idempotencyKey: $key) { __typename } }', {
      id: holdTickets.id,
      key: freshKey(),
    });
    await expectLook(page, 1, 'free');
    await expect.poll(() => page.getByText('Nothing is free right now').count()).toBe(0);
  });

  test('a sale that opens later counts down and opens by itself', async () => {
    const sale = await openSale(staff, { open: false, saleOpensAt: new Date(Date.now() + 6_000) });
    const page = await openPage(sale);
    await page.getByText('The sale opens in').waitFor();
    await expectAccessible(page, 'opens soon');
    expect(await page.locator('[data-seat="0"]').getAttribute('aria-disabled')).toBe('true');
    await page.locator('[data-seat="0"][aria-disabled="false"]').waitFor({ state: 'attached' });
    await page.locator('[data-seat="0"]').click();
    await page.getByRole('button', { name: 'Hold 1 ticket' }).click();
    await page.getByRole('heading', { name: 'Held for you' }).waitFor();
  });
});

describe('the picture of the hall', () => {
  test('zooms by buttons and wheel, moves by dragging, and never takes a drag for a click', async () => {
    const sale = await openSale(staff);
    const page = await openPage(sale);
    const viewBox = async (): Promise<number[]> => (await page.locator('.hall-svg').getAttribute('viewBox'))!.split(' ').map(Number);
    const whole = await viewBox();
    await page.getByRole('button', { name: 'Zoom in' }).click();
    expect((await viewBox())[2]).toBeLessThan(whole[2]!);
    await page.getByRole('button', { name: 'Show the whole hall' }).click();
    expect(await viewBox()).toEqual(whole);
    const box = (await page.locator('.hall-svg').boundingBox())!;
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await page.mouse.move(x, y);
    await page.mouse.wheel(0, -400);
    await expect.poll(async () => (await viewBox())[2]! < whole[2]!).toBe(true);
    const before = await viewBox();
    await page.mouse.down();
    await page.mouse.move(x - 80, y - 20, { steps: 4 });
    await page.mouse.up();
    expect((await viewBox())[0]).toBeGreaterThan(before[0]!);
    expect(await page.locator('.hall-svg .seat[data-look="selected"]').count()).toBe(0);
  });

  test('fits a screen 360 pixels wide, where a first touch comes closer and a second picks', async () => {
    const { events } = await staff.ask('{ events { edges { node { id chart { seatCount } } } } }');
    const eventId = events.edges.find(({ node }: { node: { chart: { seatCount: number } | null } }) => node.chart?.seatCount === 1231).node
      .id;
    const page = await openPage({ eventId } as TestSale, {
      viewport: { width: 360, height: 740 },
      hasTouch: true,
      isMobile: true,
      colorScheme: 'dark',
    });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    await page.locator('.hall-svg .seat[data-look="free"]').nth(600).tap();
    expect(await page.locator('.hall-svg .seat[data-look="selected"]').count()).toBe(0);
    await expect.poll(() => page.locator('.hall-svg.zoomed').count()).toBe(1);
    const box = (await page.locator('.hall-svg').boundingBox())!;
    const shown = await page.locator('.hall-svg .seat[data-look="free"]').evaluateAll((seats, frame) => {
      const inside = seats.find((seat) => {
        const { x, y } = seat.getBoundingClientRect();
        return x > frame.x + 40 && x < frame.x + frame.width - 40 && y > frame.y + 40 && y < frame.y + frame.height - 40;
      });
      return (inside as SVGElement).dataset['seat'];
    }, box);
    await page.locator(`[data-seat="${shown}"]`).tap();
    await expectLook(page, Number(shown), 'selected');
    await page.getByRole('link', { name: '1 ticket picked' }).waitFor();
    await expectAccessible(page, 'narrow and dark');
  });
});
