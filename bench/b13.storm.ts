import { setTimeout as pause } from 'node:timers/promises';
import { orderFor, type MutationBench } from './b2.mutation.js';
import { fillWithHolds } from './b12.flatness.js';
import type { Engine } from './harness/engine.js';
import { STADIUM } from './harness/office.js';
import { bootstrapInterval, median, seededRandom } from './harness/statistics.js';
import type { LoadReport } from './load/load.contract.js';
import { eventKeys } from '../src/lua/keys.js';

/** In two events of 50,000 each; the holds that go on are in a third. */
const STORM_HOLDS = 100_000;
const STORM_EVENTS = 2;

export interface StormRun {
  calm: LoadReport;
  storm: LoadReport;
  /** From the deadline until no lapsed hold is left on any map, milliseconds. */
  completionMs: number;
  faults: string[];
}

export interface StormResult {
  runs: StormRun[];
  ratio: { median: number; interval: [number, number] };
}

/** After the fill, until Redis has written down what came of it: a flush of 100 MB would stall what is measured. */
const REST_MS = 4000;

/** Holds at a fixed rate, first in calm, then while 100,000 holds lapse at one moment. */
export async function runStorms(
  bench: MutationBench,
  options: { rate: number; seconds: number; runs: number; seed: number; holds?: number },
) {
  const runs: StormRun[] = [];
  for (let run = 0; run < options.runs; run += 1) runs.push(await oneStorm(bench, options));
  const ratios = runs.map(({ calm, storm }) => storm.latency.p99 / calm.latency.p99);
  return { runs, ratio: { median: median(ratios), interval: bootstrapInterval(ratios, seededRandom(options.seed)) } } satisfies StormResult;
}

async function oneStorm(bench: MutationBench, options: { rate: number; seconds: number; holds?: number }): Promise<StormRun> {
  const { engine, office, load } = bench;
  const each = (options.holds ?? STORM_HOLDS) / STORM_EVENTS;
  const order = async () => {
    const [eventId, tokens] = [await office.openSale(), await office.newGuests(9000)];
    return orderFor(bench, { eventId, tokens, rate: options.rate, seconds: options.seconds });
  };
  const events = [await office.openSale(), await office.openSale()];
  const [calmOrder, stormOrder] = [await order(), await order()];
  const calm = await load.run(calmOrder);
  // Late enough for the last of them to be held, and written down.
  const fillMs = await timed(() => fillWithHolds(engine, events[0]!, 2000, 1000));
  const deadlineMs = Math.ceil(Date.now() + (fillMs / 2000) * each * STORM_EVENTS * 1.5 + 2 * REST_MS);
  await pause(1500);
  for (const eventId of events) await fillUntil(engine, eventId, each, deadlineMs);
  const spareMs = deadlineMs - 1500 - Date.now();
  if (spareMs < REST_MS) throw new Error('there is no rest between making the holds and the storm');
  await pause(spareMs);
  const [storm, completionMs] = await Promise.all([load.run(stormOrder), completion(engine, events, deadlineMs)]);
  const faults = [...calm.faults, ...storm.faults];
  for (const eventId of events) faults.push(...(await leftovers(engine, eventId)));
  return { calm, storm, completionMs, faults };
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

async function fillUntil(engine: Engine, eventId: string, count: number, deadlineMs: number): Promise<void> {
  for (let done = 0; done < count; done += 5000) {
    await fillWithHolds(engine, eventId, Math.min(5000, count - done), deadlineMs - Date.now(), done);
  }
}

/** Looks every 20 ms: a look costs Redis two microseconds. */
async function completion({ redis }: Engine, events: string[], deadlineMs: number): Promise<number> {
  const held = async (eventId: string) => Number(await redis.hget(eventKeys(eventId).places, '0:h'));
  for (;;) {
    const left = await Promise.all(events.map(held));
    if (Date.now() > deadlineMs && left.every((count) => count === 0)) return Date.now() - deadlineMs;
    if (Date.now() > deadlineMs + 120_000) throw new Error(`${left.join(' and ')} holds are left after two minutes`);
    await pause(20);
  }
}

/** Missed or double releases would show: a seat that is not free, a record left, or counters that do not add up. */
async function leftovers({ redis, store }: Engine, eventId: string): Promise<string[]> {
  const keys = eventKeys(eventId);
  const { map, tiers } = (await store.readMap(eventId))!;
  const { free, held, sold, blocked } = tiers[0]!;
  const faults: string[] = [];
  if (map.some((byte) => byte !== 0)) faults.push('the map has seats that are not free');
  if (free !== STADIUM.seatCount || held + sold + blocked !== 0) faults.push(`counters: ${JSON.stringify(tiers[0])}`);
  const [holds, deadlines, buyers] = [await redis.hlen(keys.holds), await redis.zcard(keys.deadlines), await redis.hlen(keys.buyers)];
  // One deadline is the sentinel that keeps the key from vanishing; records keep a sentinel too.
  if (deadlines > 1 || buyers > 1 || holds > 1) faults.push(`left over: ${holds} holds, ${deadlines} deadlines, ${buyers} buyers`);
  return faults;
}
