import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { layoutHash, layoutJson } from './chart.hash.js';
import { seatsOf } from './chart.js';
import { parseSeatingPlan } from './chart.parser.js';

type Json = Record<string, unknown>;

const erfurt = () => JSON.parse(readFileSync(new URL('../../prisma/charts/erfurt-arena.json', import.meta.url), 'utf8')) as Json;

/** Two zones of two rows of two seats. */
function plan() {
  const seat = (guid: string, number: number) => ({
    seat_guid: guid,
    seat_number: String(number),
    position: { x: number * 10.04, y: 0 },
    category: 'A',
  });
  const row = (guid: string, number: number) => ({
    row_number: String(number),
    position: { x: 1, y: number },
    seats: [seat(`${guid}a`, 1), seat(`${guid}b`, 2)],
  });
  const zone = (name: string) => ({ name, position: { x: 100, y: 200 }, rows: [row(`${name}1`, 1), row(`${name}2`, 2)] });
  return { name: 'Hall', size: { width: 500, height: 400 }, categories: [{ name: 'A', color: '#abc' }], zones: [zone('Left'), zone('7')] };
}

function problemsOf(document: unknown) {
  const parsed = parseSeatingPlan(document);
  return parsed.kind === 'PROBLEMS' ? parsed.problems : [];
}

function layoutOf(document: unknown) {
  const parsed = parseSeatingPlan(document);
  if (parsed.kind === 'PROBLEMS') throw new Error(JSON.stringify(parsed.problems));
  return parsed.layout;
}

/** The document with the value at `path` replaced. */
function withValue(path: string, value: unknown): unknown {
  const document = plan();
  const keys = path.split(/[.[\]]+/).filter(Boolean);
  const last = keys.pop()!;
  const parent = keys.reduce<Json>((node, key) => node[key] as Json, document as Json);
  parent[last] = value;
  return document;
}

test('a plan becomes absolute positions, speakable labels and indexes in file order', () => {
  const seats = seatsOf(layoutOf(plan()));
  expect(seats.map((seat) => seat.index)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(seats[1]).toMatchObject({ label: 'Left, row 1, seat 2', x: 121.1, y: 201, accessible: false });
  expect(seats[4]?.label).toBe('Section 7, row 1, seat 1');
  expect(layoutOf(plan()).categories).toEqual([{ name: 'A', color: '#aabbcc' }]);
});

test('the hall of Erfurt has 1,231 seats, each with a label of its own', () => {
  const seats = seatsOf(layoutOf(erfurt()));
  expect(seats).toHaveLength(1231);
  expect(new Set(seats.map((seat) => seat.label)).size).toBe(1231);
});

test('the hash is of the content: field order does not change it, a moved seat does', () => {
  const layout = layoutOf(erfurt());
  const shuffled = JSON.parse(JSON.stringify(layout), (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).reverse()) : value,
  );
  expect(layoutHash(shuffled)).toBe(layoutHash(layout));
  expect(layoutJson(shuffled)).toBe(layoutJson(layout));
  shuffled.sections[0].rows[0].seats[0].x += 0.1;
  expect(layoutHash(shuffled)).not.toBe(layoutHash(layout));
});

describe('a fault is named with its path', () => {
  test.each<[string, unknown, string, string]>([
    ['name', undefined, 'name', 'is missing'],
    ['name', '   ', 'name', 'must not be empty'],
    ['name', 'a\u0000b', 'name', 'control characters'],
    ['name', 'a\ud800b', 'name', 'control characters'],
    ['size', undefined, 'size', 'is missing'],
    ['size.width', -5, 'size.width', 'must lie between'],
    ['categories', [], 'categories', 'must not be empty'],
    ['categories[0].color', 'red"/><script>', 'categories[0].color', 'must be a colour'],
    ['categories[1]', { name: 'A', color: '#123456' }, 'categories[1].name', 'duplicate'],
    ['zones', {}, 'zones', 'must be a list'],
    ['zones[1].name', 'Left', 'zones[1].name', 'duplicate: "Left" is already at zones[0].name'],
    ['zones[1].rows', [], 'zones[1].rows', 'must not be empty'],
    ['zones[0].rows[1].row_number', '1', 'zones[0].rows[1].row_number', 'duplicate'],
    ['zones[0].rows[1].position', undefined, 'zones[0].rows[1].position', 'is missing'],
    ['zones[0].rows[1].seats', [], 'zones[0].rows[1].seats', 'must not be empty'],
    ['zones[0].rows[1].seats[0]', 7, 'zones[0].rows[1].seats[0]', 'must be an object'],
    [
      'zones[1].rows[0].seats[1].seat_guid',
      'Left1a',
      'zones[1].rows[0].seats[1].seat_guid',
      'duplicate: "Left1a" is already at zones[0].rows[0].seats[0].seat_guid',
    ],
    ['zones[1].rows[0].seats[1].seat_number', '1', 'zones[1].rows[0].seats[1].seat_number', 'duplicate'],
    ['zones[1].rows[0].seats[1].seat_number', 12, 'zones[1].rows[0].seats[1].seat_number', 'must be a text'],
    ['zones[1].rows[0].seats[1].category', 'Royal', 'zones[1].rows[0].seats[1].category', 'unknown category "Royal"'],
    ['zones[1].rows[0].seats[1].position.x', Infinity, 'zones[1].rows[0].seats[1].position.x', 'must be a finite number'],
    ['zones[1].rows[0].seats[1].position.y', 1e9, 'zones[1].rows[0].seats[1].position.y', 'must lie between'],
    ['zones[1].rows[0].seats[1].position', undefined, 'zones[1].rows[0].seats[1].position', 'is missing'],
    ['zones[1].rows[0].seats[1].accessible', 'yes', 'zones[1].rows[0].seats[1].accessible', 'must be true or false'],
  ])('%s = %o', (path, value, problemPath, message) => {
    const problems = problemsOf(withValue(path, value));
    expect(problems).toContainEqual({ path: problemPath, message: expect.stringContaining(message) });
  });

  test('all faults come at once', () => {
    const document = withValue('zones[1].rows[0].seats[1].category', 'Royal') as ReturnType<typeof plan>;
    document.size.width = 0;
    document.zones[0]!.name = '';
    expect(problemsOf(document).map((problem) => problem.path)).toEqual([
      'size.width',
      'zones[0].name',
      'zones[1].rows[0].seats[1].category',
    ]);
  });

  test.each([null, undefined, 7, 'text', [], [[[]]], true])('%o is no plan', (document) => {
    expect(problemsOf(document)).toEqual([{ path: '', message: expect.any(String) }]);
  });
});

describe('size is bounded', () => {
  test('a megabyte of nonsense gives 100 problems and a count, in a blink', () => {
    const document = { ...plan(), zones: Array.from({ length: 90_000 }, () => ({ rows: 'x' })) };
    const started = process.cpuUsage();
    const problems = problemsOf(document);
    const { user, system } = process.cpuUsage(started);
    expect((user + system) / 1000).toBeLessThan(1000);
    expect(problems).toHaveLength(101);
    expect(problems.at(-1)).toEqual({ path: '', message: expect.stringMatching(/^and \d+ more$/) });
  });

  test('a chart has at most 100,000 seats', () => {
    const seats = Array.from({ length: 60_000 }, (_, at) => ({
      seat_guid: `g${at}`,
      seat_number: `${at}`,
      position: { x: 0, y: 0 },
      category: 'A',
    }));
    const rows = [1, 2].map((row) => ({
      row_number: `${row}`,
      position: { x: 0, y: 0 },
      seats: seats.map((seat) => ({ ...seat, seat_guid: `${row}${seat.seat_guid}` })),
    }));
    expect(problemsOf({ ...plan(), zones: [{ name: 'Z', position: { x: 0, y: 0 }, rows }] })).toEqual([
      { path: 'zones', message: 'must have at most 100000 seats in all' },
    ]);
  });

  test('a long wrong text is not echoed whole', () => {
    const problems = problemsOf(withValue('zones[0].rows[0].seats[0].category', 'x'.repeat(90)));
    expect(problems[0]!.message.length).toBeLessThan(80);
  });
});

/** Every place in a document, as a path. */
function placesOf(node: unknown, path: (string | number)[] = []): (string | number)[][] {
  if (typeof node !== 'object' || node === null) return [path];
  return [path, ...Object.entries(node).flatMap(([key, value]) => placesOf(value, [...path, Array.isArray(node) ? Number(key) : key]))];
}

/** Whether the parent of a problem's path is there: the last step may be what is missing. */
function parentExists(document: unknown, path: string): boolean {
  const keys = path
    .split(/[.[\]]+/)
    .filter(Boolean)
    .slice(0, -1);
  const parent = keys.reduce<unknown>((node, key) => (node as Json | undefined)?.[key], document);
  return typeof parent === 'object' && parent !== null;
}

test('whatever is broken, the parser never throws, and every path it names exists', () => {
  const places = placesOf(plan()).filter((path) => path.length > 0);
  const mutation = fc.tuple(
    fc.constantFrom(...places),
    fc.oneof(fc.anything(), fc.constant(undefined), fc.constantFrom('', 'A', 'Left', '1', -1, Infinity, NaN)),
  );
  fc.assert(
    fc.property(fc.array(mutation, { minLength: 1, maxLength: 5 }), (mutations) => {
      const document: Json = plan();
      for (const [path, value] of mutations) {
        const parent = path.slice(0, -1).reduce<unknown>((node, key) => (node as Json | null | undefined)?.[key], document);
        if (typeof parent === 'object' && parent !== null && !Object.isFrozen(parent)) (parent as Json)[path.at(-1)!] = value;
      }
      const parsed = parseSeatingPlan(document);
      if (parsed.kind === 'LAYOUT')
        return seatsOf(parsed.layout).every((seat, at) => seat.index === at && seat.label !== '' && Number.isFinite(seat.x));
      return parsed.problems.every((problem) => problem.path === '' || parentExists(document, problem.path));
    }),
    { numRuns: 500 },
  );
});
