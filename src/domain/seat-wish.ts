import type { Hall, Point } from './hall.js';
import type { SeatRun } from './run.js';
import { FREE, seatStateAt } from './seat.js';

export interface BestAvailableWish {
  hall: Hall;
  /** The event's map, as this process knows it. */
  map: Uint8Array;
  /** Position of the tier by seat. */
  tierBySeat: Uint8Array;
  tierCount: number;
  quantity: number;
  /** Only this tier; null: any, but one for all seats of a block that is not split. */
  tier: number | null;
  /** Only the section of this name. */
  section: string | null;
  /** true: at least one seat of the block is accessible. false: none is. */
  accessible: boolean;
  /** Whether seats may come from several runs near each other, when no run has them all. */
  allowSplit: boolean;
  orphanRule: boolean;
  /** 0 to 1, as Math.random. */
  random: () => number;
  /** 0: the best blocks, best first. n: any of the best 32 × 2ⁿ blocks, for the next try of a buyer whom others were too quick for. */
  spread?: number;
  /** Rank around here instead of the hall's focal point. */
  near?: Point;
}

/** Free neighbours of one tier that the wish may take, in a stretch of free neighbours of any kind. */
export interface Part extends SeatRun {
  run: number;
  tier: number;
}

/** @returns the parts of a run that a wish may take its block from, whole ones, from its first seat to its last */
export function partsOf(
  wish: Pick<BestAvailableWish, 'hall' | 'map' | 'tierBySeat' | 'tier' | 'section' | 'accessible'>,
  run: number,
): Part[] {
  const { hall, map, tierBySeat } = wish;
  if (wish.section !== null && hall.sections[run] !== wish.section) return [];
  const parts: Part[] = [];
  const { first, length } = hall.runs[run]!;
  let open: Part | undefined;
  for (let seat = first; seat < first + length; seat += 1) {
    const tier = tierBySeat[seat]!;
    const fits =
      seatStateAt(map, seat) === FREE && (wish.tier === null || tier === wish.tier) && (wish.accessible || hall.accessible[seat] !== 1);
    if (!fits) open = undefined;
    else if (open?.tier === tier) open.length += 1;
    else parts.push((open = { run, tier, first: seat, length: 1 }));
  }
  return wish.accessible ? parts.filter((part) => hasAccessible(hall, part.first, part.length)) : parts;
}

/** Whether taking free neighbours of one run leaves a single seat at either side that is not accessible. */
export function strands(wish: Pick<BestAvailableWish, 'hall' | 'map'>, first: number, length: number): boolean {
  return isAlone(wish, first - 1, first - 2, first) || isAlone(wish, first + length, first + length + 1, first);
}

function isAlone({ hall, map }: Pick<BestAvailableWish, 'hall' | 'map'>, seat: number, beyond: number, inRun: number): boolean {
  const run = hall.runs[hall.runBySeat[inRun]!]!;
  const isFree = (at: number) => at >= run.first && at < run.first + run.length && seatStateAt(map, at) === FREE;
  return isFree(seat) && hall.accessible[seat] !== 1 && !isFree(beyond);
}

/** Whether one of some neighbouring seats is accessible. */
export function hasAccessible({ accessible }: Hall, first: number, length: number): boolean {
  return accessible.subarray(first, first + length).includes(1);
}
