import { expect, test } from 'vitest';
import type { TicketSheet } from '../../src/notify/ticket-printer.port.js';
import { PdfTicketPrinter } from '../../src/notify/ticket.printer.js';
import { readPdf } from '../support/pdf-text.js';
import { notice, printer } from './notify.fixture.js';

function sheet(changes: Partial<TicketSheet> = {}): TicketSheet {
  const { orderNo, locale, timezone, startsAt, currency, tickets } = notice();
  return {
    orderNo,
    buyerName: 'Ada Lovelace',
    locale,
    showTitle: 'Hamlet',
    venueName: 'Globe',
    timezone,
    startsAt,
    currency,
    tickets,
    ...changes,
  };
}

const print = async (changes: Partial<TicketSheet>) => readPdf(await printer.print(sheet(changes)));

test('a ticket says what, when, where, which seat, whose, and its code', async () => {
  const { pieces, missing } = await print({});
  expect(missing).toBe(0);
  expect(pieces).toEqual([
    'Hamlet',
    expect.stringMatching(/^Wednesday,? 1 July 2026 at 20:00$/),
    'Globe',
    'Block A, row 1, seat 2',
    'Stalls, Standard · ¥4,500',
    'Ada Lovelace',
    'QWERTY',
    'ABCDEFGHJKMN · 1 of 1',
  ]);
});

test('names without end or spaces are cut at the edge of the ticket, not beyond it', async () => {
  const { pieces, missing } = await print({ showTitle: 'W'.repeat(5000), venueName: '北京人民艺术剧院'.repeat(100) });
  expect(missing).toBe(0);
  expect(pieces.filter((piece) => piece.includes('…'))).toHaveLength(2);
  expect(pieces.join('').length).toBeLessThan(500);
});

test('tickets of a Chinese buyer are in Chinese, each on a page of its own', async () => {
  const [ticket] = notice().tickets;
  const pdf = await printer.print(sheet({ locale: 'zh-Hans', tickets: [ticket!, { ...ticket!, code: 'SECOND' }] }));
  expect(pdf.toString('latin1').match(/\/Type \/Page\n/g)).toHaveLength(2);
  const text = readPdf(pdf).pieces.join('');
  expect(text).toContain('2026年7月1日星期三');
  expect(text).toContain('第 2 张，共 2 张');
});

test('the same sheet is printed once a minute, however many ask for it, and a failure is not kept', async () => {
  const own = new PdfTicketPrinter();
  const [first, second] = await Promise.all([own.print(sheet()), own.print(sheet())]);
  expect(first).toBe(second);
  expect(await own.print(sheet({ buyerName: 'Bea' }))).not.toBe(first);
  const broken = sheet({ timezone: 'Nowhere/None' });
  await expect(own.print(broken)).rejects.toThrow(/time zone/i);
  await expect(own.print(broken)).rejects.toThrow(/time zone/i);
  expect(await own.print(sheet())).toBe(first);
});
