import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import pg from 'pg';
import { eventKeys } from '../../src/lua/keys.js';
import { GraphQLClient } from '../support/graphql-client.js';
import { BuyerClient } from './buyer.client.js';
import { startFleet } from './fleet.js';
import { nowMicros, type Operation } from './history.js';
import { HttpTill } from './http.till.js';
import type { LossyRedis } from './lossy.redis.js';
import { KINDS, type Kind, type Loss, soldWhileClosed } from './loss.judge.js';
import { openHall } from './loss.sale.js';
import { Random, Zipf } from './random.js';
import { ownedByLedger } from './sales.js';
import type { SaleAtHand } from './till.js';
import { EVENT_PARTS } from './upheaval.js';

export interface LossOptions {
  databaseUrl: string;
  redis: LossyRedis;
  dist: string;
  folder: string;
  /** Chart document of the hall. */
  chart: { categories: { name: string }[] };
  moments: number;
  seed: number;
  clients?: number;
}

export interface LossResult {
  seatCount: number;
  losses: Loss[];
  operations: number;
  granted: number;
  ordered: number;
  sold: number;
  /** Seats that two orders were promised, or that have two live items or tickets. */
  doubleSales: number;
  /** Grants and orders of a lost epoch that were asked for after the loss. */
  soldWhileClosed: number;
  /** Seats that the ledger has and the map showed as free, once it was open again. */
  shownFree: number;
  /** Orders that were promised and are not in the ledger. */
  lostOrders: number;
}

const HOLD_SECONDS = 20;
/** A seat that only the probe asks for: the last one, which is the least popular, too. */
const REOPEN_MS = 60_000;

/** Loses Redis, whole or in part, at random moments of a running sale, and looks at what became of it. */
export async function loseAgainAndAgain(options: LossOptions): Promise<LossResult> {
  const { databaseUrl, redis, moments, seed } = options;
  const random = new Random(seed);
  const fleet = await startFleet({
    ...options,
    redisUrl: redis.url,
    queueRedisUrl: redis.url,
    apis: 2,
    env: { HOLD_SECONDS: String(HOLD_SECONDS), RECONCILE_MS: '500', RECONCILE_AFTER_SECONDS: '2', LOG_LEVEL: 'error' },
  });
  const ledger = new pg.Pool({ connectionString: databaseUrl, max: 2 });
  try {
    const staff = await new GraphQLClient(fleet.urls[0]!).logIn('admin@example.com');
    const sale = await openHall(staff, options.chart, HOLD_SECONDS * 1000);
    const operations: Operation[] = [];
    const stop = { now: false };
    const buyers = await startBuyers(options, fleet.urls, sale, operations, stop);
    const losses: Loss[] = [];
    let shownFree = 0;
    const probes = await Promise.all(fleet.urls.map((url) => probeAt(url, sale)));
    for (let moment = 0; moment < moments; moment += 1) {
      await pause(200 + random.below(800));
      const kind = KINDS[moment % KINDS.length]!;
      const loss = await lose({ kind, redis, ledger, sale, random });
      await Promise.all(probes.map((probe) => probe.untilOpen()));
      loss.openAgainMs = (nowMicros() - loss.doneMicros) / 1000;
      loss.rebuilt = (await epochOf(ledger, sale)) > loss.epoch;
      if (loss.rebuilt) loss.overSince ??= { micros: nowMicros(), ms: Date.now() };
      losses.push(loss);
      shownFree += await seatsShownFree(databaseUrl, sale, probes[0]!.till);
    }
    stop.now = true;
    await buyers.done;
    return { ...(await judge(options, sale, operations, losses, ledger)), shownFree };
  } finally {
    await ledger.end();
    await fleet.stop();
    HttpTill.close();
  }
}

async function startBuyers(options: LossOptions, urls: string[], sale: SaleAtHand, operations: Operation[], stop: { now: boolean }) {
  const { clients = 8, seed } = options;
  const zipf = new Zipf(sale.terms.seatCount - urls.length, 0.4);
  const buyers = await Promise.all(
    Array.from({ length: clients }, async (_, at) => {
      const url = urls[at % urls.length]!;
      const till = new HttpTill({ url, token: await HttpTill.guest(url), buyer: `l${at}`, sale });
      const writer = { operation: (_event: string, op: Operation) => void operations.push(op) };
      const random = new Random(seed * 1009 + at);
      return new BuyerClient({
        till,
        sale,
        writer,
        random,
        zipf,
        impatience: 0.02,
        patienceMs: 10,
        restMs: 40,
        neighbours: [],
        cancelled: 0,
      });
    }),
  );
  const run = async (buyer: BuyerClient) => {
    while (!stop.now) await buyer.run(nowMicros() + 200_000);
  };
  // In an object: a promise of a promise would be awaited to its end.
  return { done: Promise.all(buyers.map(run)) };
}

interface Losing {
  kind: Kind;
  redis: LossyRedis;
  ledger: pg.Pool;
  sale: SaleAtHand;
  random: Random;
}

async function lose({ kind, redis, ledger, sale, random }: Losing): Promise<Loss> {
  const epoch = await epochOf(ledger, sale);
  let detail = '';
  if (kind === 'cut tail') detail = `${await redis.loseTail(1 + random.below(65_536))} bytes`;
  else {
    const client = new Redis(redis.url);
    const part = random.pick(EVENT_PARTS);
    await (kind === 'FLUSHALL' ? client.flushall() : client.del(eventKeys(sale.terms.event)[part]));
    detail = kind === 'DEL' ? part : '';
    client.disconnect();
  }
  const [doneMicros, doneAtMs] = [nowMicros(), Date.now()];
  const overSince = kind === 'cut tail' ? null : { micros: doneMicros, ms: doneAtMs };
  return { kind, detail, epoch, doneMicros, doneAtMs, overSince, rebuilt: false, openAgainMs: 0 };
}

async function epochOf(ledger: pg.Pool, sale: SaleAtHand): Promise<number> {
  const { rows } = await ledger.query<{ inventory_epoch: number }>('SELECT inventory_epoch FROM event WHERE id = $1', [sale.terms.event]);
  return rows[0]!.inventory_epoch;
}

/** Someone who asks one api process for a seat until it is granted, and gives it back. */
async function probeAt(url: string, sale: SaleAtHand) {
  const till = new HttpTill({ url, token: await HttpTill.guest(url), buyer: url, sale });
  const seat = sale.terms.seatCount - 1 - (Number(new URL(url).port) % 2);
  const untilOpen = async () => {
    for (const until = performance.now() + REOPEN_MS; performance.now() < until; await pause(20)) {
      const answer = await till.hold({ seats: [seat], places: [] }, `probe-${nowMicros()}`).catch(() => null);
      const held = answer?.hold;
      if (held) await till.release(held).catch(() => null);
      // Refused for a hold of the other probe, or of a call that was cut, is open, too.
      if (held || answer?.out.word === 'UNAVAILABLE') return;
    }
    throw new Error(`the sale did not open again within ${REOPEN_MS} ms`);
  };
  return { till, untilOpen };
}

async function seatsShownFree(databaseUrl: string, sale: SaleAtHand, till: HttpTill): Promise<number> {
  const owned = (await ownedByLedger(databaseUrl, sale)).flatMap(({ seats }) => seats);
  const map = owned.length === 0 ? null : await till.read(owned).catch(() => null);
  return map?.out.states?.filter((state) => state === 0).length ?? 0;
}

async function judge(options: LossOptions, sale: SaleAtHand, operations: Operation[], losses: Loss[], ledger: pg.Pool) {
  const owned = await ownedByLedger(options.databaseUrl, sale);
  const inLedger = new Set(owned.map(({ fence }) => fence));
  const granted = operations.filter(({ f, out }) => f === 'hold' && out?.word === 'HELD');
  const ordered = operations.filter(({ f, out }) => f === 'pay' && out?.word === 'PAYING');
  const promised = new Map<number, Set<number>>();
  for (const { seats, fence } of ordered) for (const seat of seats) promised.set(seat, (promised.get(seat) ?? new Set()).add(fence!));
  const { rows } = await ledger.query<{ twice: number }>(
    `SELECT count(*)::int AS twice FROM (
       SELECT 1 FROM ticket t JOIN order_item i ON i.id = t.item_id WHERE i.event_id = $1 AND i.seat_index IS NOT NULL
       GROUP BY i.seat_index HAVING count(*) > 1) AS seat`,
    [sale.terms.event],
  );
  const late = soldWhileClosed(operations, losses, await ordersByFence(ledger, sale));
  if (late.length > 0) console.log(`sold while closed: ${JSON.stringify({ late, losses })}`);
  return {
    seatCount: sale.terms.seatCount,
    losses,
    operations: operations.length,
    granted: granted.length,
    ordered: ordered.length,
    sold: operations.filter(({ out }) => out?.word === 'SOLD').length,
    doubleSales: [...promised.values()].filter((fences) => fences.size > 1).length + rows[0]!.twice,
    soldWhileClosed: late.length,
    lostOrders: ordered.filter(({ fence }) => !inLedger.has(fence!)).length,
  };
}

/** @returns when each order was placed, by the fence of its hold */
async function ordersByFence(ledger: pg.Pool, sale: SaleAtHand): Promise<Map<number, number>> {
  const { rows } = await ledger.query<{ epoch: number; serial: number; at: Date }>(
    'SELECT hold_epoch AS epoch, hold_serial AS serial, created_at AS at FROM orders WHERE event_id = $1',
    [sale.terms.event],
  );
  return new Map(rows.map(({ epoch, serial, at }) => [epoch * 1e10 + serial, at.getTime()]));
}
