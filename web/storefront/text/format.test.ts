import { describe, expect, it } from 'vitest';
import { formatMoney, pricesAt, sumMoney } from './money.js';
import { formatCountdown, formatDateTime, speakDuration } from './time.js';

describe('money', () => {
  it('is written with the digits and the symbol of its currency', () => {
    expect(formatMoney({ amountMinor: 4500, currency: 'EUR' })).toBe('€45.00');
    expect(formatMoney({ amountMinor: 123456, currency: 'USD' })).toBe('$1,234.56');
    expect(formatMoney({ amountMinor: 4500, currency: 'JPY' })).toBe('¥4,500');
  });

  it('adds up, and nothing adds up to nothing', () => {
    expect(
      sumMoney([
        { amountMinor: 1, currency: 'EUR' },
        { amountMinor: 2, currency: 'EUR' },
      ]),
    ).toEqual({ amountMinor: 3, currency: 'EUR' });
    expect(sumMoney([])).toBeNull();
  });

  it('offers the prices of the moment only', () => {
    const price = (id: string, from: string | null, until: string | null) => ({
      id,
      name: id,
      amount: { amountMinor: 1, currency: 'EUR' },
      from,
      until,
    });
    const prices = [
      price('standard', null, null),
      price('early', null, '2030-01-01T00:00:00Z'),
      price('late', '2030-01-01T00:00:00Z', null),
    ];
    expect(pricesAt(prices, Date.parse('2029-12-31T23:59:59Z')).map(({ id }) => id)).toEqual(['standard', 'early']);
    expect(pricesAt(prices, Date.parse('2030-01-01T00:00:00Z')).map(({ id }) => id)).toEqual(['standard', 'late']);
  });
});

describe('time', () => {
  it('counts down in minutes and seconds and shows 0:00 only when it is over', () => {
    expect([605_000, 59_001, 1, 0, -5, 3_725_000].map(formatCountdown)).toEqual(['10:05', '1:00', '0:01', '0:00', '0:00', '1:02:05']);
  });

  it('is spoken in the largest fitting unit', () => {
    expect([1_000, 30_000, 60_000, 300_000, 7_200_000, 259_200_000].map(speakDuration)).toEqual([
      '1 second',
      '30 seconds',
      '1 minute',
      '5 minutes',
      '2 hours',
      '3 days',
    ]);
  });

  it('is the time of the venue', () => {
    expect(formatDateTime('2027-06-12T18:00:00Z', 'Europe/Berlin')).toBe('Saturday, 12 June 2027, 20:00');
    expect(formatDateTime('2027-06-12T18:00:00Z', 'Asia/Tokyo')).toMatch(/^Sunday.*13 June 2027, 03:00$/);
  });
});
