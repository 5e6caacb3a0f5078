import { bestAvailable } from './best-available.js';
import { middleOf } from './hall.js';
import type { TieredSeat } from './hold.js';
import type { BestAvailableWish } from './seat-wish.js';

/** Sets of seats that are looked for. */
const MOST_SETS = 8;

/**
 * Seats as good as some that are gone: of each tier as many, together, near where the others were, with an accessible one where there was
 * one. @returns up to 8 sets, the nearest first, all free on this map; empty: there are none.
 */
export function equalSeats(
  house: Pick<BestAvailableWish, 'hall' | 'map' | 'tierBySeat' | 'tierCount' | 'random'>,
  seats: readonly TieredSeat[],
): TieredSeat[][] {
  const { hall } = house;
  const byTier = [...new Set(seats.map(({ tier }) => tier))].map((tier) => {
    const gone = seats.filter((seat) => seat.tier === tier).map(({ index }) => index);
    const accessible = gone.some((index) => hall.accessible[index] === 1);
    const near = middleOf(hall, gone);
    const wish = { ...house, tier, quantity: gone.length, section: null, accessible, allowSplit: false, orphanRule: false, near };
    return bestAvailable(wish).slice(0, MOST_SETS);
  });
  const most = Math.min(...byTier.map((blocks) => blocks.length));
  return Array.from({ length: most }, (_, at) => byTier.flatMap((blocks) => blocks[at]!));
}
