import { bestAvailable } from './best-available.js';
import { middleOf } from './hall.js';
import { FREE, HELD, seatStateAt, setSeatState } from './seat.js';
import type { BestAvailableWish } from './seat-wish.js';

export type SuggestionWish = Pick<BestAvailableWish, 'hall' | 'map' | 'tierBySeat' | 'tierCount' | 'orphanRule' | 'random'>;

/**
 * A block like a pick that somebody was quicker for: as many neighbours as near to it as can be, of its tier if it has only one, with an
 * accessible seat if it has one. Free and legal on this map, but not held for anyone.
 * @param taken seats known to be taken, also when the map is too old to say so
 * @returns its seats, or null when there is none
 */
export function suggestionFor(wish: SuggestionWish, pick: readonly number[], taken: readonly number[] = []): number[] | null {
  if (pick.length === 0) return null;
  const tiers = new Set(pick.map((seat) => wish.tierBySeat[seat]!));
  const map = wish.map.slice();
  for (const seat of taken) if (seatStateAt(map, seat) === FREE) setSeatState(map, seat, HELD);
  const [block] = bestAvailable({
    ...wish,
    map,
    quantity: pick.length,
    tier: tiers.size === 1 ? wish.tierBySeat[pick[0]!]! : null,
    section: null,
    accessible: pick.some((seat) => wish.hall.accessible[seat] === 1),
    allowSplit: false,
    near: middleOf(wish.hall, pick),
  });
  return block?.map(({ index }) => index) ?? null;
}
