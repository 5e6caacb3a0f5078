import type { Hold } from '../api/types.js';

/** What `changeHold` needs to make a hold what is picked. */
export interface HoldChange {
  addSeats: number[];
  dropSeats: number[];
  places: { tierId: string; quantity: number }[];
}

/** @returns what differs between a hold and the picked seats and places (by tier id), or null when nothing does. */
export function changeOf(
  hold: Pick<Hold, 'seats' | 'places'>,
  seats: ReadonlySet<number>,
  places: ReadonlyMap<string, number>,
): HoldChange | null {
  const held = hold.seats.map((seat) => seat.index);
  const heldPlaces = new Map(hold.places.map(({ tier, quantity }) => [tier.id, quantity]));
  const change = {
    addSeats: [...seats].filter((seat) => !held.includes(seat)),
    dropSeats: held.filter((seat) => !seats.has(seat)),
    places: [...new Set([...heldPlaces.keys(), ...places.keys()])]
      .map((tierId) => ({ tierId, quantity: places.get(tierId) ?? 0 }))
      .filter(({ tierId, quantity }) => quantity !== (heldPlaces.get(tierId) ?? 0)),
  };
  return Object.values(change).some((part) => part.length > 0) ? change : null;
}
