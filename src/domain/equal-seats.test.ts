import fc from 'fast-check';
import { expect, test } from 'vitest';
import { freeBlocks, smallHall, type SmallHall } from '../../test/support/small-hall.js';
import { equalSeats } from './equal-seats.js';
import { hallOf } from './hall.js';
import type { TieredSeat } from './hold.js';

/** Seats that somebody had, at most four, wherever they were. */
const gone = fc.tuple(smallHall, fc.array(fc.nat(), { minLength: 1, maxLength: 4 })).map(([small, picks]) => {
  const indexes = [...new Set(picks.map((pick) => pick % small.seats.length))];
  return { small, seats: indexes.map((index): TieredSeat => ({ index, tier: small.tierBySeat[index]! })) };
});

const ofTier = (seats: readonly TieredSeat[], tier: number) => seats.filter((seat) => seat.tier === tier).map(({ index }) => index);

/** Blocks of free neighbours that are equal to some seats of one tier, by trying them all. */
function equalsOf(small: SmallHall, seats: readonly TieredSeat[], tier: number): string[] {
  const own = ofTier(seats, tier);
  const isAccessible = (index: number) => small.seats[index]!.accessible;
  return freeBlocks(small, small.states, own.length)
    .filter((block) => block.every((index) => small.tierBySeat[index] === tier))
    .filter((block) => block.some(isAccessible) === own.some(isAccessible))
    .map(String);
}

test('every set has as many free seats of each tier together, accessible where one was; there is one where there can be one', () => {
  fc.assert(
    fc.property(gone, ({ small, seats }) => {
      const { map, tierBySeat, tierCount } = small;
      const sets = equalSeats({ hall: hallOf(small.layout), map, tierBySeat, tierCount, random: () => 0.5 }, seats);
      const tiers = [...new Set(seats.map(({ tier }) => tier))];
      for (const set of sets) {
        expect(set).toHaveLength(seats.length);
        for (const tier of tiers) expect(equalsOf(small, seats, tier)).toContain(String(ofTier(set, tier)));
      }
      expect(sets.length > 0).toBe(tiers.every((tier) => equalsOf(small, seats, tier).length > 0));
      expect(sets.length).toBeLessThanOrEqual(8);
    }),
    { numRuns: 300 },
  );
});
