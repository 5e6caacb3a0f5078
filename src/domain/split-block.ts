import { runOrder, type Hall } from './hall.js';
import { hasAccessible, partsOf, strands, type BestAvailableWish, type Part } from './seat-wish.js';

/** A party that is split sits in at most this many pieces. */
export const MOST_PIECES = 4;

/**
 * Blocks made of pieces in several runs of one section. Around each run that has seats, best first: the nearest runs that together have
 * enough, in as few pieces as can be, none of one seat where that can be helped. There is one exactly when the four largest
 * parts of some section suffice.
 * @param most how many blocks at most
 */
export function splitBlocks(wish: BestAvailableWish, most: number): number[][] {
  const { hall } = wish;
  const bySection = partsBySection(wish);
  const order = wish.near === undefined ? hall.order : runOrder(hall, wish.near);
  const blocks = new Map<string, number[]>();
  for (const run of order) {
    if (blocks.size === most) break;
    const section = bySection.get(hall.sections[run]!);
    if (!section?.some((part) => part.run === run)) continue;
    const block = around(wish, run, section);
    if (block !== null) blocks.set(block.join(), block);
  }
  return [...blocks.values()];
}

/** Of sections whose four largest parts are enough. */
function partsBySection(wish: BestAvailableWish): Map<string, Part[]> {
  const { runs, sections } = wish.hall;
  const bySection = new Map<string, Part[]>();
  for (let run = 0; run < runs.length; run += 1) {
    const parts = partsOf(wish, run);
    const known = bySection.get(sections[run]!);
    if (known !== undefined) known.push(...parts);
    else if (parts.length > 0) bySection.set(sections[run]!, parts);
  }
  for (const [section, parts] of bySection) if (fewestPieces(parts, wish.quantity) === null) bySection.delete(section);
  return bySection;
}

/** The largest parts that are enough, or null when four are not. */
function fewestPieces(parts: readonly Part[], quantity: number): Part[] | null {
  const largest = parts.toSorted((a, b) => b.length - a.length).slice(0, MOST_PIECES);
  let sum = 0;
  const at = largest.findIndex((part) => (sum += part.length) >= quantity);
  return at < 0 ? null : largest.slice(0, at + 1);
}

function around(wish: BestAvailableWish, anchor: number, section: readonly Part[]): number[] | null {
  const distance = (part: Part) => apart(wish.hall, anchor, part.run);
  const pool: Part[] = [];
  for (const part of section.toSorted((a, b) => distance(a) - distance(b) || a.first - b.first)) {
    pool.push(part);
    const pieces = fewestPieces(pool, wish.quantity);
    if (pieces !== null) return seatsOfPieces(wish, pieces).toSorted((a, b) => a - b);
  }
  return null;
}

function apart({ circles }: Hall, one: number, other: number): number {
  return Math.hypot(circles[one]!.x - circles[other]!.x, circles[one]!.y - circles[other]!.y);
}

function seatsOfPieces(wish: BestAvailableWish, pieces: readonly Part[]): number[] {
  let left = wish.quantity;
  const sizes = pieces.map(({ length }) => {
    const size = Math.min(length, left);
    left -= size;
    return size;
  });
  const [last, donor] = [sizes.length - 1, sizes.findIndex((size) => size > 2)];
  // Nobody sits alone if a larger piece can spare a companion.
  if (last > 0 && sizes[last] === 1 && pieces[last]!.length > 1 && donor >= 0 && donor < last) {
    sizes[donor]! -= 1;
    sizes[last] = 2;
  }
  return pieces.flatMap((part, at) => place(wish, part, sizes[at]!));
}

/** Where a piece of some size sits best in its part: with an accessible seat if asked for, stranding nobody if that can be. */
function place(wish: BestAvailableWish, part: Part, size: number): number[] {
  const firsts = Array.from({ length: part.length - size + 1 }, (_, at) => part.first + at);
  const fitting = wish.accessible ? firsts.filter((first) => hasAccessible(wish.hall, first, size)) : firsts;
  const first = fitting.find((candidate) => !strands(wish, candidate, size)) ?? fitting[0]!;
  return Array.from({ length: size }, (_, at) => first + at);
}
