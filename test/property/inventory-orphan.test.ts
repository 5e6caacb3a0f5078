import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import type { HoldRequest } from '../../src/domain/inventory.js';
import { newId } from '../../src/domain/id.js';
import { runTable } from '../../src/domain/run.js';
import type { SeatStateCode } from '../../src/domain/seat.js';
import { expectSound } from '../script/inventory.audit.js';
import { type Bench, granted, hallLoad, holdRequest, openBench, operation } from '../script/inventory.fixture.js';
import { useDisposer } from '../support/disposer.js';
import { freeBlocks, refusedFor, smallHall, type SmallHall } from '../support/small-hall.js';

const disposer = useDisposer({ scope: 'file' });
let bench: Bench;
beforeAll(async () => {
  bench = await openBench(disposer);
});

const tiered = ({ tierBySeat }: SmallHall, seats: readonly number[]) => seats.map((index) => ({ index, tier: tierBySeat[index]! }));
const capacitiesOf = ({ tierBySeat }: SmallHall) => [0, 1, 2].map((tier) => tierBySeat.filter((each) => each === tier).length);

/** Loads the hall: what is held or blocked there is blocked here, what is sold belongs to one order. */
async function prepare(hall: SmallHall) {
  const { states, layout, tierBySeat } = hall;
  const inState = (...wanted: SeatStateCode[]) =>
    tiered(
      hall,
      [...states.keys()].filter((index) => wanted.includes(states[index]!)),
    );
  const load = hallLoad({
    seatCount: states.length,
    capacities: capacitiesOf(hall),
    maxPerBuyer: 1_000,
    blocked: inState(1, 3),
    orders: [{ orderNo: 'SOLD', buyer: newId(), stage: 'SOLD', payByMs: 0, seats: inState(2), places: [] }],
    runs: runTable(layout, tierBySeat),
  });
  expect(await bench.store.prepare(load)).toBe('PREPARED');
  return load.eventId;
}

const picks = fc.array(fc.record({ at: fc.nat(), length: fc.integer({ min: 1, max: 4 }) }), { minLength: 1, maxLength: 2 });

/** Neighbours mostly, and sometimes seats of several rows; only free ones. */
function pickFrom({ states }: SmallHall, wanted: typeof picks extends fc.Arbitrary<infer P> ? P : never): number[] {
  const seats = wanted.flatMap(({ at, length }) => Array.from({ length }, (_, step) => (at + step) % states.length));
  return [...new Set(seats)].filter((index) => states[index] === 0);
}

const request = (hall: SmallHall, eventId: string, seats: number[]): HoldRequest => ({
  ...holdRequest(eventId, {}),
  seats: tiered(hall, seats),
  orphanRule: true,
});

it('refuses a pick exactly when trying all blocks says that it strands a seat without need, and keeps its summary', async () => {
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(smallHall, picks, picks, async (hall, first, second) => {
      const eventId = await prepare(hall);
      for (const wanted of [first, second]) {
        const pick = pickFrom(hall, wanted);
        if (pick.length === 0) continue;
        const stranded = refusedFor(hall, pick);
        const outcome = await bench.store.hold(request(hall, eventId, pick));
        if (stranded.length > 0) {
          refused += 1;
          expect(outcome.kind).toBe('STRANDS');
          expect(outcome.kind === 'STRANDS' && outcome.stranded.toSorted((a, b) => a - b)).toEqual(stranded.toSorted((a, b) => a - b));
        } else {
          expect(outcome.kind).toBe('HELD');
          for (const index of pick) hall.states[index] = 1;
        }
      }
      await expectSound(bench.redis, eventId, capacitiesOf(hall), (await bench.store.readMap(eventId))!.map);
    }),
    { numRuns: 1_000 },
  );
  expect(refused).toBeGreaterThan(100);
}, 240_000);

it('takes the first of the candidates that trying all blocks allows', async () => {
  await fc.assert(
    fc.asyncProperty(
      smallHall,
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.nat(), { minLength: 1, maxLength: 32 }),
      async (hall, size, rolls) => {
        const windows = freeBlocks(
          hall,
          hall.states.map(() => 0),
          size,
        );
        if (windows.length === 0) return;
        const candidates = rolls.map((roll) => windows[roll % windows.length]!);
        const eventId = await prepare(hall);
        const outcome = await bench.store.hold({
          ...request(hall, eventId, []),
          candidates: candidates.map((block) => tiered(hall, block)),
        });
        const right = candidates.find((block) => block.every((index) => hall.states[index] === 0) && refusedFor(hall, block).length === 0);
        expect(outcome.kind).toBe(right === undefined ? 'NO_BLOCK' : 'HELD');
        if (outcome.kind === 'HELD') expect(outcome.hold.seats).toEqual(right);
      },
    ),
    { numRuns: 500 },
  );
}, 240_000);

it('judges a changed hold as if its seats had been picked anew', async () => {
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(smallHall, picks, picks, picks, async (hall, first, more, fewer) => {
      const before = pickFrom(hall, first);
      if (before.length === 0) return;
      const eventId = await prepare(hall);
      const hold = await granted(bench.store.hold({ ...request(hall, eventId, before), orphanRule: false }));
      const addSeats = pickFrom(hall, more).filter((index) => !before.includes(index));
      const dropSeats = pickFrom(hall, fewer).filter((index) => before.includes(index));
      const after = [...before.filter((index) => !dropSeats.includes(index)), ...addSeats];
      if (after.length === 0) return;
      // Left alone already, by the hold as it was: nothing new.
      const old = hall.states.map((state, index) => (before.includes(index) ? 1 : state)) as SeatStateCode[];
      const known = singlesOf(hall, old);
      const stranded = refusedFor(hall, after).filter((index) => !known.has(index));
      const outcome = await bench.store.change({
        address: hold,
        buyer: hold.buyer,
        operation: operation(),
        addSeats: tiered(hall, addSeats),
        dropSeats: tiered(hall, dropSeats),
        places: [],
        orphanRule: true,
      });
      if (stranded.length > 0) refused += 1;
      expect(outcome.kind).toBe(stranded.length > 0 ? 'STRANDS' : 'HELD');
      if (outcome.kind === 'HELD') expect(outcome.hold.seats.toSorted((a, b) => a - b)).toEqual(after.toSorted((a, b) => a - b));
      await expectSound(bench.redis, eventId, capacitiesOf(hall), (await bench.store.readMap(eventId))!.map);
    }),
    { numRuns: 1_000 },
  );
  expect(refused).toBeGreaterThan(50);
}, 240_000);

function singlesOf({ rows }: SmallHall, states: readonly SeatStateCode[]): Set<number> {
  const isAlone = (row: number[], at: number) => states[row[at]!] === 0 && states[row[at - 1]!] !== 0 && states[row[at + 1]!] !== 0;
  return new Set(rows.flatMap((row) => row.filter((_, at) => isAlone(row, at))));
}
