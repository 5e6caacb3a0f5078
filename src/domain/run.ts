import type { ChartLayout, ChartRow, ChartSeat } from './chart.js';
import { seatsOf } from './chart.js';

/** A stretch of seats of one row between two aisles: seats `first` to `first + length - 1`, each the neighbour of the next. */
export interface SeatRun {
  first: number;
  length: number;
}

/** What the inventory must know of an event's seats to judge whether a pick strands one. */
export interface RunTable {
  /** In order of seats; together they are all seats of the event. */
  runs: SeatRun[];
  /** Position of the tier by seat. */
  tierBySeat: Uint8Array;
  /** 1 for an accessible seat, by seat. */
  accessible: Uint8Array;
}

/** A gap between two seats is an aisle when it is wider than this many times the row's median spacing. */
const AISLE = 1.5;
/** A longer run is parted, so that no script ever looks at more seats of one run. */
export const LONGEST_RUN = 512;

/**
 * Parts every row at its aisles. Seats of a row are neighbours in the order in which the chart lists them, whatever way the row runs
 * or bends; of an even number of gaps the lower middle one is the median.
 */
export function runsOf(layout: ChartLayout): SeatRun[] {
  return layout.sections.flatMap((section) => section.rows.flatMap(runsOfRow));
}

/** @param tierBySeat position of the tier of every seat of the chart */
export function runTable(layout: ChartLayout, tierBySeat: Uint8Array): RunTable {
  const accessible = Uint8Array.from(seatsOf(layout), (seat) => (seat.accessible ? 1 : 0));
  return { runs: runsOf(layout), tierBySeat, accessible };
}

/** @returns the run's position in `runs`, by seat */
export function runBySeat(runs: readonly SeatRun[], seatCount: number): Uint32Array {
  const bySeat = new Uint32Array(seatCount);
  for (const [at, { first, length }] of runs.entries()) bySeat.fill(at, first, first + length);
  return bySeat;
}

function runsOfRow({ seats }: ChartRow): SeatRun[] {
  const gaps = seats.slice(1).map((seat, at) => distance(seats[at]!, seat));
  const widest = AISLE * (gaps.toSorted((a, b) => a - b)[(gaps.length - 1) >> 1] ?? 0);
  const runs: SeatRun[] = [];
  for (const [at, { index }] of seats.entries()) {
    const last = runs.at(-1);
    if (last === undefined || gaps[at - 1]! > widest || last.length === LONGEST_RUN) runs.push({ first: index, length: 1 });
    else last.length += 1;
  }
  return runs;
}

function distance(a: ChartSeat, b: ChartSeat): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
