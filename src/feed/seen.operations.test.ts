import { expect, test } from 'vitest';
import type { InventoryChange } from '../domain/inventory-change.js';
import { SeenOperations } from './seen.operations.js';

const MINUTE = 60_000;
const NOW = 1_700_000_000_000;

const change = (atMs: number, operation: string): InventoryChange => ({ epoch: 1, version: 1, atMs, seats: [], free: [], operation });
/** The hash of the operation of this number; a change carries 16 characters of it. */
const hash = (number: number) => number.toString(16).padStart(12, '0').padEnd(64, '0');
const short = (number: number) => hash(number).slice(0, 16);

test('before the log was read every operation can have run', () => {
  const seen = new SeenOperations();
  expect(seen.canHaveRun(hash(1), NOW)).toBe(true);
  seen.note(change(NOW - 60 * MINUTE, short(2)));
  expect(seen.canHaveRun(hash(1), NOW)).toBe(true);
  seen.begin([]);
  expect(seen.begun).toBe(false);
});

test('a log that begins with the load of the epoch knows all of its operations, from the log and from the feed', () => {
  const seen = new SeenOperations();
  seen.note(change(NOW, short(2)));
  seen.begin([change(NOW - 1000, 'load'), change(NOW - 500, short(1))]);
  seen.note(change(NOW, short(3)));
  expect([1, 2, 3, 4].map((number) => seen.canHaveRun(hash(number), NOW))).toEqual([true, true, true, false]);
});

test('a log that begins later is enough once it reaches back as far as operations are kept', () => {
  const seen = new SeenOperations();
  seen.begin([change(NOW, short(1))]);
  expect(seen.canHaveRun(hash(9), NOW + 10 * MINUTE)).toBe(true);
  expect(seen.canHaveRun(hash(9), NOW + 11 * MINUTE)).toBe(false);
});

test('operations are known for as long as Redis keeps their results, and forgotten some time after', () => {
  const seen = new SeenOperations();
  seen.begin([change(NOW, 'load')]);
  for (let minute = 0; minute < 60; minute += 1) {
    seen.note(change(NOW + minute * MINUTE, short(minute + 1)));
    for (let before = 0; before <= Math.min(10, minute); before += 1) {
      expect(seen.canHaveRun(hash(minute + 1 - before), NOW + minute * MINUTE)).toBe(true);
    }
    expect(seen.canHaveRun(hash(9999), NOW + minute * MINUTE)).toBe(false);
  }
  expect(seen.canHaveRun(hash(1), NOW + 60 * MINUTE)).toBe(false);
});

test('more operations than there is room for make all of them possible, until those are old', () => {
  const seen = new SeenOperations();
  seen.begin([change(NOW, 'load')]);
  for (let number = 1; number <= 250_000; number += 1) seen.note(change(NOW + number, short(number)));
  expect(seen.canHaveRun(hash(1), NOW + 250_000)).toBe(true);
  expect(seen.canHaveRun(hash(999_999), NOW + 250_000)).toBe(true);
  expect(seen.canHaveRun(hash(999_999), NOW + 250_000 + 11 * MINUTE)).toBe(false);
});

test('after a gap every operation can have run again', () => {
  const seen = new SeenOperations();
  seen.begin([change(NOW, 'load')]);
  expect(seen.canHaveRun(hash(1), NOW)).toBe(false);
  seen.forget();
  expect(seen.canHaveRun(hash(1), NOW)).toBe(true);
});
