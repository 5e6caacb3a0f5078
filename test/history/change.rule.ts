import type { Operation } from './history.js';
import { foundFree, freed, isFree, type SeatState } from './seat.state.js';

/** By fence: the earliest and the latest instant at which a hold can lapse, however often it is extended. */
export type Deadlines = ReadonlyMap<number, { early: number; late: number }>;

/** A deadline is told in whole milliseconds. */
const ROUNDED_MICROS = 1_000;

/**
 * What a change does to one seat: it is added, dropped or kept, with all other seats in one step. Where the buyer does not know whether the hold
 * has the seat, adding what is there and dropping what is not does nothing.
 * @returns the seat afterwards, or null when it cannot have been so
 */
export function changedSeat(state: SeatState, seat: number, op: Operation, { deadlines }: { deadlines: Deadlines }): SeatState | null {
  const { add, drop } = op.change!;
  const mine = state.fence === op.fence;
  const selecting = mine && state.tag === 'SELECTING';
  const unsure = op.perhaps?.includes(seat) === true;
  const isAdded = add.includes(seat) && !(mine && unsure);
  const kept = selecting || (!mine && unsure) ? state : null;
  switch (op.out!.word) {
    case 'HELD': {
      const dropped = drop.includes(seat) && selecting ? freed(state) : kept;
      const next = isAdded ? added(state, op, deadlines) : dropped;
      return next !== null && isSaidSo(op, seat, next) ? next : null;
    }
    case 'IN_PAYMENT':
      if (isAdded || !mine) return isAdded || unsure ? state : null;
      return selecting ? null : state;
    case 'UNAVAILABLE':
      if (isAdded && op.out!.taken!.includes(seat)) return isFree(state) || mine ? null : state;
      return isAdded ? foundFree(state) : kept;
    case 'SHORT':
      return isAdded ? foundFree(state) : kept;
    default:
      throw new Error(`a change answered with an unknown word: ${op.out!.word}`);
  }
}

/** The seat gets the deadline that the hold has. */
function added(state: SeatState, { call, ret, fence, out }: Operation, deadlines: Deadlines): SeatState | null {
  if (!isFree(state)) return null;
  const granted = { tag: 'SELECTING' as const, fence: fence!, high: Math.max(state.high, fence!) };
  if (out!.left === undefined) return { ...granted, ...(deadlines.get(fence!) ?? { early: 0, late: Infinity }), extensions: -1 };
  const left = out!.left * 1000;
  return { ...granted, early: call + left - ROUNDED_MICROS, late: ret! + left, extensions: out!.extensions! };
}

/** Whether an answer that names the seats of the hold is right about this one; while other changes are unanswered they may have come between. */
function isSaidSo({ fence, perhaps, out }: Operation, seat: number, { fence: holder }: SeatState): boolean {
  return out!.got === undefined || perhaps !== undefined || out!.got.includes(seat) === (holder === fence);
}
