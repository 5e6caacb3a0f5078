import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { postOf, RawConnection } from '../../bench/load/raw.connection.js';
import { newId } from '../../src/domain/id.js';
import { GraphQLClient } from '../support/graphql-client.js';
import { openSale } from '../support/sale.js';

/** A rush for orders: so many, offered evenly over so long, to a box office that is up. */
export interface BurstOptions {
  url: string;
  databaseUrl: string;
  orders: number;
  seconds: number;
}

export interface BurstReport {
  offered: number;
  /** Time in which they were offered, as it was. */
  offeredMs: number;
  /** Orders that were taken when they were first offered, and those that were told to come back. */
  acceptedAtOnce: number;
  refusedAtFirst: number;
  /** All answers that said to come back; each must say when. */
  refusals: number;
  /** Answers that left it open whether the order was placed. */
  unknown: number;
  /** Orders that were placed while new ones were still offered, a second. */
  acceptedPerSecond: number;
  /** From the last offer to the last order placed: the backlog is gone. */
  drainMs: number;
  /** Of orders that were taken when first offered, from the offer to the answer. */
  p50Ms: number;
  p99Ms: number;
  /** Orders that a buyer was told of and the ledger does not have, and those that it has and nobody was told of. */
  lost: number;
  untold: number;
  /** Everything that must not be. */
  faults: string[];
}

/** Holds that one person has, below what an event allows. */
const HOLDS_EACH = 50;
/** Connections that are open before the rush. */
const CONNECTIONS = 2000;
/** Holds prepared at the same time: below what a process takes on. */
const WIDTH = 64;
const HOLD = 'mutation($input: HoldTicketsInput!) { holdTickets(input: $input) { __typename ... on Hold { id } } }';
const ORDER = 'mutation($input: PlaceOrderInput!) { placeOrder(input: $input) { __typename ... on Order { orderNo } } }';

interface Reply {
  data?: Record<string, { __typename: string; id?: string; orderNo?: string } | null> | null;
  errors?: { extensions: { code: string; retryAfterMs?: number } }[];
}

interface Offer {
  request: string;
  orderNo: string | null;
  refusals: number;
  firstMs: number;
  placedAtMs: number;
}

/**
 * Prepares one hold for each order, then offers the orders on the clock, whatever becomes of those before. Who is told to come back does,
 * at the time that the answer names, until the order is placed: nobody gives up.
 */
export async function runBurst(options: BurstOptions): Promise<BurstReport> {
  const { url, databaseUrl, orders, seconds } = options;
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 2 });
  const desk = new Desk(Number(new URL(url).port));
  try {
    const { eventId, requests } = await prepare(url, pool, desk, orders);
    const offers = requests.map((request): Offer => ({ request, orderNo: null, refusals: 0, firstMs: 0, placedAtMs: 0 }));
    const faults: string[] = [];
    const tally = { unknown: 0 };
    await desk.open(Math.min(orders, CONNECTIONS));
    const begunMs = performance.now();
    const everyMs = (seconds * 1000) / orders;
    const running: Promise<void>[] = [];
    while (running.length < offers.length) {
      const due = Math.min(offers.length, Math.floor((performance.now() - begunMs) / everyMs) + 1);
      for (const offer of offers.slice(running.length, due)) running.push(place(desk, offer, tally, faults));
      await pause(1);
    }
    const offeredMs = performance.now() - begunMs;
    await Promise.all(running);
    return reportOf(offers, { begunMs, offeredMs, faults, unknown: tally.unknown, ledger: await ordersOf(pool, eventId) });
  } finally {
    desk.close();
    await pool.end();
  }
}

/** Connections to one api, opened before the rush as those of people who look at their seats are, and more when they do not suffice. */
class Desk {
  readonly port: number;
  readonly #free: RawConnection[] = [];

  constructor(port: number) {
    this.port = port;
  }

  /** A few at a time: a listening socket keeps a bounded queue of people at the door. */
  async open(count: number): Promise<void> {
    while (this.#free.length < count) {
      const some = Array.from({ length: Math.min(100, count - this.#free.length) }, () => RawConnection.open(this.port));
      this.#free.push(...(await Promise.all(some)));
    }
  }

  async ask(request: string): Promise<Reply> {
    const connection = this.#free.pop() ?? (await RawConnection.open(this.port));
    const { body, status } = await connection.send(request);
    // Whoever is refused unread finds the connection closed afterwards.
    if (status === 200) this.#free.push(connection);
    else connection.close();
    return JSON.parse(body) as Reply;
  }

  /** Asks until it is not told to come back. */
  async insist(request: string): Promise<Reply> {
    for (;;) {
      const reply = await this.ask(request);
      const { code, retryAfterMs } = reply.errors?.[0]?.extensions ?? {};
      if (code !== 'OVERLOADED') return reply;
      await pause(retryAfterMs);
    }
  }

  close(): void {
    for (const connection of this.#free) connection.close();
  }
}

async function place(desk: Desk, offer: Offer, tally: { unknown: number }, faults: string[]): Promise<void> {
  const offeredMs = performance.now();
  for (;;) {
    const reply = await desk.ask(offer.request).catch((error: unknown) => String(error));
    if (typeof reply !== 'string' && reply.data?.['placeOrder']) {
      const { __typename, orderNo } = reply.data['placeOrder'];
      if (__typename !== 'Order') return void faults.push(`an order ended as ${__typename}`);
      offer.orderNo = orderNo!;
      offer.placedAtMs = performance.now();
      if (offer.refusals === 0) offer.firstMs = offer.placedAtMs - offeredMs;
      return;
    }
    const { code, retryAfterMs } = typeof reply === 'string' ? { code: reply } : (reply.errors?.[0]?.extensions ?? { code: 'no answer' });
    offer.refusals += 1;
    if (code !== 'OVERLOADED') tally.unknown += 1;
    if (code === 'OVERLOADED' && retryAfterMs === undefined) faults.push('told to come back, and not when');
    if (code !== 'OVERLOADED' && code !== 'DEPENDENCY_UNAVAILABLE' && typeof reply !== 'string')
      return void faults.push(`refused: ${code}`);
    await pause(retryAfterMs ?? 500);
  }
}

/** @returns the requests, one for a hold each */
async function prepare(url: string, pool: pg.Pool, desk: Desk, orders: number) {
  const staff = new GraphQLClient(url);
  [staff.token = null] = await insertPeople(pool, 1, 'ADMIN');
  const sale = await openSale(staff, { rows: Math.ceil(orders / 100), seatsPerRow: 100, maxPerBuyer: 100 });
  const tokens = await insertPeople(pool, Math.ceil(orders / HOLDS_EACH), 'GUEST');
  const requests: string[] = [];
  let next = 0;
  const caller = async () => {
    for (let seat = next++; seat < orders; seat = next++) {
      const token = tokens[Math.floor(seat / HOLDS_EACH)]!;
      const wish = { eventId: sale.eventId, seats: [seat], idempotencyKey: newId() };
      const held = await desk.insist(post(desk, token, HOLD, wish));
      const hold = held.data?.['holdTickets'];
      if (hold?.__typename !== 'Hold') throw new Error(`no hold: ${JSON.stringify(held).slice(0, 300)}`);
      const input = { holdId: hold.id, email: 'ada@example.com', name: 'Ada Lovelace', idempotencyKey: newId() };
      requests[seat] = post(desk, token, ORDER, input);
    }
  };
  await Promise.all(Array.from({ length: WIDTH }, caller));
  return { eventId: sale.eventId, requests };
}

const post = ({ port }: Desk, token: string, query: string, input: object) =>
  postOf(port, '/graphql', token, JSON.stringify({ query, variables: { input } }));

/** People with a session each. @returns their tokens */
async function insertPeople(pool: pg.Pool, count: number, role: 'ADMIN' | 'GUEST'): Promise<string[]> {
  const tokens = Array.from({ length: count }, () => randomBytes(32).toString('base64url'));
  const people = tokens.map(() => newId());
  await pool.query(
    `INSERT INTO person (id, role, email, name, password_hash)
     SELECT id, $2::role, CASE WHEN $3 THEN id || '@aisle.test' END, CASE WHEN $3 THEN 'Staff' END, CASE WHEN $3 THEN 'none' END
     FROM unnest($1::uuid[]) AS id`,
    [people, role, role === 'ADMIN'],
  );
  await pool.query(
    `INSERT INTO session (id, token_hash, person_id, expires_at)
     SELECT id, hash, person, now() + interval '12 hours' FROM unnest($1::uuid[], $2::bytea[], $3::uuid[]) AS row (id, hash, person)`,
    [tokens.map(() => newId()), tokens.map((token) => createHash('sha256').update(token).digest()), people],
  );
  return tokens;
}

/** Numbers of the orders that the ledger has whole: with their item, their journal and their step. */
async function ordersOf(pool: pg.Pool, eventId: string): Promise<string[]> {
  const { rows } = await pool.query<{ no: string }>(
    `SELECT order_no AS no FROM orders WHERE event_id = $1
       AND (SELECT count(*) FROM order_item WHERE order_item.order_no = orders.order_no AND live) = 1
       AND (SELECT count(*) FROM stock_movement WHERE stock_movement.order_no = orders.order_no) = 1
       AND (SELECT count(*) FROM order_step WHERE order_step.order_no = orders.order_no) = 1`,
    [eventId],
  );
  return rows.map(({ no }) => no);
}

interface Ends {
  begunMs: number;
  offeredMs: number;
  faults: string[];
  unknown: number;
  ledger: string[];
}

function reportOf(offers: readonly Offer[], { begunMs, offeredMs, faults, unknown, ledger }: Ends): BurstReport {
  const told = new Set(offers.map(({ orderNo }) => orderNo).filter((orderNo) => orderNo !== null));
  const kept = new Set(ledger);
  const endMs = begunMs + offeredMs;
  const first = offers.filter(({ orderNo, refusals }) => orderNo !== null && refusals === 0);
  const times = first.map(({ firstMs }) => firstMs).toSorted((a, b) => a - b);
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(share * times.length))] ?? 0;
  return {
    offered: offers.length,
    offeredMs,
    acceptedAtOnce: first.length,
    refusedAtFirst: offers.filter(({ refusals }) => refusals > 0).length,
    refusals: offers.reduce((sum, offer) => sum + offer.refusals, 0) - unknown,
    unknown,
    acceptedPerSecond: (1000 * offers.filter(({ orderNo, placedAtMs }) => orderNo !== null && placedAtMs <= endMs).length) / offeredMs,
    drainMs: Math.max(0, ...offers.map(({ placedAtMs }) => placedAtMs - endMs)),
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    lost: [...told].filter((orderNo) => !kept.has(orderNo)).length,
    untold: [...kept].filter((orderNo) => !told.has(orderNo)).length,
    faults: told.size === offers.length ? faults : [...faults, `${offers.length - told.size} were never placed, or placed twice`],
  };
}

/** The report in words. */
export function linesOf(report: BurstReport): string[] {
  const per = (count: number, ms: number) => Math.round((1000 * count) / ms).toLocaleString('en');
  const n = (count: number) => count.toLocaleString('en');
  return [
    `${n(report.offered)} orders offered in ${(report.offeredMs / 1000).toFixed(1)} s: ${per(report.offered, report.offeredMs)} a second`,
    `placed meanwhile: ${n(Math.round(report.acceptedPerSecond))} a second; ${n(report.acceptedAtOnce)} when first offered, p50 ${report.p50Ms.toFixed(0)} ms, p99 ${report.p99Ms.toFixed(0)} ms`,
    `told to come back, and when: ${n(report.refusedAtFirst)} orders, ${n(report.refusals)} answers; answers that left it open: ${n(report.unknown)}`,
    `backlog gone ${(report.drainMs / 1000).toFixed(1)} s after the last offer`,
    `lost ${report.lost}, placed and never told ${report.untold}, faults ${report.faults.length}`,
    ...report.faults.slice(0, 5).map((fault) => `  wrong: ${fault}`),
  ];
}
