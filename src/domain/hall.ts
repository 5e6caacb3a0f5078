import { seatsOf, type ChartLayout } from './chart.js';
import { runBySeat, runsOf, type SeatRun } from './run.js';

export interface Point {
  x: number;
  y: number;
}

/** What ranking needs of a chart; made once a chart. */
export interface Hall {
  runs: SeatRun[];
  /** Position in `runs`, by seat. */
  runBySeat: Uint32Array;
  /** 1 for an accessible seat. */
  accessible: Uint8Array;
  x: Float64Array;
  y: Float64Array;
  /** Name of the section, by run. */
  sections: string[];
  /** Where the best seats look, or null: then the chart lists the best seats first. */
  focalPoint: Point | null;
  /** How far each run reaches around its middle. */
  circles: (Point & { radius: number })[];
  /** Positions of the runs, best first. */
  order: Uint32Array;
}

/** Reads out of a chart what ranking needs. Linear in its seats, with a sort of its runs. */
export function hallOf(layout: ChartLayout, focalPoint: Point | null = null): Hall {
  const seats = seatsOf(layout);
  const runs = runsOf(layout);
  const hall = {
    runs,
    runBySeat: runBySeat(runs, seats.length),
    accessible: Uint8Array.from(seats, (seat) => (seat.accessible ? 1 : 0)),
    x: Float64Array.from(seats, (seat) => seat.x),
    y: Float64Array.from(seats, (seat) => seat.y),
    sections: layout.sections.flatMap((section) => runsOf({ ...layout, sections: [section] }).map(() => section.name)),
    focalPoint,
    circles: runs.map(({ first, length }) => circleOf(seats.slice(first, first + length))),
  };
  return { ...hall, order: runOrder(hall, focalPoint) };
}

/** @returns the positions of the runs, those first that can have the best block */
export function runOrder(hall: Pick<Hall, 'runs' | 'circles'>, focalPoint: Point | null): Uint32Array {
  const best = Float64Array.from(hall.runs, (_, run) => runBound(hall, run, focalPoint));
  return Uint32Array.from(best.keys()).sort((a, b) => best[a]! - best[b]! || a - b);
}

/** @returns what no block in this run can be better than */
export function runBound({ runs, circles }: Pick<Hall, 'runs' | 'circles'>, run: number, focalPoint: Point | null): number {
  if (focalPoint === null) return runs[run]!.first;
  const { x, y, radius } = circles[run]!;
  return Math.max(0, Math.floor(Math.hypot(x - focalPoint.x, y - focalPoint.y) - radius));
}

/**
 * How good a block of seats is; less is better. The mean distance to the focal point in whole units of the chart, so that
 * blocks at about the same distance are equals; or without one the block's first seat.
 */
export function qualityOf({ x, y }: Pick<Hall, 'x' | 'y'>, focalPoint: Point | null, seats: readonly number[]): number {
  if (focalPoint === null) return seats[0]!;
  let sum = 0;
  for (const seat of seats) sum += Math.hypot(x[seat]! - focalPoint.x, y[seat]! - focalPoint.y);
  return Math.floor(sum / seats.length);
}

/** @returns the middle of some seats */
export function middleOf(hall: Pick<Hall, 'x' | 'y'>, seats: readonly number[]): Point {
  const mean = (values: Float64Array) => seats.reduce((sum, seat) => sum + values[seat]!, 0) / seats.length;
  return { x: mean(hall.x), y: mean(hall.y) };
}

function circleOf(seats: readonly Point[]): Point & { radius: number } {
  const [xs, ys] = [seats.map(({ x }) => x), seats.map(({ y }) => y)];
  const x = (Math.min(...xs) + Math.max(...xs)) / 2;
  const y = (Math.min(...ys) + Math.max(...ys)) / 2;
  return { x, y, radius: Math.max(...seats.map((seat) => Math.hypot(seat.x - x, seat.y - y))) };
}
