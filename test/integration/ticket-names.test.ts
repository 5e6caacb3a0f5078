import { expect, test } from 'vitest';
import { type PdfLine, readPdf } from '../support/pdf-text.js';
import { notice, printer } from './notify.fixture.js';

const BOX = '\u25A1';
const SPACE = ' ';

/** @returns the printed line of a buyer's name: letters as they stand on paper, from left to right. */
async function printed(buyerName: string): Promise<PdfLine> {
  const { orderNo, locale, timezone, startsAt, currency, tickets } = notice();
  const event = { showTitle: 'Hamlet', venueName: 'Globe', timezone, startsAt };
  const { lines, missing } = readPdf(await printer.print({ orderNo, buyerName, locale, currency, tickets, ...event }));
  expect(missing).toBe(0);
  // Title, date, house, place, kind and price, name, code, order.
  expect(lines).toHaveLength(8);
  return lines[5]!;
}

/** @returns the shapes of a line whose letters are all the same, without its spaces. */
const shapesOf = ({ text, glyphs }: PdfLine) => glyphs.filter((_glyph, index) => text[index] !== SPACE);
const sorted = (text: string) => [...text].toSorted().join('');

test('what a ticket says can be searched and copied, whatever was printed before it', async () => {
  await printed('Jaźń');
  expect((await printed('xyz')).text).toBe('xyz');
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
  ['Armenian', 'Արամ'],
])('a %s name is printed with a glyph for every character', async (_script, name) => {
  expect((await printed(name)).text).toBe(name);
});

test.each([
  ['Arabic', 'محمد الحسين', 'نيسحلا دمحم'],
  ['Persian with its own numbers', 'علی ۱۲۳ پارک', 'کراپ ۱۲۳ یلع'],
  ['Urdu', 'ڈاکٹر ٹیپو بھٹو', 'وٹھب وپیٹ رٹکاڈ'],
  ['Hebrew', 'שלום בן־דוד', 'דוד־ןב םולש'],
  ['Hebrew with numbers and brackets', 'שדרה 12 עולם (גן)', '(ןג) םלוע 12 הרדש'],
  ['Arabic in a Latin', 'Ali محمد bin علي 42', 'Ali دمحم bin 42 يلع'],
  ['Latin in an Arabic', 'محمد Smith علي (Jr.) ٢٥', '٢٥ (.Jr) يلع Smith دمحم'],
  ['Syriac, in the font of last resort,', 'ܐܒܓ ܕ', 'ܕ ܓܒܐ'],
])('%s name stands on paper in the order of the Unicode bidirectional algorithm', async (_script, name, onPaper) => {
  expect((await printed(name)).text).toBe(onPaper);
});

test('an Arabic letter has the shape of its place: first, middle, last or alone', async () => {
  const { text, glyphs } = await printed('ببب ب');
  expect(text).toBe('ب ببب');
  expect(new Set(shapesOf({ text, glyphs })).size).toBe(4);
});

test('two Arabic letters that are written as one are one shape', async () => {
  const { text, glyphs } = await printed('لا');
  expect(text).toBe('لا');
  expect(glyphs).toHaveLength(1);
});

test('letters that a Persian name keeps apart are not joined, and what keeps them apart is not seen', async () => {
  const apart = shapesOf(await printed('بب ب\u200Cب'));
  expect(new Set(apart).size).toBe(3);
  expect(apart.slice(0, 1)).not.toEqual(apart.slice(-1));
});

test.each([
  ['Devanagari', 'हिन्दी क्षितिज', 'िहन्दी िक्षितज'],
  ['Bengali', 'শিল্পী', 'িশল্পী'],
  ['Tamil', 'கேசவன்', 'ேகசவன்'],
  ['Khmer', 'ខ្មែរ', 'ែខ្មរ'],
])('a vowel of %s stands before its consonant, where it is written', async (_script, name, onPaper) => {
  expect((await printed(name)).text).toBe(onPaper);
});

test.each([
  ['Thai', 'น้ำผึ้ง'],
  ['Lao', 'ສົມຈິດ'],
  ['Gurmukhi', 'ਪ੍ਰੀਤ'],
  ['Gujarati', 'શ્રીકૃષ્ણ'],
  ['Kannada', 'ಕೃಷ್ಣ'],
  ['Malayalam', 'കൃഷ്ണൻ'],
  ['Telugu', 'కృష్ణ'],
  ['Sinhala', 'ලංකා'],
  ['Burmese', 'အောင်'],
])('a %s name is printed with all its letters and marks', async (_script, name) => {
  expect(sorted((await printed(name)).text)).toBe(sorted(name));
});

test('consonants of Devanagari that share a shape are fewer shapes than letters', async () => {
  expect((await printed('क्ष')).glyphs).toHaveLength(1);
});

test('pictures are printed in black, those of several parts as one', async () => {
  expect(await printed('Ada 😀')).toMatchObject({ text: 'Ada 😀' });
  const { text, glyphs } = await printed('👩‍🚀🇩🇪1️⃣');
  expect(text).toContain('👩');
  expect(glyphs).toHaveLength(3);
});

test('a letter that no font has is a box, a picture that none has is left out, and what nobody sees too', async () => {
  expect((await printed('Ada 𠮷 x')).text).toBe(`Ada ${BOX} x`);
  expect((await printed('Ada \u{1FAFF}Lovelace')).text).toBe('Ada Lovelace');
  expect((await printed('x\u200By\u202Ez')).text).toBe('xy z');
});

test('marks that no language piles up like that cost a name its marks, and never the ticket', async () => {
  expect((await printed('\u05D1\u05B0\u05C1\u200D\u05B4 \u05A3\u0598\u05AF\u05E9\u059B')).text).toContain('ש');
});
