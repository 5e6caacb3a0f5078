import { qualityOf, runBound, runOrder, type Point } from './hall.js';
import type { TieredSeat } from './hold.js';
import { hasAccessible, partsOf, strands, type BestAvailableWish, type Part } from './seat-wish.js';
import { splitBlocks } from './split-block.js';
import { hasLegalPick, stretchCounters } from './stretch.js';

/** Blocks that are offered to the script in one call. */
export const MOST_CANDIDATES = 32;

interface Block {
  seats: number[];
  tier: number;
  quality: number;
  /** Orders equals. */
  lot: number;
}

/**
 * Ranks the blocks that a wish can get, on a copy of the map: at most 32, best first, those shuffled that are equally good, and blocks that
 * share a seat with a better one last. Blocks that the orphan rule refuses are left out. The script has the last word on each.
 *
 * Runs are looked at in the order of their best seat, and no further than needed. Empty: there is no such block (on this map).
 */
export function bestAvailable(wish: BestAvailableWish): TieredSeat[][] {
  const wanted = MOST_CANDIDATES * 2 ** (wish.spread ?? 0);
  const blocks = bestBlocks(wish, wanted).map(({ seats }) => seats);
  if (blocks.length < MOST_CANDIDATES && wish.allowSplit) blocks.push(...splitBlocks(wish, MOST_CANDIDATES - blocks.length));
  return blocks.slice(0, MOST_CANDIDATES).map((seats) => seats.map((index) => ({ index, tier: wish.tierBySeat[index]! })));
}

/** @returns the seats of the largest free block of one run that fits the wish, whatever its quantity; 0 when nothing does */
export function largestBlock(wish: Omit<BestAvailableWish, 'quantity' | 'allowSplit' | 'orphanRule' | 'random' | 'spread'>): number {
  let largest = 0;
  for (let run = 0; run < wish.hall.runs.length; run += 1) {
    for (const part of partsOf(wish, run)) largest = Math.max(largest, part.length);
  }
  return largest;
}

function bestBlocks(wish: BestAvailableWish, wanted: number): Block[] {
  const { hall } = wish;
  const focalPoint = wish.near ?? hall.focalPoint;
  const order = wish.near === undefined ? hall.order : runOrder(hall, wish.near);
  const legal: Block[] = [];
  const stranding: Block[] = [];
  let enough = wanted;
  for (const [at, run] of order.entries()) {
    for (const part of partsOf(wish, run)) {
      for (const block of blocksOf(wish, part, focalPoint)) {
        const refused = wish.orphanRule && !wish.accessible && strands(wish, block.seats[0]!, block.seats.length);
        (refused ? stranding : legal).push(block);
      }
    }
    const next = order[at + 1];
    if (legal.length < enough || next === undefined) continue;
    const last = ranked(legal, wanted).best[wanted - 1];
    if (last !== undefined && last.quality < runBound(hall, next, focalPoint)) break;
    enough = legal.length * 2;
  }
  return choose([...legal, ...relaxed(wish, stranding, legal)], wanted, wish);
}

/** Blocks that strand a seat, of the tiers that have no block of the size that does not: the rule never refuses the last possible sale. */
function relaxed(wish: BestAvailableWish, stranding: Block[], legal: Block[]): Block[] {
  const strict = new Set(legal.map(({ tier }) => tier));
  const open = stranding.filter(({ tier }) => !strict.has(tier));
  if (open.length === 0) return [];
  const { hall, tierBySeat, map } = wish;
  const counters = stretchCounters(map, { runs: hall.runs, tierBySeat, accessible: hall.accessible }, wish.tierCount);
  return open.filter(({ tier }) => !hasLegalPick(counters, tier, wish.quantity));
}

function* blocksOf(wish: BestAvailableWish, part: Part, focalPoint: Point | null): Generator<Block> {
  for (let first = part.first; first + wish.quantity <= part.first + part.length; first += 1) {
    if (wish.accessible && !hasAccessible(wish.hall, first, wish.quantity)) continue;
    const seats = Array.from({ length: wish.quantity }, (_, at) => first + at);
    yield { seats, tier: part.tier, quality: qualityOf(wish.hall, focalPoint, seats), lot: wish.random() };
  }
}

/** Sorts blocks, and parts those that share no seat with a better one from the others. Stops at `most` of the former. */
function ranked(blocks: Block[], most: number): { best: Block[]; others: Block[] } {
  const used = new Set<number>();
  const best: Block[] = [];
  const others: Block[] = [];
  for (const block of blocks.toSorted((a, b) => a.quality - b.quality || a.lot - b.lot)) {
    if (best.length === most) break;
    const isApart = block.seats.every((seat) => !used.has(seat));
    (isApart ? best : others).push(block);
    if (isApart) for (const seat of block.seats) used.add(seat);
  }
  return { best, others };
}

function choose(blocks: Block[], wanted: number, { spread = 0 }: BestAvailableWish): Block[] {
  const { best, others } = ranked(blocks, wanted);
  // The lots were drawn for nothing but the order of equals, so they also say who is chosen of the many.
  const first = spread > 0 ? best.toSorted((a, b) => a.lot - b.lot) : best;
  return [...first, ...others].slice(0, MOST_CANDIDATES);
}
