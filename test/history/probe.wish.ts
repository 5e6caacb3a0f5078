import type { HoldChange } from './history.js';
import type { ClientHold, Wish } from './till.js';

/** Another wish than the one that a key was used for. */
export function otherWish({ seats, places }: Wish): Wish {
  return { seats, places: [[1, 1 + (places[0]?.[1] ?? 0)]] };
}

/** Another change than the one that a key was used for. */
export function otherChange({ changed }: ClientHold): HoldChange {
  const { add, drop, places } = changed!.change;
  return { add, drop, places: [[1, 1 + (places[0]?.[1] ?? 0)]] };
}

/** A change that takes something out of a hold, and leaves something. */
export function lessOf({ seats }: ClientHold): HoldChange {
  return seats.length > 1 ? { add: [], drop: seats.slice(0, 1), places: [] } : { add: [], drop: [], places: [[1, 1]] };
}
