import fc from 'fast-check';
import type { ChartLayout, ChartSeat } from '../../src/domain/chart.js';
import { mapByteLength, setSeatState, type SeatStateCode } from '../../src/domain/seat.js';

/** A random hall with a random map, and the plainest reading of it: rows of neighbours as arrays of seats. */
export interface SmallHall {
  layout: ChartLayout;
  seats: ChartSeat[];
  /** Every row, parted at its aisles. */
  rows: number[][];
  tierBySeat: Uint8Array;
  tierCount: number;
  states: SeatStateCode[];
  map: Uint8Array;
}

const seat = fc.record({
  gap: fc.constantFrom(10, 10, 10, 10, 11, 14, 16, 40),
  tier: fc.constantFrom(0, 0, 0, 0, 1, 2),
  accessible: fc.nat(9).map((roll) => roll === 0),
  state: fc.constantFrom<SeatStateCode>(0, 0, 0, 0, 0, 1, 2, 3),
});
/** Mostly one tier a row, as in real halls, sometimes mixed. */
const row = fc.record({ tier: fc.option(fc.nat(2)), seats: fc.array(seat, { minLength: 1, maxLength: 12 }) });
const section = fc.array(row, { minLength: 1, maxLength: 3 });

export const smallHall: fc.Arbitrary<SmallHall> = fc.array(section, { minLength: 1, maxLength: 2 }).map((sections) => {
  const layout: ChartLayout = { name: 'hall', size: { width: 1, height: 1 }, categories: [], sections: [] };
  const hall: SmallHall = { layout, seats: [], rows: [], tierBySeat: new Uint8Array(), tierCount: 3, states: [], map: new Uint8Array() };
  const tiers: number[] = [];
  for (const [at, rows] of sections.entries()) {
    const name = `section ${at}`;
    layout.sections.push({ name, rows: [] });
    for (const [number, { tier, seats }] of rows.entries()) {
      let x = 0;
      const own = seats.map((given, place) => {
        x += place === 0 ? 0 : given.gap;
        tiers.push(tier ?? given.tier);
        hall.states.push(given.state);
        const index = hall.seats.length + place;
        return {
          index,
          guid: `${index}`,
          label: `${index}`,
          number: `${place}`,
          x,
          y: 100 * at + 12 * number,
          category: '',
          accessible: given.accessible,
        };
      });
      layout.sections[at]!.rows.push({ label: `${number}`, seats: own });
      hall.seats.push(...own);
      hall.rows.push(...betweenAisles(own));
    }
  }
  hall.tierBySeat = Uint8Array.from(tiers);
  hall.map = mapOf(hall.states);
  return hall;
});

export function mapOf(states: readonly SeatStateCode[]): Uint8Array {
  const map = new Uint8Array(mapByteLength(states.length));
  for (const [index, state] of states.entries()) setSeatState(map, index, state);
  return map;
}

function betweenAisles(seats: ChartSeat[]): number[][] {
  const gaps = seats.slice(1).map((each, at) => each.x - seats[at]!.x);
  const median = gaps.toSorted((a, b) => a - b)[Math.floor((gaps.length - 1) / 2)] ?? 0;
  const rows: number[][] = [];
  for (const [at, { index }] of seats.entries()) {
    if (at === 0 || gaps[at - 1]! > 1.5 * median) rows.push([index]);
    else rows.at(-1)!.push(index);
  }
  return rows;
}

/** Free seats that are not accessible and have no free neighbour, by the definition. */
export function singles({ rows, seats }: SmallHall, states: readonly SeatStateCode[]): Set<number> {
  const alone = rows.flatMap((row) =>
    row.filter((index, at) => {
      const isFree = (place: number) => row[place] !== undefined && states[row[place]] === 0;
      return isFree(at) && !isFree(at - 1) && !isFree(at + 1) && !seats[index]!.accessible;
    }),
  );
  return new Set(alone);
}

/** What a pick newly leaves alone; nothing when it contains an accessible seat. */
export function newSingles(hall: SmallHall, pick: readonly number[], states = hall.states): number[] {
  if (pick.some((index) => hall.seats[index]!.accessible)) return [];
  const before = singles(hall, states);
  const after = singles(
    hall,
    states.map((state, index) => (pick.includes(index) ? 1 : state)),
  );
  return [...after].filter((index) => !before.has(index));
}

/** Every block of neighbours of one tier that is free. */
export function freeBlocks({ rows, tierBySeat }: SmallHall, states: readonly SeatStateCode[], size: number): number[][] {
  const windows = rows.flatMap((row) => row.map((_, at) => row.slice(at, at + size)).filter((block) => block.length === size));
  return windows.filter((block) => block.every((index) => states[index] === 0 && tierBySeat[index] === tierBySeat[block[0]!]));
}

/** Whether the tier has a block of the size, without accessible seats, that leaves nobody alone. */
export function hasLegalBlock(hall: SmallHall, states: readonly SeatStateCode[], tier: number, size: number): boolean {
  return freeBlocks(hall, states, size).some(
    (block) =>
      hall.tierBySeat[block[0]!] === tier &&
      block.every((index) => !hall.seats[index]!.accessible) &&
      newSingles(hall, block, [...states]).length === 0,
  );
}

/** Seats for which the rule refuses a pick: left alone beside a seat of the pick of whose tier there is a legal block of as many. */
export function refusedFor(hall: SmallHall, pick: readonly number[], states = hall.states): number[] {
  const count = (tier: number) => pick.filter((index) => hall.tierBySeat[index] === tier).length;
  return newSingles(hall, pick, states).filter((single) => {
    const row = hall.rows.find((each) => each.includes(single))!;
    const beside = pick.filter((index) => row.includes(index) && Math.abs(row.indexOf(index) - row.indexOf(single)) === 1);
    return beside.some((index) => hasLegalBlock(hall, states, hall.tierBySeat[index]!, count(hall.tierBySeat[index]!)));
  });
}
