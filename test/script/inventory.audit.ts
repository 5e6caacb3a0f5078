import { expect } from 'vitest';
import type { HoldRecord } from '../../src/domain/hold.js';
import type { Id } from '../../src/domain/id.js';
import { parseInventoryChange } from '../../src/domain/inventory-change.js';
import { mapByteLength, type SeatStateCode, seatStateAt, setSeatState } from '../../src/domain/seat.js';
import type { RunTable } from '../../src/domain/run.js';
import { stretchCounters } from '../../src/domain/stretch.js';
import { eventKeys } from '../../src/lua/keys.js';
import { unpackHold } from '../../src/lua/packed-hold.js';
import type { RedisClient } from '../../src/lua/seat.link.js';

interface Contents {
  meta: Record<string, string>;
  map: Buffer;
  owners: Buffer;
  places: Record<string, string>;
  holds: HoldRecord[];
  /** Scores by serial. */
  deadlines: Map<number, number>;
  buyers: Record<string, string>;
  orders: Record<string, string>;
  deltas: string[];
}

/**
 * Reads everything of an event at one instant and checks that it agrees with itself: counters (I2), owners, accounts, deadlines, order
 * entries, the summary of free stretches, and that the log, folded from `start`, gives the map.
 * @param start the map as it was prepared; default all free
 */
export async function expectSound(redis: RedisClient, eventId: Id, capacities: number[], start?: Uint8Array): Promise<void> {
  const contents = await readAll(redis, eventId);
  expect(faultsOfMap(contents)).toEqual([]);
  expect(countersOf(contents, capacities)).toEqual(
    capacities.map((capacity) => ({ capacity, negative: false, held: 'as held', sold: 'as sold' })),
  );
  expect(contents.buyers).toEqual(accountsOf(contents.holds));
  expect(faultsOfDeadlines(contents)).toEqual([]);
  const ordered = contents.holds.filter(({ orderNo }) => orderNo !== null);
  expect(contents.orders).toEqual(Object.fromEntries(ordered.map(({ orderNo, serial }) => [orderNo, String(serial)])));
  expectLogGivesMap(contents, start);
  expectSummaryFitsMap(contents, capacities.length);
}

/** The counters that the scripts keep are those of the map as it is. */
function expectSummaryFitsMap({ meta, map, owners }: Contents, tierCount: number): void {
  const [seatCount, width] = [Number(meta['seatCount']), Number(meta['runWidth'])];
  if (width === 0) return;
  const table = tableOf(owners, seatCount);
  const kept = Array.from({ length: 2 * width * tierCount }, (_, at) => owners.readUInt32BE(4 * (2 * seatCount + at)));
  expect(kept).toEqual([...stretchCounters(map, table, tierCount).counts]);
}

/** The runs as they stand behind the owners. */
function tableOf(owners: Buffer, seatCount: number): RunTable {
  const words = Array.from({ length: seatCount }, (_, seat) => owners.readUInt32BE(4 * (seatCount + seat)));
  const starts = words.flatMap((word, seat) => ((word >>> 17) % 512 === 0 ? [seat] : []));
  return {
    runs: starts.map((first) => ({ first, length: ((words[first]! >>> 8) % 512) + 1 })),
    tierBySeat: Uint8Array.from(words, (word) => (word >>> 1) % 128),
    accessible: Uint8Array.from(words, (word) => word % 2),
  };
}

async function readAll(redis: RedisClient, eventId: Id): Promise<Contents> {
  const keys = eventKeys(eventId);
  const replies = await redis
    .multi()
    .hgetall(keys.meta)
    .getBuffer(keys.map)
    .getBuffer(keys.owners)
    .hgetall(keys.places)
    .hgetall(keys.holds)
    .zrange(keys.deadlines, '0', '-1', 'WITHSCORES')
    .hgetall(keys.buyers)
    .hgetall(keys.orders)
    .xrange(keys.deltas, '-', '+')
    .exec();
  const [meta, map, owners, places, holds, deadlines, buyers, orders, deltas] = replies!.map(([error, reply]) => {
    if (error) throw error;
    return reply;
  }) as [
    Contents['meta'],
    Buffer,
    Buffer,
    Contents['places'],
    Record<string, string>,
    string[],
    Contents['buyers'],
    Contents['orders'],
    [string, string[]][],
  ];
  // The first entries, which only keep the keys in being.
  delete holds['0'];
  delete buyers['.'];
  delete orders['.'];
  const records = Object.entries(holds).map(([serial, text]) =>
    unpackHold(text, { eventId, epoch: Number(meta['epoch']), serial: Number(serial), nowMs: 0 }),
  );
  return {
    meta,
    map,
    owners,
    places,
    holds: records,
    deadlines: scoresBySerial(deadlines),
    buyers,
    orders,
    deltas: deltas.map(([, fields]) => fields[1]!),
  };
}

function scoresBySerial(flat: string[]): Map<number, number> {
  const scores = new Map<number, number>();
  for (let at = 0; at < flat.length; at += 2) if (flat[at] !== '0') scores.set(Number(flat[at]), Number(flat[at + 1]));
  return scores;
}

/** Selections are looked at on their deadline, payments not before payBy, sold holds never. */
function faultsOfDeadlines({ deadlines, holds }: Contents): string[] {
  const faults: string[] = [];
  const waiting = holds.filter(({ stage }) => stage !== 'SOLD');
  for (const { serial, stage, deadlineMs } of waiting) {
    const score = deadlines.get(serial);
    const right = score !== undefined && (stage === 'SELECTING' ? score === deadlineMs : score >= deadlineMs);
    if (!right) faults.push(`${stage} hold ${serial} ends at ${deadlineMs} and is looked at at ${score}`);
  }
  if (deadlines.size !== waiting.length) faults.push(`${deadlines.size} deadlines for ${waiting.length} holds`);
  return faults;
}

/** Seats and records must name each other. */
function faultsOfMap({ meta, map, owners, holds }: Contents): string[] {
  const faults: string[] = [];
  const owned = new Map<number, HoldRecord>();
  for (const hold of holds) {
    for (const seat of hold.seats) {
      if (owned.has(seat)) faults.push(`seat ${seat} is in two records`);
      owned.set(seat, hold);
    }
  }
  for (let seat = 0; seat < Number(meta['seatCount']); seat++) {
    const hold = owned.get(seat);
    const state = seatStateAt(map, seat);
    const expected: SeatStateCode[] = hold === undefined ? [0, 3] : [hold.stage === 'SOLD' ? 2 : 1];
    if (!expected.includes(state)) faults.push(`seat ${seat} reads ${state} but its record says ${hold?.stage ?? 'nothing'}`);
    if (hold && owners.readUInt32BE(4 * seat) !== hold.serial)
      faults.push(`seat ${seat} is owned by ${owners.readUInt32BE(4 * seat)}, not ${hold.serial}`);
  }
  return faults;
}

function countersOf({ places, holds }: Contents, capacities: number[]) {
  return capacities.map((_, tier) => {
    const [free, held, sold, blocked] = ['f', 'h', 's', 'b'].map((counter) => Number(places[`${tier}:${counter}`])) as [
      number,
      number,
      number,
      number,
    ];
    const units = (wanted: (hold: HoldRecord) => boolean) =>
      holds.filter(wanted).reduce((sum, hold) => sum + (hold.units.find((unit) => unit.tier === tier)?.quantity ?? 0), 0);
    const heldUnits = units(({ stage }) => stage !== 'SOLD');
    const soldUnits = units(({ stage }) => stage === 'SOLD');
    return {
      capacity: free + held + sold + blocked,
      negative: Math.min(free, held, sold, blocked) < 0,
      held: held === heldUnits ? 'as held' : `${held} counted, ${heldUnits} in records`,
      sold: sold === soldUnits ? 'as sold' : `${sold} counted, ${soldUnits} in records`,
    };
  });
}

function accountsOf(holds: HoldRecord[]): Record<string, unknown> {
  const accounts: Record<string, unknown> = {};
  for (const buyer of new Set(holds.map((hold) => hold.buyer))) {
    const own = holds.filter((hold) => hold.buyer === buyer);
    const units = own.flatMap((hold) => hold.units).reduce((sum, { quantity }) => sum + quantity, 0);
    const serials = own.map(({ serial }) => serial);
    // Any order of serials will do.
    accounts[buyer] = expect.toSatisfy((text: string) => {
      const [counted, list = ''] = text.split('|');
      return Number(counted) === units && list.split(',').map(Number).sort().join() === serials.sort().join();
    }, `${units} units of ${serials.join()}`);
  }
  return accounts;
}

/** One entry a version, and all of them together are the map. */
function expectLogGivesMap({ meta, map, deltas, places }: Contents, start?: Uint8Array): void {
  const changes = deltas.map(parseInventoryChange);
  const folded = start ? Buffer.from(start) : Buffer.alloc(mapByteLength(Number(meta['seatCount'])));
  const free = new Map<number, number>();
  for (const change of changes) {
    for (const word of change.seats) setSeatState(folded, word >> 2, (word & 3) as SeatStateCode);
    for (const { tier, free: left } of change.free) free.set(tier, left);
  }
  const first = changes[0]!.version;
  expect(changes.map(({ version }) => version)).toEqual(changes.map((_, at) => first + at));
  expect(changes.at(-1)!.version).toBe(Number(meta['version']));
  expect(folded.equals(map), 'the log, folded, gives the map').toBe(true);
  for (const [tier, left] of free) expect(left).toBe(Number(places[`${tier}:f`]));
}
