import { LONGEST_RUN, type RunTable } from '../domain/run.js';
import { stretchCounters } from '../domain/stretch.js';

const MOST_TIERS = 128;
const PLAIN = 2 ** 26;

/** What follows the owners in their string: a word a seat that says where it stands, then the counters of the free stretches. */
export interface PackedRuns {
  /** Four bytes a seat, then four a counter. */
  bytes: Buffer;
  /** Counters of one kind and tier; 0 without runs. */
  width: number;
}

/**
 * Packs what the scripts need to judge whether a pick strands a seat. The word of a seat: 1 bit whether its run is of one tier and
 * without accessible seats, 9 bits its place in the run, 9 bits the run's length less one, 7 bits its tier, 1 bit whether it is
 * accessible. includes/load-run.lua reads it.
 * @throws when the runs are not the seats of the event, each once and in order, or a run or a tier is too large for its bits
 */
export function packRuns(map: Uint8Array, table: RunTable | undefined, seatCount: number, tierCount: number): PackedRuns {
  if (table === undefined) return { bytes: Buffer.alloc(0), width: 0 };
  const words = wordsOf(table);
  const isWhole = [words.length, table.tierBySeat.length, table.accessible.length].every((length) => length === seatCount);
  const hasTiers = tierCount <= MOST_TIERS && table.tierBySeat.every((tier) => tier < tierCount);
  if (!isWhole || !hasTiers) throw new Error(`runs of ${words.length} seats in ${tierCount} tiers for ${seatCount} seats`);
  const { width, counts } = stretchCounters(map, table, tierCount);
  const bytes = Buffer.alloc(4 * (words.length + counts.length));
  for (const [at, word] of words.entries()) bytes.writeUInt32BE(word, 4 * at);
  for (const [at, count] of counts.entries()) bytes.writeUInt32BE(count, 4 * (words.length + at));
  return { bytes, width };
}

function wordsOf({ runs, tierBySeat, accessible }: RunTable): number[] {
  const words: number[] = [];
  for (const { first, length } of runs) {
    if (first !== words.length || !(length >= 1 && length <= LONGEST_RUN)) throw new Error(`a run of ${length} seats starts at ${first}`);
    const seats = Array.from({ length }, (_, at) => first + at);
    const isPlain = seats.every((seat) => tierBySeat[seat] === tierBySeat[first] && accessible[seat] === 0);
    for (const seat of seats) {
      const place = (seat - first) * 2 ** 17 + (length - 1) * 2 ** 8;
      words.push((isPlain ? PLAIN : 0) + place + 2 * tierBySeat[seat]! + accessible[seat]!);
    }
  }
  return words;
}
