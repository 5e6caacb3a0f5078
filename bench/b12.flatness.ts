import { randomBytes } from 'node:crypto';
import { cpuBetween, cpuTimes, machineTimes, stealShare, type Watched } from './harness/cpu.clock.js';
import { type Engine, inFlight, prepareSale, wishFor } from './harness/engine.js';
import type { Arm, Slice } from './harness/pairs.js';

const WIDTH = 16;
/** Pairs of hold and release between two looks at the clock. */
const ROUND = 2000;
const LARGE_HALL = 60_096;
const SMALL_HALL = 100;
const LIVE_HOLDS = 100_000;
/** The hall of many holds has this many seats that nobody holds. */
const SPARE = 4000;

/** Holds two seats and releases them, again and again, each caller in a part of the hall of its own. */
function holdAndRelease(name: string, engine: Engine, watched: Watched, eventId: string, firstSeat: number): Arm {
  return {
    name,
    async run(seconds): Promise<Slice> {
      const slice: Slice = { operations: 0, ms: 0, cpu: {}, steal: 0, faults: [] };
      const before = (await engine.store.readMap(eventId))!.tiers[0]!.held;
      const [machine, cpu, start] = [machineTimes(), cpuTimes(watched), performance.now()];
      const callers = Array.from({ length: WIDTH }, (_, at) => firstSeat + 4 * at);
      while (performance.now() - start < seconds * 1000) {
        await inFlight(callers, WIDTH, async (seat) => {
          for (let at = 0; at < ROUND / WIDTH; at += 1) slice.faults.push(...(await once(engine, eventId, seat)));
        });
        slice.operations += 2 * WIDTH * Math.floor(ROUND / WIDTH);
      }
      slice.ms = performance.now() - start;
      slice.cpu = cpuBetween(cpu, cpuTimes(watched));
      slice.steal = stealShare(machine, machineTimes());
      const after = (await engine.store.readMap(eventId))!.tiers[0]!.held;
      if (after !== before) slice.faults.push(`${before} seats were held before, ${after} after`);
      return slice;
    },
  };
}

async function once({ store }: Engine, eventId: string, seat: number): Promise<string[]> {
  const held = await store.hold(wishFor(eventId, [seat, seat + 1]));
  if (held.kind !== 'HELD') return [`hold: ${held.kind}`];
  const operation = { hash: randomBytes(16).toString('hex'), input: 'same' };
  const released = await store.release({ address: held.hold, buyer: held.hold.buyer, operation });
  return released.kind === 'RELEASED' ? [] : [`release: ${released.kind}`];
}

/** 60,096 seats against 100. */
export async function hallArms(engine: Engine, watched: Watched): Promise<[Arm, Arm]> {
  const [large, small] = [await prepareSale(engine.store, LARGE_HALL), await prepareSale(engine.store, SMALL_HALL)];
  return [holdAndRelease('60,096 seats', engine, watched, large, 30_000), holdAndRelease('100 seats', engine, watched, small, 0)];
}

/** 100,000 living holds of as many buyers against none, in halls of one size. */
export async function holdArms(engine: Engine, watched: Watched): Promise<[Arm, Arm]> {
  const seatCount = LIVE_HOLDS + SPARE;
  const [full, empty] = [await prepareSale(engine.store, seatCount), await prepareSale(engine.store, seatCount)];
  await fillWithHolds(engine, full, LIVE_HOLDS, 86_400_000);
  return [
    holdAndRelease('100,000 living holds', engine, watched, full, LIVE_HOLDS + 1000),
    holdAndRelease('no living hold', engine, watched, empty, LIVE_HOLDS + 1000),
  ];
}

/** Holds `count` seats, one each for a buyer of its own. @throws when one of them is refused */
export async function fillWithHolds(engine: Engine, eventId: string, count: number, holdMs: number, firstSeat = 0): Promise<void> {
  await inFlight(
    Array.from({ length: count }, (_, at) => firstSeat + at),
    256,
    async (seat) => {
      const held = await engine.store.hold(wishFor(eventId, [seat], holdMs));
      if (held.kind !== 'HELD') throw new Error(`seat ${seat}: ${held.kind}`);
    },
  );
}
