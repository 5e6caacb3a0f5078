import { beforeAll, expect, test } from 'vitest';
import { eventKeys } from '../../src/lua/keys.js';
import { slotOf } from '../../src/lua/seat.link.js';
import { startBoxOffice, type BoxOffice } from '../support/box-office.js';
import { useDisposer } from '../support/disposer.js';
import type { GraphQLClient } from '../support/graphql-client.js';
import { buy, placeOrder, press, startPayment } from '../support/purchase.js';
import { type Master, type PrivateCluster, privateCluster } from '../support/redis-cluster.js';
import { freshKey, HOLD, openSale, type TestSale } from '../support/sale.js';
import { waitFor } from '../support/wait-for.js';

const disposer = useDisposer({ scope: 'file' });
let cluster: PrivateCluster;
let office: BoxOffice;
/** One sale on each master, in the masters' order. */
let sales: TestSale[];

const QUEUES = '{aisle}';
const slotOfSale = ({ eventId }: TestSale) => slotOf(eventKeys(eventId).meta);

beforeAll(async () => {
  cluster = await privateCluster(disposer);
  office = await startBoxOffice(disposer, {
    REDIS_URL: cluster.redisUrl,
    QUEUE_PREFIX: QUEUES,
    LIMIT_HOLDS_PER_10S: '1000',
    JOB_LOCK_MS: '1000',
    JOB_BACKOFF_MS: '100',
    RECONCILE_MS: '500',
    RECONCILE_AFTER_SECONDS: '2',
  });
  const staff = await office.client().logIn('admin@example.com');
  const byMaster = new Map<Master, TestSale>();
  while (byMaster.size < cluster.masters.length) {
    const sale = await openSale(staff);
    byMaster.set(cluster.masterOf(eventKeys(sale.eventId as never).meta), sale);
  }
  sales = cluster.masters.map((master) => byMaster.get(master)!);
}, 90_000);

const WATCH_MAP = `subscription($eventId: ID!) { seatMap(eventId: $eventId) {
  __typename
  ... on SeatMapSnapshot { cursor { epoch version } }
  ... on SeatMapDelta { changes { seat state } }
} }`;

interface MapFrame {
  seatMap: { __typename: string; changes?: { seat: number; state: string }[] };
}

const turned = (seat: number, state: string) => (frame: MapFrame) =>
  frame.seatMap.changes?.some((change) => change.seat === seat && change.state === state) ?? false;

async function watch(sale: TestSale) {
  const watching = office.client().watch<MapFrame>(WATCH_MAP, { eventId: sale.eventId });
  await watching.until((frame) => frame.seatMap.__typename === 'SeatMapSnapshot', 'the snapshot');
  return watching;
}

async function tryHold(buyer: GraphQLClient, sale: TestSale, seat: number): Promise<string> {
  const reply = await buyer.send(HOLD, { input: { eventId: sale.eventId, seats: [seat], idempotencyKey: freshKey() } });
  return String(reply.errors?.[0]?.extensions.code ?? reply.data?.['holdTickets'].__typename);
}

test('events on all masters are held, ordered, paid and shown live at once', async () => {
  const buyer = await office.client().asGuest();
  const maps = await Promise.all(sales.map(watch));
  await Promise.all(sales.map((sale) => buy(buyer, sale, { seats: [4, 5], places: 1 })));
  for (const map of maps) {
    await map.until(turned(4, 'HELD'), 'seat 4 to be held');
    await map.until(turned(5, 'SOLD'), 'seat 5 to be sold');
  }
});

test('an event whose slot moves sells on from its new master, and its watchers see it', async () => {
  const [, sale] = sales as [TestSale, TestSale, TestSale];
  const buyer = await office.client().asGuest();
  const map = await watch(sale);
  await cluster.moveSlot({ slot: slotOfSale(sale), from: cluster.masters[1]!, to: cluster.masters[0]! });
  await buy(buyer, sale, { seats: [10] });
  await map.until(turned(10, 'SOLD'), 'seat 10 to be sold');
  await cluster.moveSlot({ slot: slotOfSale(sale), from: cluster.masters[0]!, to: cluster.masters[1]! });
  await buy(buyer, sale, { seats: [11] });
  await map.until(turned(11, 'SOLD'), 'seat 11 to be sold');
});

test('while a master is dead the others sell on; its event is loaded again from the ledger when it is back', async () => {
  const [first, second, lost] = sales as [TestSale, TestSale, TestSale];
  const buyer = await office.client().asGuest();
  const maps = await Promise.all([first, second].map(watch));
  const buyOnBoth = async (seat: number) => {
    const started = performance.now();
    for (const sale of [first, second]) await buy(await office.client().asGuest(), sale, { seats: [seat] });
    return Math.round(performance.now() - started);
  };
  const before = [await buyOnBoth(16), await buyOnBoth(17), await buyOnBoth(18)];
  await cluster.masters[2]!.kill();
  const after: number[] = [];
  for (const seat of [20, 21, 22]) {
    after.push(await buyOnBoth(seat));
    expect(await tryHold(buyer, lost, 20)).toBe('DEPENDENCY_UNAVAILABLE');
  }
  for (const map of maps) await map.until(turned(22, 'SOLD'), 'seat 22 to be sold');
  expect((await fetch(`${office.url}/readyz`)).status).toBe(200);
  console.log(`two purchases, one on each of two masters: ${before.join(', ')} ms; with the third one dead: ${after.join(', ')} ms`);
  await cluster.masters[2]!.restart();
  // What was sold there before is sold still; the rest is on sale again.
  await waitFor(async () => (await tryHold(buyer, lost, 20)) === 'Hold', { timeoutMs: 15_000, what: 'the lost event to be loaded again' });
  expect(await tryHold(await office.client().asGuest(), lost, 4)).toBe('SeatsUnavailable');
  const map = await watch(lost);
  await buy(await office.client().asGuest(), lost, { seats: [21] });
  // The channel of a master that has just come back may still be unheard: then the map looks by itself, every five seconds.
  await map.until(turned(21, 'SOLD'), 'seat 21 to be sold', 8000);
});

test('while the master of the queues is dead, events on the others are held, ordered and paid; the tickets follow when it is back', async () => {
  const queues = cluster.masterOf(QUEUES);
  const sale = sales.find((_, at) => cluster.masters[at] !== queues)!;
  const buyer = await office.client().asGuest();
  await queues.kill();
  const { order } = await placeOrder(buyer, sale, { seats: [30] });
  expect((await press(await startPayment(buyer, order.orderNo), 'approve')).status).toBeLessThan(400);
  const status = async () => (await buyer.ask('query($no: ID!) { order(orderNo: $no) { status } }', { no: order.orderNo })).order.status;
  expect(await status()).toBe('PENDING');
  await queues.restart();
  await waitFor(async () => (await status()) === 'FULFILLED', { timeoutMs: 30_000, what: 'the tickets' });
});
