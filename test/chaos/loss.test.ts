import { Redis } from 'ioredis';
import pg from 'pg';
import { beforeAll, expect, test } from 'vitest';
import { seatStateAt } from '../../src/domain/seat.js';
import { startBoxOffice, type BoxOffice } from '../support/box-office.js';
import { useDisposer } from '../support/disposer.js';
import type { GraphQLClient } from '../support/graphql-client.js';
import { buy, placeOrder, press, startPayment } from '../support/purchase.js';
import { freshKey, HOLD, openSale, PLACE_ORDER, type TestSale } from '../support/sale.js';
import { eventually, waitFor } from '../support/wait-for.js';

const disposer = useDisposer({ scope: 'file' });
let office: BoxOffice;
let twin: Awaited<ReturnType<BoxOffice['twins']>>;
let staff: GraphQLClient;
let ledger: pg.Pool;
let redis: Redis;

beforeAll(async () => {
  office = await startBoxOffice(disposer, {
    PAY_SECONDS: '60',
    JOB_LOCK_MS: '1000',
    JOB_BACKOFF_MS: '100',
    RECONCILE_MS: '500',
    RECONCILE_AFTER_SECONDS: '2',
    LIMIT_HOLDS_PER_10S: '1000',
  });
  twin = await office.twins();
  ledger = disposer.own(new pg.Pool({ connectionString: office.databaseUrl, max: 2 }));
  ledger.on('error', () => undefined); // a test cuts every connection
  redis = new Redis(office.redis.redisUrl);
  redis.on('error', () => undefined);
  disposer.add(() => redis.disconnect());
  staff = await office.client().logIn('admin@example.com');
}, 60_000);

const WATCH_MAP = `subscription($eventId: ID!) { seatMap(eventId: $eventId) {
  __typename
  ... on SeatMapSnapshot { cursor { epoch } states }
  ... on SeatMapDelta { to { epoch } changes { seat state } }
} }`;
/** Whether a frame, whole map or change, shows a seat in a state (0 free, 1 held, 2 sold). */
const shows = (seat: number, state: number) => (frame: any) => {
  const { states, changes } = frame.seatMap;
  if (states !== undefined) return seatStateAt(Buffer.from(states, 'base64'), seat) === state;
  return changes.some((change: any) => change.seat === seat && change.state === ['FREE', 'HELD', 'SOLD'][state]);
};
const STATUS = 'query($no: ID!) { order(orderNo: $no) { status } }';
const statusOf = async (client: GraphQLClient, no: string) => (await client.ask(STATUS, { no })).order.status as string;
const fulfilled = (client: GraphQLClient, no: string) =>
  waitFor(async () => (await statusOf(client, no)) === 'FULFILLED', { timeoutMs: 20_000, what: `order ${no} to be fulfilled` });

const holdOf = (client: GraphQLClient, sale: TestSale, seats: number[]) =>
  client.ask(HOLD, { input: { eventId: sale.eventId, seats, places: [], idempotencyKey: freshKey() } }).then((data) => data.holdTickets);

/** Asks for a seat until the sale is open again. @returns how long it was closed, and what was said meanwhile */
async function untilReopened(client: GraphQLClient, sale: TestSale, seat: number) {
  const from = performance.now();
  const said = new Set<string>();
  const granted = await waitFor(
    async () => {
      const reply = await client.send(HOLD, { input: { eventId: sale.eventId, seats: [seat], places: [], idempotencyKey: freshKey() } });
      const answer = reply.data?.['holdTickets'];
      if (answer?.__typename === 'Hold') return answer;
      said.add(answer?.reason ?? answer?.__typename ?? reply.errors![0]!.extensions.code);
      expect(answer?.retryAfterMs ?? reply.errors?.[0]?.extensions['retryAfterMs']).toBeGreaterThan(0);
      return null;
    },
    { timeoutMs: 15_000, everyMs: 50, what: 'the sale to be open again' },
  );
  return { ms: performance.now() - from, said: [...said], granted };
}

test('everything Redis knew is lost in the middle of a sale: it reopens with what the ledger knows', async () => {
  const sale = await openSale(staff, { maxPerBuyer: 4 });
  const buyer = await office.client().asGuest();
  const other = await office.client(twin.url).asGuest();
  const sold = await buy(buyer, sale, { seats: [0, 1], places: 1 });
  const { order: pending } = await placeOrder(other, sale, { seats: [2], places: 2 });
  const page = await startPayment(other, pending.orderNo);
  const idle = await holdOf(other, sale, [9]);
  const watch = office.client(twin.url).watch(WATCH_MAP, { eventId: sale.eventId });
  await watch.until((frame) => frame.seatMap.cursor?.epoch === 1, 'the map');
  await redis.flushall();
  // Paid while Redis knows nothing of it.
  await press(page, 'approve');
  const { ms, said, granted } = await untilReopened(await office.client(twin.url).asGuest(), sale, 9);
  expect(said.filter((word) => word !== 'RECOVERING')).toEqual([]);
  expect(ms).toBeLessThan(3000);
  expect(granted.fence).toMatch(/^2\./);
  await fulfilled(other, pending.orderNo);
  await watch.until((frame) => frame.seatMap.cursor?.epoch === 2, 'the new epoch');
  await watch.until(shows(2, 2), 'seat 2 to be sold');
  // A hold without an order is gone, and says so.
  const { placeOrder: late } = await other.ask(PLACE_ORDER, {
    input: { holdId: idle.id, email: 'a@example.com', name: 'A', prices: [], idempotencyKey: freshKey() },
  });
  expect(late.__typename).toBe('HoldGone');
  // Limits are counted again: 3 of 4.
  expect(await holdOf(buyer, sale, [5, 6])).toMatchObject({ __typename: 'HoldLimitReached', limit: 4, inUse: 3 });
  const counters = () => redis.hgetall(`{e:${sale.eventId}}:places`);
  const ledgers = { '0:f': '36', '0:h': '1', '0:s': '3', '0:b': '0', '1:f': '17', '1:h': '0', '1:s': '3', '1:b': '0' };
  await eventually(async () => expect(await counters()).toEqual(ledgers));
  expect(await statusOf(buyer, sold)).toBe('FULFILLED');
});

test('each key of an event that is lost closes the sale for a moment and no longer', async () => {
  const sale = await openSale(staff, { maxPerBuyer: 1 });
  for (const [at, key] of ['meta', 'map', 'owners', 'places', 'holds', 'deadlines', 'buyers', 'orders', 'deltas'].entries()) {
    const buyer = await office.client().asGuest();
    const { order } = await placeOrder(buyer, sale, { seats: [at] });
    await redis.del(`{e:${sale.eventId}}:${key}`);
    const someone = await office.client(twin.url).asGuest();
    const { said } = await untilReopened(someone, sale, 30 + (at % 9));
    expect(
      said.filter((word) => word !== 'RECOVERING'),
      key,
    ).toEqual([]);
    expect(await holdOf(buyer, sale, [20]), key).toMatchObject({ __typename: 'HoldLimitReached' });
    await press(await startPayment(buyer, order.orderNo), 'approve');
    await fulfilled(buyer, order.orderNo);
  }
}, 120_000);

test('Redis dies and comes back while both apis go on: nothing ends, and the map moves again', async () => {
  const sale = await openSale(staff);
  const buyer = await office.client().asGuest();
  const watch = office.client(twin.url).watch(WATCH_MAP, { eventId: sale.eventId });
  await watch.until((frame) => frame.seatMap.__typename === 'SeatMapSnapshot', 'the map');
  const { order } = await placeOrder(buyer, sale, { seats: [0] });
  const page = await startPayment(buyer, order.orderNo);
  await office.redis.kill();
  await press(page, 'approve');
  const refused = await buyer.send(HOLD, { input: { eventId: sale.eventId, seats: [1], places: [], idempotencyKey: freshKey() } });
  expect(refused.errors?.[0]?.extensions.code).toBe('DEPENDENCY_UNAVAILABLE');
  await office.redis.restart();
  const { ms } = await untilReopened(await office.client(twin.url).asGuest(), sale, 1);
  expect(ms).toBeLessThan(5000);
  await fulfilled(buyer, order.orderNo);
  await watch.until(shows(0, 2), 'seat 0 to be sold');
  await watch.until(shows(1, 1), 'seat 1 to be held');
  expect(watch.ended).toBe(false);
  const pids = [office.api.pid, office.worker.pid, twin.api.pid, twin.worker.pid];
  for (const pid of pids) expect(() => process.kill(pid, 0)).not.toThrow();
});

test('PostgreSQL cuts every connection and refuses new ones for a second, again and again: nobody hears INTERNAL', async () => {
  const sale = await openSale(staff, { rows: 10, seatsPerRow: 10, maxPerBuyer: 100 });
  const buyers = await Promise.all([office.url, twin.url].map((url) => office.client(url).asGuest()));
  const watch = buyers[0]!;
  const { order } = await placeOrder(buyers[0]!, sale, { seats: [99] });
  const watched = watch.watch('subscription($no: ID!) { orderUpdated(orderNo: $no) { status } }', { no: order.orderNo });
  await watched.until((frame) => frame.orderUpdated.status === 'PENDING');
  const page = await startPayment(buyers[0]!, order.orderNo);
  const admin = new pg.Client({ connectionString: office.databaseUrl.replace(/\/[^/?]+(\?|$)/, '/postgres$1') });
  await admin.connect();
  disposer.add(() => admin.end());
  const name = new URL(office.databaseUrl).pathname.slice(1);
  const codes = new Set<string>();
  let goesOn = true;
  const shop = buyers.map(async (buyer, who) => {
    for (let seat = who * 40; goesOn && seat < who * 40 + 40; seat += 1) {
      const hold = await buyer.send(HOLD, { input: { eventId: sale.eventId, seats: [seat], places: [], idempotencyKey: freshKey() } });
      for (const error of hold.errors ?? []) codes.add(error.extensions.code);
      const id = hold.data?.['holdTickets']?.id;
      if (id !== undefined) {
        const input = { holdId: id, email: 'a@example.com', name: 'A', prices: [], idempotencyKey: freshKey() };
        const placed = await buyer.send(PLACE_ORDER, { input });
        for (const error of placed.errors ?? []) codes.add(error.extensions.code);
      }
      const me = await buyer.send(
        '{ me { holds { id } orders(first: 3) { edges { node { orderNo } } } } events { edges { node { id } } } }',
      );
      for (const error of me.errors ?? []) codes.add(error.extensions.code);
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
  });
  for (let round = 0; round < 3; round += 1) {
    await admin.query(`ALTER DATABASE "${name}" ALLOW_CONNECTIONS false`);
    await admin.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [name]);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    await admin.query(`ALTER DATABASE "${name}" ALLOW_CONNECTIONS true`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  goesOn = false;
  await Promise.all(shop);
  expect([...codes].filter((code) => code !== 'DEPENDENCY_UNAVAILABLE')).toEqual([]);
  await press(page, 'approve');
  await waitFor(() => watched.frames.some((frame) => frame.orderUpdated.status === 'FULFILLED'), {
    timeoutMs: 20_000,
    what: `the order to be seen fulfilled; errors ${JSON.stringify(watched.errors)}`,
  });
});

test('Redis stands still for four seconds: every request is answered in time, and what was asked twice is done once', async () => {
  const sale = await openSale(staff, { rows: 10, seatsPerRow: 10, maxPerBuyer: 100 });
  const buyer = await office.client().asGuest();
  const { order } = await placeOrder(buyer, sale, { seats: [99] });
  const page = await startPayment(buyer, order.orderNo);
  const codes = new Set<string>();
  let longest = 0;
  const timed = async (client: GraphQLClient, document: string, input: object) => {
    const from = performance.now();
    const reply = await client.send(document, { input });
    longest = Math.max(longest, performance.now() - from);
    for (const error of reply.errors ?? []) codes.add(error.extensions.code);
    return reply.data;
  };
  // Repeats with the same key until there is an answer, as a client is told to.
  const insist = (client: GraphQLClient, document: string, input: object, field: string) =>
    waitFor(async () => (await timed(client, document, input))?.[field], { timeoutMs: 15_000, everyMs: 100 });
  const shop = async (client: GraphQLClient, seat: number) => {
    const wish = { eventId: sale.eventId, seats: [seat], places: [], idempotencyKey: freshKey() };
    const hold = await insist(client, HOLD, wish, 'holdTickets');
    const input = { holdId: hold.id, email: 'a@example.com', name: 'A', prices: [], idempotencyKey: freshKey() };
    return (await insist(client, PLACE_ORDER, input, 'placeOrder')).orderNo as string;
  };
  const clients = await Promise.all([office.url, twin.url].map((url) => office.client(url).asGuest()));
  const before = Promise.all(clients.map((client, at) => shop(client, at)));
  await redis.client('PAUSE', 4000, 'ALL');
  await press(page, 'approve');
  const during = Promise.all(clients.map((client, at) => shop(client, 10 + at)));
  const numbers = [...(await before), ...(await during)];
  expect(new Set(numbers).size).toBe(4);
  expect([...codes].filter((code) => code !== 'DEPENDENCY_UNAVAILABLE')).toEqual([]);
  expect(longest).toBeLessThan(5500);
  await fulfilled(buyer, order.orderNo);
  const { rows } = await ledger.query('SELECT count(*)::int AS orders FROM orders WHERE event_id = $1', [sale.eventId]);
  expect(rows).toEqual([{ orders: 5 }]);
  const counters = () => redis.hmget(`{e:${sale.eventId}}:places`, '0:f', '0:h', '0:s');
  await eventually(async () => expect(await counters()).toEqual(['95', '4', '1']));
});
