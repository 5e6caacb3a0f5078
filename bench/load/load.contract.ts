import type { CpuTimes, Watched } from '../harness/cpu.clock.js';

/** What the load generator is told to do. */
export interface LoadOrder {
  port: number;
  path: string;
  connections: number;
  seconds: number;
  warmSeconds: number;
  watched: Watched;
  /** Sessions that take turns, each for a visit of some requests; none: the server asks for no session. */
  tokens: string[];
  /** Requests of one visit. */
  visit: number;
  /** GraphQL text that is sent. */
  query: string;
  eventId: string;
  seatCount: number;
  /** Seats below this one are left alone. */
  firstSeat: number;
  /** Requests a second on a fixed schedule, latency from the intended moment; 0: as fast as answers come. */
  rate: number;
  seed: number;
  /** How many seats all wishes take at most: 1, 2 or 4 by lot when `mixed`, else 1. */
  mixed: boolean;
}

/** What it saw. Only what was answered between warm-up and end counts; faults count always. */
export interface LoadReport {
  operations: number;
  ms: number;
  cpu: CpuTimes;
  steal: number;
  generator: number;
  granted: number;
  refused: number;
  faults: string[];
  /** Seats granted, warm-up included. */
  seats: number;
  latency: { p50: number; p90: number; p99: number; max: number; mean: number };
  /** Share of requests that left more than 5 ms after their moment, because the generator was late. */
  late: number;
  /** p99 of each 250 ms, milliseconds. */
  timeline: number[];
}
