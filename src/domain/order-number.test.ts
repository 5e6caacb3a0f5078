import fc from 'fast-check';
import { expect, test } from 'vitest';
import { newOrderNo, parseOrderNo } from './order-number.js';

const orderNo = fc.noShrink(fc.constant(null).map(() => newOrderNo()));
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

test('an order number is twelve characters that read back as themselves', () => {
  fc.assert(fc.property(orderNo, (number) => number.length === 12 && parseOrderNo(number) === number));
});

test('it is read as people type it: lower case, with dashes and spaces, O for 0, I and L for 1', () => {
  fc.assert(
    fc.property(orderNo, (number) => {
      const typed = number.toLowerCase().replaceAll('0', 'o').replace('1', 'l').replaceAll('1', 'i');
      return parseOrderNo(`${typed.slice(0, 4)}-${typed.slice(4, 8)} ${typed.slice(8)}`) === number;
    }),
  );
});

test('every single wrong character is found', () => {
  fc.assert(
    fc.property(orderNo, fc.nat(11), fc.constantFrom(...ALPHABET), (number, at, wrong) => {
      fc.pre(number[at] !== wrong);
      return parseOrderNo(number.slice(0, at) + wrong + number.slice(at + 1)) === null;
    }),
  );
});

test.each(['', 'U'.repeat(12), 'ABC', '0'.repeat(13), '<script>'])('%j is no order number', (text) => {
  expect(parseOrderNo(text)).toBeNull();
});

test('numbers are not minted twice', () => {
  expect(new Set(Array.from({ length: 10_000 }, newOrderNo)).size).toBe(10_000);
});
