import { expect, test } from 'vitest';
import { priceIsValid, standardPrice, statusAt, type EventStatus } from './event.js';

const opens = new Date('2026-06-01T10:00:00Z');
const closes = new Date('2026-06-02T10:00:00Z');
const at = { before: opens.getTime() - 1, opening: opens.getTime(), within: opens.getTime() + 1, closing: closes.getTime() };

const table: [EventStatus, keyof typeof at, EventStatus][] = [
  ['DRAFT', 'before', 'DRAFT'],
  ['DRAFT', 'within', 'DRAFT'],
  ['DRAFT', 'closing', 'DRAFT'],
  ['PREPARED', 'before', 'PREPARED'],
  ['PREPARED', 'opening', 'ON_SALE'],
  ['PREPARED', 'within', 'ON_SALE'],
  ['PREPARED', 'closing', 'CLOSED'],
  ['ON_SALE', 'before', 'PREPARED'],
  ['ON_SALE', 'opening', 'ON_SALE'],
  ['ON_SALE', 'closing', 'CLOSED'],
  ['PAUSED', 'within', 'PAUSED'],
  ['PAUSED', 'closing', 'PAUSED'],
  ['CLOSED', 'within', 'CLOSED'],
  ['CANCELLED', 'within', 'CANCELLED'],
];

test.each(table)('a sale written down as %s reads, %s, as %s', (status, moment, shown) => {
  expect(statusAt({ status, saleOpensAt: opens, saleClosesAt: closes }, at[moment])).toBe(shown);
});

test('a price holds from its first moment to just before its last', () => {
  const price = { from: opens, until: closes };
  expect([at.before, at.opening, closes.getTime() - 1, at.closing].map((now) => priceIsValid(price, now))).toEqual([
    false,
    true,
    true,
    false,
  ]);
  expect(priceIsValid({ from: null, until: null }, 0)).toBe(true);
});

test('the standard price is the first that is valid now', () => {
  const base = { position: 0, currency: 'EUR', amountMinor: 1 };
  const early = { ...base, id: 'early', name: 'Early', from: null, until: opens };
  const late = { ...base, id: 'late', name: 'Late', from: opens, until: null };
  expect(standardPrice({ prices: [early, late] }, at.before).id).toBe('early');
  expect(standardPrice({ prices: [early, late] }, at.within).id).toBe('late');
  expect(standardPrice({ prices: [early] }, at.within).id).toBe('early');
  expect(() => standardPrice({ prices: [] }, 0)).toThrow('without a price');
});
