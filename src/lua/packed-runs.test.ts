import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { packRuns } from './packed-runs.js';
import { parseSeatingPlan } from '../domain/chart.parser.js';
import { seatsOf, type ChartLayout } from '../domain/chart.js';
import { LONGEST_RUN, runBySeat, runsOf, runTable } from '../domain/run.js';

function rowOf(xs: number[]): ChartLayout {
  const seats = xs.map((x, index) => ({
    index,
    guid: `${index}`,
    label: `${index}`,
    number: `${index}`,
    x,
    y: 0,
    category: '',
    accessible: index === 2,
  }));
  return { name: 'hall', size: { width: 1, height: 1 }, categories: [], sections: [{ name: 'A', rows: [{ label: '1', seats }] }] };
}

test('a gap wider than one and a half of the usual one is an aisle, and no narrower one', () => {
  expect(runsOf(rowOf([0, 10, 20, 35, 45]))).toEqual([{ first: 0, length: 5 }]);
  expect(runsOf(rowOf([0, 10, 20, 35.1, 45]))).toEqual([
    { first: 0, length: 3 },
    { first: 3, length: 2 },
  ]);
  expect(runsOf(rowOf([0]))).toEqual([{ first: 0, length: 1 }]);
});

test('a row runs whichever way it is drawn', () => {
  expect(runsOf(rowOf([45, 35, 25, 0]))).toEqual([
    { first: 0, length: 3 },
    { first: 3, length: 1 },
  ]);
});

test('a run has at most 512 seats', () => {
  const runs = runsOf(rowOf(Array.from({ length: 1_100 }, (_, at) => 10 * at)));
  expect(runs.map(({ length }) => length)).toEqual([LONGEST_RUN, LONGEST_RUN, 76]);
});

test('every seat of a real hall is in one run, and none across an aisle', () => {
  const plan = JSON.parse(readFileSync(new URL('../../prisma/charts/erfurt-arena.json', import.meta.url), 'utf8')) as unknown;
  const parsed = parseSeatingPlan(plan);
  if (parsed.kind !== 'LAYOUT') throw new Error('the chart has problems');
  const seats = seatsOf(parsed.layout);
  const runs = runsOf(parsed.layout);
  expect(runs.reduce((sum, { length }) => sum + length, 0)).toBe(1_231);
  const bySeat = runBySeat(runs, seats.length);
  for (const seat of seats.slice(1)) {
    const before = seats[seat.index - 1]!;
    if (bySeat[seat.index] === bySeat[before.index]) expect(Math.hypot(seat.x - before.x, seat.y - before.y)).toBeLessThan(40);
  }
});

test('runs that are not those of the event are not loaded', () => {
  const table = runTable(rowOf([0, 10, 20]), new Uint8Array(3));
  expect(table.accessible).toEqual(Uint8Array.of(0, 0, 1));
  const pack = (changes: object, seatCount = 3, tierCount = 1) =>
    packRuns(new Uint8Array(1), { ...table, ...changes }, seatCount, tierCount);
  expect(pack({}).width).toBe(4);
  expect(() => pack({}, 4)).toThrow('3 seats');
  expect(() => pack({ tierBySeat: Uint8Array.of(0, 0, 1) })).toThrow('1 tiers');
  expect(() => pack({ runs: [{ first: 1, length: 2 }] })).toThrow('starts at 1');
  expect(() => pack({ runs: [{ first: 0, length: LONGEST_RUN + 1 }] })).toThrow('starts at 0');
  expect(packRuns(new Uint8Array(1), undefined, 3, 1)).toEqual({ bytes: Buffer.alloc(0), width: 0 });
});
