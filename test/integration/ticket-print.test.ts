import { expect, test } from 'vitest';
import type { TicketSheet } from '../../src/notify/ticket-printer.port.js';
import { PdfTicketPrinter } from '../../src/notify/ticket.printer.js';
import { readPdf } from '../support/pdf-text.js';
import { notice, printer } from './notify.fixture.js';

const BOX = '\u25A1';

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
const sorted = (text: string) => [...text].toSorted().join('');
/** Right-to-left letters stand on paper in the other order. */
const backwards = (text: string) => [...text].toReversed().join('');

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

test.each([
  ['Latin', 'Søren Ångström Đặng Þór'],
  ['Polish', 'Zażółć Gęślą Jaźń'],
  ['Greek', 'Ελένη Παπαδοπούλου'],
  ['Cyrillic', 'Любовь Щёлокова'],
  ['Chinese', '王小明'],
  ['traditional Chinese', '國家大劇院龜鑑'],
  ['Japanese', 'さくらサクラ'],
  ['Korean', '김민수'],
  ['Thai', 'สมชาย'],
  ['Devanagari', 'अनिल'],
])('a %s name is printed with a glyph for every character', async (_script, name) => {
  const { pieces, missing } = await print({ buyerName: name });
  expect(missing).toBe(0);
  // Some scripts draw letters in another order than they are read in.
  expect(pieces.map(sorted)).toContain(sorted(name));
});

test.each([
  ['Hebrew', 'שלום עולם'],
  ['Arabic', 'محمد علي'],
])('%s letters stand from right to left', async (_script, name) => {
  const { pieces, missing } = await print({ buyerName: name });
  expect(missing).toBe(0);
  expect(pieces).toContain(backwards(name));
});

test('numbers inside a right-to-left name keep their order, and the words around them change sides', async () => {
  const { pieces } = await print({ buyerName: 'שדרה 12 עולם' });
  const at = pieces.indexOf(backwards(' עולם').trim());
  expect(pieces.slice(at, at + 3).map((piece) => piece.trim())).toEqual([backwards('עולם'), '12', backwards('שדרה')]);
});

test('what no font has is a box, and never a missing glyph; what nobody sees is left out', async () => {
  const { pieces, missing } = await print({ buyerName: 'Ada 😀 𠮷 x\u200By\u202Ez' });
  expect(missing).toBe(0);
  expect(pieces.join('')).toContain(`Ada ${BOX} ${BOX} x`);
  expect(pieces.join('')).not.toMatch(/[\u202E]/u);
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
