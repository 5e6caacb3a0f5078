import type { Browser } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { startBoxOffice, type BoxOffice } from '../support/box-office.js';
import { useDisposer } from '../support/disposer.js';
import { buy } from '../support/purchase.js';
import { openSale } from '../support/sale.js';
import { expectAccessible, startBrowser, visit } from './browser.js';

const disposer = useDisposer({ scope: 'file' });
let office: BoxOffice;
let browser: Browser;

beforeAll(async () => {
  office = await startBoxOffice(disposer);
  browser = await startBrowser(disposer);
});

test('a scanner types codes one after the other, and the door hears of each: welcome, used already, unknown', async () => {
  const staff = await office.client().logIn('admin@example.com');
  const sale = await openSale(staff);
  const buyer = await office.client().asGuest();
  const orderNo = await buy(buyer, sale, { seats: [0, 1] });
  const { order } = await buyer.ask('query($no: ID!) { order(orderNo: $no) { tickets { code seat { label } } } }', { no: orderNo });
  const [first, second] = order.tickets;

  const { page, complaints } = await visit(browser, office.url);
  await page.goto('/staff?next=/door');
  await page.getByLabel('E-mail').fill('admin@example.com');
  await page.getByLabel('Password').fill('aisle-demo');
  await page.locator('form').getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Door' }).waitFor();
  await page.getByLabel('Event').selectOption(sale.eventId);
  await page.getByLabel('Ticket code').click();
  // A scanner is a keyboard that ends each code with Enter and waits for nobody.
  for (const code of [first.code, second.code.toLowerCase(), first.code, 'NONSENSE']) {
    await page.keyboard.type(code);
    await page.keyboard.press('Enter');
  }
  const scans = page.getByRole('list', { name: 'Scans, newest first' }).getByRole('listitem');
  await page.locator('.scans li:not(.asking)').nth(3).waitFor();
  const texts = await scans.allInnerTexts();
  expect(texts[3]).toContain('Welcome');
  expect(texts[3]).toContain(first.seat.label);
  expect(texts[2]).toContain('Welcome');
  expect(texts[1]).toMatch(/Stop[\s\S]*used already\. At \d/);
  expect(texts[0]).toMatch(/Stop[\s\S]*not the code of a ticket/);
  await expectAccessible(page, 'door');
  expect(complaints).toEqual([]);
  await page.context().close();
});
