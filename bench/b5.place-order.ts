import type pg from 'pg';
import type { EventModel } from '../src/domain/event.js';
import { encodeHoldId } from '../src/domain/hold.js';
import { type Id, newId } from '../src/domain/id.js';
import type { Viewer } from '../src/domain/viewer.js';
import { OrderService } from '../src/services/order.service.js';
import type { EventReader } from '../src/stores/event.port.js';
import { Ledger } from '../src/stores/ledger.js';
import { OrderStore } from '../src/stores/order.store.js';
import { type LedgerEvent, writeLedgerEvent } from '../test/support/ledger-rows.js';
import { inFlight, openEngine, prepareSale, wishFor } from './harness/engine.js';
import { pin } from './harness/machine.js';
import { type Arm, runPairs } from './harness/pairs.js';
import { OTHER_CORE, SERVER_CORE } from './harness/stage.js';
import { armOf, BUYER, type Counter, draftOf, faultsOf, ORDERS } from './order.rounds.js';
import type { OrdersBench } from './orders.suite.js';
import { insertArm, prismaArm } from './peers/order.peers.js';

/** Callers at once; people who order; connections of our pool. */
const WIDTH = 256;
const PEOPLE = 500;
const POOL = 10;
const DAY_MS = 86_400_000;

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
  report.paired('B5b', await runPairs(service, prismaArm(counter), paired), 8);
  if (options.pinned) pin(process.pid, OTHER_CORE);
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
