import type { SeatState } from './seat.state.js';

/** Unanswered operations that are placed, by their number; those with a lower number were called earlier. Both lists ascend. */
export interface UsedUp {
  /** On a hold that lives, or may be granted yet; and those of staff. */
  acts: number[];
  wishes: number[];
}

interface Entry {
  early: number;
  late: number;
  high: number;
  usedUp: UsedUp;
}

/**
 * States from which no order of the rest was found.
 *
 * A state that could do no more than a dead one is dead, too: with the same answered operations placed, the same tag, hold and extensions, but
 * a deadline that is less open, more fences that are spent, or more unanswered operations that are used up. Every order from it would be one
 * from the other. Which unknown wish granted a hold makes no difference, since nobody was told its fence; and an earlier one that is left
 * can do whatever a later one could.
 */
export class DeadStates {
  readonly #entries = new Map<string, Entry[]>();

  /** @returns false when that much is dead already; else it is noted as dead */
  add(placed: string, { tag, fence, early, late, extensions, high }: SeatState, usedUp: UsedUp): boolean {
    const key = `${placed}|${tag}|${Math.max(-1, fence)}|${extensions}`;
    const entry: Entry = { early, late, high, usedUp };
    const entries = this.#entries.get(key);
    if (!entries) this.#entries.set(key, [entry]);
    else if (entries.some((dead) => isNoMoreThan(entry, dead))) return false;
    else entries.push(entry);
    return true;
  }
}

function isNoMoreThan(entry: Entry, dead: Entry): boolean {
  if (entry.early < dead.early || entry.late > dead.late || entry.high < dead.high) return false;
  const [used, usedByDead] = [entry.usedUp, dead.usedUp];
  if (usedByDead.wishes.length > used.wishes.length || usedByDead.acts.length > used.acts.length) return false;
  // For each wish that the dead state had used up, another one that was no later.
  return usedByDead.wishes.every((at, rank) => at >= used.wishes[rank]!) && usedByDead.acts.every((at) => used.acts.includes(at));
}
