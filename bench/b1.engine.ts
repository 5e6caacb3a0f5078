import type { Redis } from 'ioredis';
import type { HoldRequest } from '../src/domain/inventory.js';
import { holdScript } from '../src/lua/hold.script.js';
import { eventKeys } from '../src/lua/keys.js';
import { loadScript } from '../src/lua/script.loader.js';
import { cpuBetween, cpuTimes, machineTimes, stealShare, type Watched } from './harness/cpu.clock.js';
import { type Engine, inFlight, mixedWishes, prepareSale, startAfresh } from './harness/engine.js';
import type { Arm, Slice } from './harness/pairs.js';
import { seededRandom } from './harness/statistics.js';

/** Seats of the event, wishes for it in one go, and calls in flight. */
const SEATS = 50_000;
const WISHES = 24_000;
const WIDTH = 64;

type Verdict = { word: string; seats: number[] };

/** Sends everything of a round. What costs time before the clock starts belongs in `ready`. */
interface Caller<Call> {
  ready(wish: HoldRequest): Call;
  send(call: Call): Promise<Verdict>;
}

/** B1a: the engine, one call a request, as the services call it. */
export function engineCaller({ store }: Engine): Caller<HoldRequest> {
  return {
    ready: (wish) => wish,
    async send(wish) {
      const outcome = await store.hold(wish);
      return { word: outcome.kind, seats: outcome.kind === 'HELD' ? outcome.hold.seats : [] };
    },
  };
}

type RawCall = { args: (string | number | Buffer)[]; seats: number[] };

/** B1b: ioredis at its best: automatic pipelining, EVALSHA of the same script, arguments made beforehand, answers not decoded. */
export async function rawCaller(redis: Redis): Promise<Caller<RawCall>> {
  const { text, keyCount } = loadScript('hold');
  const sha = String(await redis.script('LOAD', text));
  return {
    ready(wish) {
      const keys = holdScript.keys(eventKeys(wish.eventId), wish);
      const args = holdScript.args(wish, { epoch: 1, version: 0 });
      return { args: [sha, keyCount, ...keys, ...args], seats: wish.seats.map(({ index }) => index) };
    },
    async send({ args, seats }) {
      const raw = (await (redis.evalsha as (...all: unknown[]) => Promise<unknown>)(...args)) as unknown[];
      return { word: raw[0] as string, seats };
    },
  };
}

/** Rounds on a new event each, until the time is over; only the rounds themselves are on the clock. */
export function holdingArm<Call>(name: string, engine: Engine, caller: Caller<Call>, watched: Watched, seed = 1): Arm {
  const random = seededRandom(seed);
  return {
    name,
    async run(seconds): Promise<Slice> {
      const slice: Slice = { operations: 0, ms: 0, cpu: {}, steal: 0, faults: [] };
      const began = machineTimes();
      while (slice.ms < seconds * 1000) {
        await startAfresh(engine);
        const eventId = await prepareSale(engine.store, SEATS);
        const { wishes } = mixedWishes(eventId, SEATS, WISHES, random);
        const calls = wishes.map((wish) => caller.ready(wish));
        const [cpu, start] = [cpuTimes(watched), performance.now()];
        const verdicts = await inFlight(calls, WIDTH, (call) => caller.send(call));
        slice.ms += performance.now() - start;
        for (const [who, ms] of Object.entries(cpuBetween(cpu, cpuTimes(watched)))) slice.cpu[who] = (slice.cpu[who] ?? 0) + ms;
        slice.operations += calls.length;
        slice.faults.push(...(await faultsOf(engine, eventId, verdicts)));
      }
      slice.steal = stealShare(began, machineTimes());
      return slice;
    },
  };
}

/** No seat twice, only expected answers, and as many seats held as granted. */
async function faultsOf({ store }: Engine, eventId: string, verdicts: Verdict[]): Promise<string[]> {
  const faults: string[] = [];
  const taken = new Set<number>();
  for (const { word, seats } of verdicts) {
    if (word !== 'HELD' && word !== 'UNAVAILABLE') faults.push(`answer ${word}`);
    if (word !== 'HELD') continue;
    for (const seat of seats) {
      if (taken.has(seat)) faults.push(`seat ${seat} held twice`);
      taken.add(seat);
    }
  }
  const held = (await store.readMap(eventId))!.tiers.reduce((sum, tier) => sum + tier.held, 0);
  if (held !== taken.size) faults.push(`${taken.size} seats granted, ${held} held`);
  return faults;
}
