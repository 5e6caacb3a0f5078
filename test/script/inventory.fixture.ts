import { randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { HoldOutcome, HoldRecord } from '../../src/domain/hold.js';
import { type Id, newId } from '../../src/domain/id.js';
import type { ConfirmRequest, HoldRequest, InventoryLoad } from '../../src/domain/inventory.js';
import type { RunTable } from '../../src/domain/run.js';
import type { LoadedScript } from '../../src/lua/script.loader.js';
import { linkTo, type RedisClient } from '../../src/lua/seat.link.js';
import { SeatScripts } from '../../src/lua/seat.scripts.js';
import { InventoryStore } from '../../src/stores/inventory.store.js';
import { connectRedis } from '../../src/stores/redis.connector.js';
import type { Disposer } from '../support/disposer.js';
import { useServices } from '../support/services.js';
import { waitFor } from '../support/wait-for.js';

/** Seats 0–11 are of tier 0, 12–19 of tier 1; tier 2 has places only. */
export const HALL = { seatCount: 20, capacities: [12, 8, 10] };
export const STANDING = 2;

export interface Bench {
  redis: RedisClient;
  scripts: SeatScripts;
  store: InventoryStore;
  /** Events that turned out to be behind. */
  behind: Id[];
}

export interface BenchOptions {
  redisUrl?: string;
  load?: (name: string) => LoadedScript;
}

/** A client with the options of production, scripts, and a store over them. */
export async function openBench(disposer: Disposer, { redisUrl = useServices().redisUrl, load }: BenchOptions = {}): Promise<Bench> {
  // Trouble is expected where a test cuts the connection; calls reject by themselves.
  const redis = connectRedis({ url: redisUrl, purpose: 'seats', onError() {} });
  disposer.add(() => redis.disconnect());
  const behind: Id[] = [];
  const scripts = new SeatScripts({ redis, onBehind: (eventId) => behind.push(eventId), load });
  await scripts.load();
  return { redis, scripts, store: new InventoryStore({ scripts }), behind };
}

/** Rows of ten seats, the last of them accessible; tiers take seats one after the other as far as their capacity goes. */
export function tenSeatRows(seatCount: number, capacities: number[]): RunTable {
  const tiers = capacities.flatMap((capacity, tier) => Array.from<number>({ length: Math.min(capacity, seatCount) }).fill(tier));
  const runs = Array.from({ length: Math.ceil(seatCount / 10) }, (_, row) => ({
    first: 10 * row,
    length: Math.min(10, seatCount - 10 * row),
  }));
  return {
    runs,
    tierBySeat: Uint8Array.from(tiers.slice(0, seatCount)),
    accessible: new Uint8Array(seatCount).map((_, seat) => +(seat % 10 === 9)),
  };
}

/** The load of a sale that is open for the next hour. */
export function hallLoad(changes: Partial<InventoryLoad> = {}): InventoryLoad {
  return {
    eventId: newId(),
    epoch: 1,
    ...HALL,
    status: 'SELLING',
    opensAtMs: 1,
    closesAtMs: Date.now() + 3_600_000,
    maxPerBuyer: 6,
    blocked: [],
    blockedPlaces: [],
    orders: [],
    runs: tenSeatRows(changes.seatCount ?? HALL.seatCount, changes.capacities ?? HALL.capacities),
    ...changes,
  };
}

/** Prepares a small hall. @returns its event id */
export async function prepareHall({ store }: Bench, changes: Partial<InventoryLoad> = {}): Promise<Id> {
  const load = hallLoad(changes);
  if ((await store.prepare(load)) !== 'PREPARED') throw new Error('the hall was there already');
  return load.eventId;
}

export function token(): string {
  return randomBytes(12).toString('base64url');
}

export function operation(input = 'same') {
  return { hash: randomBytes(16).toString('hex'), input };
}

export interface Wish {
  seats?: number[];
  places?: number;
  buyer?: Id;
  holdMs?: number;
}

export function holdRequest(eventId: Id, { seats = [], places = 0, buyer = newId(), holdMs = 60_000 }: Wish): HoldRequest {
  return {
    eventId,
    buyer,
    operation: operation(),
    secret: token(),
    holdMs,
    gate: null,
    seats: seats.map((index) => ({ index, tier: index < 12 ? 0 : 1 })),
    places: places > 0 ? [{ tier: STANDING, quantity: places }] : [],
  };
}

export async function granted(outcome: Promise<HoldOutcome>): Promise<HoldRecord> {
  const held = await outcome;
  if (held.kind !== 'HELD') throw new Error(`expected a hold, got ${JSON.stringify(held)}`);
  return held.hold;
}

/** Holds what must be free. */
export function takeHold({ store }: Bench, eventId: Id, wish: Wish): Promise<HoldRecord> {
  return granted(store.hold(holdRequest(eventId, wish)));
}

/** A hold whose deadline has just passed on Redis' clock. */
export async function takeLapsedHold(bench: Bench, eventId: Id, wish: Wish): Promise<HoldRecord> {
  const hold = await takeHold(bench, eventId, { ...wish, holdMs: 1 });
  await waitFor(async () => (await redisNow(bench.redis)) >= hold.deadlineMs, { everyMs: 1 });
  return hold;
}

export async function redisNow(redis: RedisClient): Promise<number> {
  const [seconds, micros] = await redis.time();
  return Number(seconds) * 1000 + Math.floor(Number(micros) / 1000);
}

/** Turns a hold into one that an order pays for. */
export async function beginPaying(
  { store }: Bench,
  hold: HoldRecord,
  orderNo: string,
  payMs = 60_000,
  backstopMs = 60_000,
): Promise<HoldRecord> {
  const begun = await store.beginPayment({ address: hold, buyer: hold.buyer, orderNo, payMs, backstopMs });
  if (begun.kind !== 'PAYING') throw new Error('the hold is gone');
  return begun.hold;
}

/** What the ledger says of the paid order of a hold. */
export function paidOrder(hold: HoldRecord, orderNo: string): ConfirmRequest {
  const seats = hold.seats.map((index) => ({ index, tier: index < 12 ? 0 : 1 }));
  const standing = hold.units.find(({ tier }) => tier === STANDING);
  return {
    eventId: hold.eventId,
    epoch: hold.epoch,
    serial: hold.serial,
    orderNo,
    buyer: hold.buyer,
    seats,
    places: standing ? [standing] : [],
  };
}

/** Everything that Redis has of an event, as one comparable text. */
export async function stateOf(client: RedisClient, eventId: Id): Promise<string> {
  const redis = serverOf(client, eventId);
  const keys = (await redis.keys(`{e:${eventId}}:*`)).sort();
  const values = await Promise.all(keys.map((key) => redis.dumpBuffer(key)));
  // DUMP of a hash or sorted set depends on its history, so these are read in order.
  const readable = await Promise.all(keys.map((key, at) => readKey(redis, key, values[at]!)));
  return keys.map((key, at) => `${key} ${readable[at]}`).join('\n');
}

/** The server that has the keys of an event. */
export function serverOf(redis: RedisClient, eventId: Id): Redis {
  const server = linkTo(redis, `{e:${eventId}}:`);
  if (server === null) throw new Error('no server has this event');
  return server;
}

async function readKey(redis: Redis, key: string, dump: Buffer): Promise<string> {
  const type = await redis.type(key);
  if (type === 'hash') return JSON.stringify(Object.entries(await redis.hgetall(key)).sort());
  if (type === 'zset') return JSON.stringify(await redis.zrange(key, '0', '-1', 'WITHSCORES'));
  if (type === 'stream') return JSON.stringify(await redis.xrange(key, '-', '+'));
  return dump.toString('hex');
}
