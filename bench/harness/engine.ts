import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { type Id, newId } from '../../src/domain/id.js';
import type { HoldRequest, InventoryLoad } from '../../src/domain/inventory.js';
import type { RunTable } from '../../src/domain/run.js';
import { SeatScripts } from '../../src/lua/seat.scripts.js';
import { InventoryStore } from '../../src/stores/inventory.store.js';
import { connectRedis } from '../../src/stores/redis.connector.js';

/** The inventory as a process has it, without anything around it. */
export interface Engine {
  redis: Redis;
  scripts: SeatScripts;
  store: InventoryStore;
}

export async function openEngine(redisUrl: string): Promise<Engine> {
  const redis = connectRedis({
    url: redisUrl,
    purpose: 'seats',
    onError: (error) => {
      throw error;
    },
  }) as Redis;
  const scripts = new SeatScripts({ redis });
  await scripts.load();
  // A rewrite of the log in one slice and none in the next would be the difference between them.
  await redis.config('SET', 'auto-aof-rewrite-percentage', '0');
  return { redis, scripts, store: new InventoryStore({ scripts }) };
}

/** Empties the server and its log, so that every slice begins alike. */
export async function startAfresh({ redis }: Engine): Promise<void> {
  await redis.flushall();
  await redis.bgrewriteaof();
  while (/aof_rewrite_(in_progress|scheduled):1/.test(await redis.info('persistence'))) await pause(5);
}

/** Rows of 40 seats of one tier. */
export function rowsOf40(seatCount: number): RunTable {
  const runs = Array.from({ length: Math.ceil(seatCount / 40) }, (_, row) => ({
    first: 40 * row,
    length: Math.min(40, seatCount - 40 * row),
  }));
  return { runs, tierBySeat: new Uint8Array(seatCount), accessible: new Uint8Array(seatCount) };
}

/** Prepares a sale of one tier that is open. @returns its event id */
export async function prepareSale(store: InventoryStore, seatCount: number, changes: Partial<InventoryLoad> = {}): Promise<Id> {
  const eventId = newId();
  const load: InventoryLoad = {
    eventId,
    epoch: 1,
    seatCount,
    capacities: [seatCount],
    status: 'SELLING',
    opensAtMs: 1,
    closesAtMs: Date.now() + 86_400_000,
    maxPerBuyer: 8,
    blocked: [],
    blockedPlaces: [],
    orders: [],
    runs: rowsOf40(seatCount),
    ...changes,
  };
  if ((await store.prepare(load)) !== 'PREPARED') throw new Error('the event was there already');
  return eventId;
}

/** A wish for these seats by a buyer of its own. */
export function wishFor(eventId: Id, seats: number[], holdMs = 600_000): HoldRequest {
  return {
    eventId,
    buyer: newId(),
    operation: { hash: randomBytes(16).toString('hex'), input: 'same' },
    secret: randomBytes(12).toString('base64url'),
    holdMs,
    gate: null,
    seats: seats.map((index) => ({ index, tier: 0 })),
    places: [],
  };
}

/** Wishes for 1, 2 or 4 seats (60, 30, 10 %); one in five wants seats that an earlier one wants too. Nobody else wants the other seats. */
export function mixedWishes(eventId: Id, seatCount: number, count: number, random: () => number): { wishes: HoldRequest[]; free: number } {
  const wishes: HoldRequest[] = [];
  let next = 0;
  while (wishes.length < count) {
    const lot = random();
    const size = lot < 0.6 ? 1 : lot < 0.9 ? 2 : 4;
    const again = wishes.length > 50 && random() < 0.2;
    if (!again && next + size > seatCount) break;
    const seats = again
      ? wishes[Math.floor(random() * (wishes.length - 50))]!.seats.map(({ index }) => index)
      : Array.from({ length: size }, (_, at) => next + at);
    if (!again) next += size;
    wishes.push(wishFor(eventId, seats));
  }
  return { wishes, free: seatCount - next };
}

/** Runs `work` for every item, so many at a time. @returns the answers in the order of the items */
export async function inFlight<Item, Answer>(items: readonly Item[], width: number, work: (item: Item, at: number) => Promise<Answer>) {
  const answers: Answer[] = [];
  let next = 0;
  const caller = async () => {
    for (let at = next++; at < items.length; at = next++) answers[at] = await work(items[at]!, at);
  };
  await Promise.all(Array.from({ length: width }, caller));
  return answers;
}
