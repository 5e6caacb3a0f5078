import { expect, test } from 'vitest';
import { ORDER_MOVES, statusesBefore, type OrderStatus } from './order.js';

const ALL = Object.keys(ORDER_MOVES) as OrderStatus[];

test('a paid order is never given up, and an ended one never moves again', () => {
  expect(ORDER_MOVES.PAID).not.toContain('EXPIRED');
  expect(ORDER_MOVES.PAID).not.toContain('CANCELLED');
  for (const ended of ['CANCELLED', 'REFUNDED'] as const) expect(ORDER_MOVES[ended]).toEqual([]);
});

test('statusesBefore is the table read backwards, but for an expired order, which needs seats first', () => {
  expect(ORDER_MOVES.EXPIRED).toEqual(['PAID']);
  for (const from of ALL) {
    for (const to of ALL) expect(statusesBefore(to).includes(from)).toBe(from !== 'EXPIRED' && ORDER_MOVES[from].includes(to));
  }
});

test('nothing leads back to unpaid', () => {
  expect(statusesBefore('PENDING')).toEqual([]);
});
