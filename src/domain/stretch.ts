import type { RunTable, SeatRun } from './run.js';
import { FREE, seatStateAt } from './seat.js';

/**
 * The summary behind the orphan rule: how many free stretches can give a legal pick of which sizes, by tier.
 *
 * A stretch is a maximal row of free neighbours. What a pick of a tier may take of it is a part: neighbours of that tier that are not
 * accessible. A legal pick leaves no single seat at an end of the stretch, unless that one is accessible. So a part that is the whole
 * stretch of length L can give L seats, or any number up to L - 2; any other part can give every number up to some N. Hence
 * two counters by tier: `exactly` this many, and `upTo` as many; a legal pick of k seats exists when `exactly[k]` or one of
 * `upTo[k…]` is not 0. The scripts keep them with includes/count-stretch.lua, the twin of `countStretch`.
 */
export interface StretchCounters {
  /** One more than the longest run: counters of one kind and tier. */
  width: number;
  /** By tier: `width` counters upTo, `width` counters exactly. */
  counts: Uint32Array;
}

/** Counts all stretches of a map. */
export function stretchCounters(map: Uint8Array, table: RunTable, tierCount: number): StretchCounters {
  const width = table.runs.reduce((longest, run) => Math.max(longest, run.length), 0) + 1;
  const counters = { width, counts: new Uint32Array(2 * width * tierCount) };
  for (const run of table.runs) {
    for (const stretch of freeStretches(map, run)) countStretch(counters, table, stretch);
  }
  return counters;
}

/** @returns the maximal rows of free neighbours in a run, from its first seat to its last */
export function freeStretches(map: Uint8Array, run: SeatRun): SeatRun[] {
  const stretches: SeatRun[] = [];
  const end = run.first + run.length;
  for (let seat = run.first; seat < end; seat += 1) {
    if (seatStateAt(map, seat) !== FREE) continue;
    const last = stretches.at(-1);
    if (last !== undefined && last.first + last.length === seat) last.length += 1;
    else stretches.push({ first: seat, length: 1 });
  }
  return stretches;
}

/** @returns whether the tier has a block of `size` neighbours, none of them accessible, whose taking strands nobody */
export function hasLegalPick({ width, counts }: StretchCounters, tier: number, size: number): boolean {
  if (size >= width) return false;
  const upTo = 2 * tier * width;
  return counts[upTo + width + size]! > 0 || counts.subarray(upTo + size, upTo + width).some((count) => count > 0);
}

function countStretch({ width, counts }: StretchCounters, table: RunTable, stretch: SeatRun): void {
  const { tierBySeat, accessible } = table;
  const last = stretch.first + stretch.length - 1;
  for (let first = stretch.first; first <= last; first += 1) {
    if (accessible[first] === 1) continue;
    const start = first;
    while (first < last && tierBySeat[first + 1] === tierBySeat[start] && accessible[first + 1] !== 1) first += 1;
    const length = first - start + 1;
    const whole = length === stretch.length;
    const strandsLeft = start - stretch.first === 1 && accessible[stretch.first] !== 1;
    const strandsRight = last - first === 1 && accessible[last] !== 1;
    const upTo = whole ? length - 2 : length - Number(strandsLeft) - Number(strandsRight);
    const base = 2 * tierBySeat[start]! * width;
    if (upTo > 0) counts[base + upTo]! += 1;
    if (whole) counts[base + width + length]! += 1;
  }
}
