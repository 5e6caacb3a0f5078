import { randomBytes } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { PrismaClient } from '../prisma/generated/client.js';
import type { EventModel } from '../src/domain/event.js';
import { encodeHoldId } from '../src/domain/hold.js';
import { type Id, newId } from '../src/domain/id.js';
import { newOrderNo } from '../src/domain/order-number.js';
import type { Viewer } from '../src/domain/viewer.js';
import { OrderService } from '../src/services/order.service.js';
import type { EventReader } from '../src/stores/event.port.js';
import { Ledger } from '../src/stores/ledger.js';
import type { OrderDraft } from '../src/stores/order.port.js';
import { OrderStore } from '../src/stores/order.store.js';
import { type LedgerEvent, writeLedgerEvent } from '../test/support/ledger-rows.js';
import { cpuBetween, cpuTimes, machineTimes, stealShare, type Watched } from './harness/cpu.clock.js';
import { type Engine, inFlight, openEngine, prepareSale, wishFor } from './harness/engine.js';
import { OTHER_CORE, SERVER_CORE } from './harness/stage.js';
import { pin } from './harness/machine.js';
import { type Arm, runPairs, type Slice } from './harness/pairs.js';
import { quantile } from './harness/statistics.js';
import type { OrdersBench } from './orders.suite.js';

/** Orders of a round, of two seats each; callers at once; people who order. */
const ORDERS = 4000;
/** The same for the arm that needs so much longer. */
const FEW_ORDERS = 1000;
const WIDTH = 256;
const PEOPLE = 500;
/** Connections of the peers: as many as they are fastest with on two cores. */
const PEER_CONNECTIONS = 8;
const POOL = 10;
const DAY_MS = 86_400_000;

/** What all arms work on. */
interface Counter {
  engine: Engine;
  ledger: Ledger;
  databaseUrl: string;
  people: { personId: Id; sessionId: Id }[];
  watched: Watched;
  onEnd(what: string, end: () => unknown): void;
}

/** One round of an arm, ready to go; nothing of it is on the clock but `calls`. */
interface Round {
  calls: (() => Promise<unknown>)[];
  /** Everything that is wrong afterwards. */
  faults(): Promise<string[]>;
}

/**
 * B5: orders of two seats placed a second, each answered after its commit, against (a) one INSERT of one row with a commit of its own on
 * eight connections, without foreign keys, and (b) the same rows as one writes them with Prisma. Commits wait for the disk in all arms.
 */
export async function measurePlaceOrder({ stage, options, report }: OrdersBench): Promise<void> {
  if (options.pinned) pin(process.pid, SERVER_CORE);
  const engine = await openEngine(stage.redisUrl);
  const ledger = new Ledger({ databaseUrl: stage.databaseUrl, poolSize: POOL, statementMs: 60_000, onError() {} });
  const onEnd = (what: string, end: () => unknown) => stage.lifeline.add(what, async () => void (await end()));
  onEnd('engine', () => engine.redis.disconnect());
  onEnd('ledger', () => ledger.close());
  const people = await insertPeople(ledger.pool);
  const watched = { node: [process.pid], redis: [stage.redisPid], postgres: [stage.postgresPid] };
  const counter: Counter = { engine, ledger, databaseUrl: stage.databaseUrl, people, watched, onEnd };
  const paired = { ...options, cpuOf: Object.keys(watched) };
  const [service, store, insert] = [serviceArm(counter), storeArm(counter), await insertArm(counter)];
  report.paired('B5a', await runPairs(service, insert, paired), 0.8);
  report.paired('B5a, the ledger alone', await runPairs(store, insert, paired), 1.5);
  report.paired('B5b', await runPairs(service, prismaArm(counter), paired), 4);
  if (options.pinned) pin(process.pid, OTHER_CORE);
}

/** Rounds on a new event each, until the time is over. */
function armOf(name: string, watched: Watched, width: number, ready: () => Promise<Round>): Arm {
  return {
    name,
    async run(seconds): Promise<Slice> {
      const slice: Slice = { operations: 0, ms: 0, cpu: {}, steal: 0, faults: [] };
      const began = machineTimes();
      const times: number[] = [];
      while (slice.ms < seconds * 1000) {
        const { calls, faults } = await ready();
        const [cpu, start] = [cpuTimes(watched), performance.now()];
        await inFlight(calls, width, async (call) => {
          const from = performance.now();
          await call();
          times.push(performance.now() - from);
        });
        slice.ms += performance.now() - start;
        for (const [who, ms] of Object.entries(cpuBetween(cpu, cpuTimes(watched)))) slice.cpu[who] = (slice.cpu[who] ?? 0) + ms;
        slice.operations += calls.length;
        slice.faults.push(...(await faults()));
      }
      slice.steal = stealShare(began, machineTimes());
      slice.extra = { p50: quantile(times, 0.5), p99: quantile(times, 0.99) };
      return slice;
    },
  };
}

/** All of placeOrder but HTTP, GraphQL and telling watchers: hold and payment in Redis, prices, and the ledger. */
function serviceArm(counter: Counter): Arm {
  const { engine, ledger, people, watched } = counter;
  const orders = new OrderStore({ ledger });
  return armOf('placeOrder', watched, WIDTH, async () => {
    const event = await writeLedgerEvent(ledger.pool);
    await prepareSale(engine.store, 2 * ORDERS, { eventId: event.eventId, capacities: [2 * ORDERS, 5], maxPerBuyer: 2 * ORDERS });
    const service = new OrderService({
      orders,
      inventory: engine.store,
      events: readerOf(event),
      policy: { payment: { payMs: DAY_MS, backstopMs: 120_000 } },
      feed: { orderChanged() {}, watch: () => Promise.reject(new Error('nobody watches here')) },
      onLedgerConflict: ({ detail }) => {
        throw new Error(detail);
      },
    });
    const wishes = Array.from({ length: ORDERS }, (_, at) => {
      const { personId: buyer, sessionId } = people[at % people.length]!;
      return { viewer: viewerOf(buyer, sessionId), wish: { ...wishFor(event.eventId, [2 * at, 2 * at + 1]), buyer } };
    });
    const calls = await inFlight(wishes, WIDTH, async ({ viewer, wish }) => {
      const held = await engine.store.hold(wish);
      if (held.kind !== 'HELD') throw new Error(`hold: ${held.kind}`);
      const input = { holdId: encodeHoldId(held.hold), ...BUYER, phone: null, prices: [], idempotencyKey: newId() };
      return async () => {
        const placed = await service.placeOrder(viewer, input);
        if (placed.kind !== 'Order') throw new Error(`placeOrder: ${placed.kind}`);
      };
    });
    return { calls, faults: () => faultsOf(ledger.pool, event) };
  });
}

/** The ledger's part of it. */
function storeArm({ ledger, people, watched }: Counter): Arm {
  const orders = new OrderStore({ ledger });
  return armOf('the ledger alone', watched, WIDTH, async () => {
    const event = await writeLedgerEvent(ledger.pool);
    const calls = Array.from({ length: ORDERS }, (_, at) => {
      const draft = draftOf(event, people[at % people.length]!, at);
      return async () => {
        const placed = await orders.place(draft);
        if (placed.kind !== 'PLACED') throw new Error(`place: ${placed.kind}`);
      };
    });
    return { calls, faults: () => faultsOf(ledger.pool, event) };
  });
}

/** B5a: what is usually called the ceiling. The table has all indexes of ours and no foreign key. */
async function insertArm({ ledger, databaseUrl, people, watched, onEnd }: Counter): Promise<Arm> {
  await ledger.pool.query('CREATE TABLE bench_order (LIKE orders INCLUDING ALL)');
  const clients = await Promise.all(
    Array.from({ length: PEER_CONNECTIONS }, async () => {
      const client = new pg.Client({ connectionString: databaseUrl });
      await client.connect();
      onEnd('peer', () => client.end());
      return client;
    }),
  );
  const text = `INSERT INTO bench_order (order_no, person_id, event_id, hold_epoch, hold_serial, email, name, phone, locale, currency,
                  idempotency_key, input_hash, pay_by, total_minor) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 9000)`;
  return armOf('one INSERT, one row, one commit', watched, PEER_CONNECTIONS, async () => {
    const event = await writeLedgerEvent(ledger.pool);
    const free = [...clients];
    const calls = Array.from({ length: ORDERS }, (_, at) => {
      const draft = draftOf(event, people[at % people.length]!, at);
      const values = [...columnsOf(draft), new Date(draft.payByMs)];
      return async () => {
        const client = free.pop()!;
        await client.query({ name: 'insert', text, values });
        free.push(client);
      };
    });
    const faults = async () => {
      const { rows } = await ledger.pool.query('SELECT count(*)::int AS count FROM bench_order WHERE event_id = $1', [event.eventId]);
      return rows[0].count === ORDERS ? [] : [`${rows[0].count} rows instead of ${ORDERS}`];
    };
    return { calls, faults };
  });
}

/** B5b: the same rows, and the same questions before them, as one writes them with Prisma. */
function prismaArm({ ledger, databaseUrl, people, watched, onEnd }: Counter): Arm {
  const adapter = new PrismaPg({ connectionString: databaseUrl, max: PEER_CONNECTIONS });
  const prisma = new PrismaClient({ adapter, transactionOptions: { maxWait: 30_000, timeout: 30_000 } });
  onEnd('Prisma', () => prisma.$disconnect());
  return armOf('Prisma, $transaction', watched, PEER_CONNECTIONS, async () => {
    const event = await writeLedgerEvent(ledger.pool);
    const calls = Array.from({ length: FEW_ORDERS }, (_, at) => {
      const { items, payByMs, sessionId, ...draft } = draftOf(event, people[at % people.length]!, at);
      const { orderNo, eventId, holdEpoch } = draft;
      return () =>
        prisma.$transaction(async (tx) => {
          await tx.event.findFirstOrThrow({ where: { id: eventId, inventoryEpoch: holdEpoch } });
          await tx.session.findFirstOrThrow({ where: { id: sessionId!, revokedAt: null } });
          const own = items.map((item) => ({ ...item, eventId }));
          await tx.order.create({ data: { ...draft, payBy: new Date(payByMs), totalMinor: 9000, items: { create: own } } });
          const moved = items.map(({ tierId, seatIndex }) => ({
            orderNo,
            eventId,
            tierId,
            seatIndex,
            quantity: 1,
            movement: 'RESERVED' as const,
          }));
          await tx.stockMovement.createMany({ data: moved });
          await tx.orderStep.create({ data: { orderNo, what: 'placed', by: draft.personId } });
        });
    });
    return { calls, faults: () => faultsOf(ledger.pool, event, FEW_ORDERS) };
  });
}

const BUYER = { email: 'ada@example.com', name: 'Ada Lovelace', locale: 'en' };

function draftOf(event: LedgerEvent, { personId, sessionId }: Counter['people'][number], at: number): OrderDraft {
  const { tierId, priceId } = event.seated;
  return {
    orderNo: newOrderNo(),
    personId,
    sessionId,
    eventId: event.eventId,
    holdEpoch: 1,
    holdSerial: at + 1,
    ...BUYER,
    phone: null,
    currency: 'EUR',
    idempotencyKey: newId(),
    inputHash: randomBytes(32).toString('hex'),
    payByMs: Date.now() + DAY_MS,
    items: [2 * at, 2 * at + 1].map((seatIndex) => ({ id: newId(), tierId, priceId, seatIndex, amountMinor: 4500 })),
  };
}

function columnsOf(draft: OrderDraft): unknown[] {
  const { orderNo, personId, eventId, holdEpoch, holdSerial, email, name, phone, locale, currency, idempotencyKey, inputHash } = draft;
  return [orderNo, personId, eventId, holdEpoch, holdSerial, email, name, phone, locale, currency, idempotencyKey, inputHash];
}

/** Every order with two items, two lines of the journal and one step, and not one more. */
async function faultsOf(pool: pg.Pool, { eventId }: LedgerEvent, orders = ORDERS): Promise<string[]> {
  const { rows } = await pool.query<Record<string, number>>(
    `SELECT (SELECT count(*)::int FROM orders WHERE event_id = $1) AS orders,
            (SELECT count(DISTINCT seat_index)::int FROM order_item WHERE event_id = $1 AND live) AS items,
            (SELECT count(*)::int FROM stock_movement WHERE event_id = $1 AND movement = 'RESERVED') AS journal,
            (SELECT count(*)::int FROM order_step JOIN orders USING (order_no) WHERE event_id = $1) AS steps`,
    [eventId],
  );
  const expected: Record<string, number> = { orders, items: 2 * orders, journal: 2 * orders, steps: orders };
  return Object.entries(expected)
    .filter(([what, count]) => rows[0]![what] !== count)
    .map(([what, count]) => `${rows[0]![what]} ${what} instead of ${count}`);
}

async function insertPeople(pool: pg.Pool): Promise<Counter['people']> {
  const people = Array.from({ length: PEOPLE }, () => ({ personId: newId(), sessionId: newId() }));
  await pool.query('INSERT INTO person (id) SELECT unnest($1::uuid[])', [people.map(({ personId }) => personId)]);
  await pool.query(
    `INSERT INTO session (id, person_id, token_hash, expires_at)
     SELECT id, person_id, sha256(id::text::bytea), now() + interval '1 day' FROM unnest($1::uuid[], $2::uuid[]) AS s (id, person_id)`,
    [people.map(({ sessionId }) => sessionId), people.map(({ personId }) => personId)],
  );
  return people;
}

function viewerOf(personId: Id, sessionId: Id): Viewer {
  return { personId, sessionId, role: 'GUEST', expiresAt: new Date(Date.now() + DAY_MS) };
}

/** An event as a process knows it while it sells: nothing of it is asked of the ledger. */
function readerOf({ eventId, seated, standing }: LedgerEvent): EventReader {
  const price = { position: 0, name: 'Standard', currency: 'EUR', from: null, until: null };
  const tier = { eventId, color: null };
  const event = {
    id: eventId,
    status: 'ON_SALE',
    currency: 'EUR',
    inventoryEpoch: 1,
    tiers: [
      {
        ...tier,
        id: seated.tierId,
        position: 0,
        name: 'Stalls',
        kind: 'SEATED',
        prices: [{ ...price, id: seated.priceId, amountMinor: 4500 }],
      },
      {
        ...tier,
        id: standing.tierId,
        position: 1,
        name: 'Standing',
        kind: 'GENERAL_ADMISSION',
        prices: [{ ...price, id: standing.priceId, amountMinor: 1500 }],
      },
    ],
  } as unknown as EventModel;
  const tierBySeat = new Uint8Array(2 * ORDERS);
  return { event: async () => event, tierBySeat: async () => tierBySeat } as unknown as EventReader;
}
