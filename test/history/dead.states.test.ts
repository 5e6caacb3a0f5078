import { expect, it } from 'vitest';
import { TERMS } from './generated.fixture.js';
import type { Operation } from './history.js';
import { bySeat } from './checker.js';
import { SEARCH_OPTIONS, SeatSearch } from './seat.search.js';

const SEAT = 7;
const UNKNOWN = 24;

/** Many wishes that were never answered, then a grant, and a refusal at once or after its deadline. */
function crowded(refusedAfter: number): Operation[] {
  const base = { buyer: 'ada', seats: [SEAT], places: [] as [number, number][], fence: null };
  const unanswered = Array.from({ length: UNKNOWN }, (_, at): Operation => ({
    ...base,
    id: `unknown ${at}`,
    f: 'hold',
    call: 10 * at,
    ret: null,
    out: null,
  }));
  const told: Operation[] = Array.from({ length: 12 }, (_, at) => ({
    ...base,
    id: `told ${at}`,
    f: 'read',
    call: 1_000_000 * (at + 1),
    ret: 1_000_000 * (at + 1) + 500,
    out: { word: 'MAP', states: [at % 2] },
  }));
  const from = 20_000_000;
  return [
    ...unanswered,
    ...told,
    { ...base, id: 'granted', f: 'hold', call: from, ret: from + 100, out: { word: 'HELD', fence: 5, got: [SEAT] } },
    { ...base, id: 'again', f: 'release', fence: 5, call: from + 200, ret: from + 300, out: { word: 'RELEASED' } },
    { ...base, id: 'twice', f: 'release', fence: 5, call: from + refusedAfter, ret: from + refusedAfter + 9, out: { word: 'RELEASED' } },
  ];
}

it(`a history with ${UNKNOWN} unanswered wishes is refuted within a few thousand steps`, () => {
  const list = bySeat(crowded(400)).get(SEAT)!;
  expect(new SeatSearch(TERMS, SEAT, list, { ...SEARCH_OPTIONS, maxSteps: 5_000 }).run().kind).toBe('VIOLATION');
});

it('and is accepted without the answer that makes it impossible', () => {
  const list = bySeat(crowded(400).slice(0, -1)).get(SEAT)!;
  expect(new SeatSearch(TERMS, SEAT, list, { ...SEARCH_OPTIONS, maxSteps: 5_000 }).run().kind).toBe('LINEARIZABLE');
});
