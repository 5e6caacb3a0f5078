/**
 * One seat as a buyer may think of it. FREE; SELECTING for a hold that lapses; LAPSED: the hold is over but the map still draws it; PAYING for a
 * hold that an order pays for; SOLD in the ledger while the map still draws it as held; DRAWN as sold; ENDED: its order was
 * cancelled, and the map still draws it.
 */
export type Tag = 'FREE' | 'SELECTING' | 'LAPSED' | 'PAYING' | 'SOLD' | 'DRAWN' | 'ENDED' | 'BLOCKED';

export interface SeatState {
  tag: Tag;
  /** The hold; negative for one that was granted in an operation of unknown outcome, whose fence nobody was told. */
  fence: number;
  /** Earliest and latest possible deadline, microseconds. */
  early: number;
  late: number;
  /** Below zero when nobody can tell: an unanswered change put the seat into the hold. */
  extensions: number;
  /** Highest fence that was granted on this seat. */
  high: number;
}

export const FREE_SEAT: SeatState = { tag: 'FREE', fence: 0, early: 0, late: 0, extensions: 0, high: 0 };

export const freed = (state: SeatState): SeatState => ({ ...FREE_SEAT, high: state.high });
export const lapsed = (state: SeatState): SeatState => ({ ...FREE_SEAT, tag: 'LAPSED', high: state.high });

/** Whether a buyer who asks gets it. */
export const isFree = ({ tag }: SeatState): boolean => tag === 'FREE' || tag === 'LAPSED';

/** Whoever finds a seat free clears away the hold on it that is over. @returns null when it is not free */
export function foundFree(state: SeatState): SeatState | null {
  return state.tag === 'FREE' ? state : isFree(state) ? freed(state) : null;
}

/** Staff block what is free, or is blocked. @returns null when it is neither */
export function blocked(state: SeatState): SeatState | null {
  if (state.tag === 'BLOCKED') return state;
  return isFree(state) ? { ...freed(state), tag: 'BLOCKED' } : null;
}
