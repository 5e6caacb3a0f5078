import type { Redis } from 'ioredis';
import { beforeEach, expect, test } from 'vitest';
import { seatStateAt } from '../../src/domain/seat.js';
import { FeedHub } from '../../src/feed/feed.hub.js';
import type { FeedSource, MapFrame } from '../../src/feed/feed.port.js';
import { OrderFeed } from '../../src/feed/order.feed.js';
import { RedisNoticeBoard } from '../../src/feed/redis.board.js';
import { connectRedis } from '../../src/stores/redis.connector.js';
import { holdRequest, openBench, prepareHall, serverOf, takeHold, type Bench } from '../script/inventory.fixture.js';
import { useDisposer } from '../support/disposer.js';
import { onCluster, privateRedis, useServices } from '../support/services.js';
import { eventually, waitFor } from '../support/wait-for.js';
import { altered } from './till.fixture.js';

const disposer = useDisposer();
/** Without a notice a map is looked at every five seconds. */
const AT_ONCE_MS = 4000;
let bench: Bench;
beforeEach(async () => {
  bench = await openBench(disposer);
});

/** A process' feeds over a subscriber connection of their own. */
function openFeeds(source: FeedSource = bench.store, redisUrl = useServices().redisUrl) {
  const errors: unknown[] = [];
  const onError = (error: unknown) => void errors.push(error);
  const subscriber = connectRedis({ url: redisUrl, purpose: 'subscriber', onError });
  disposer.add(() => subscriber.disconnect());
  const board = new RedisNoticeBoard({ redis: subscriber });
  const hub = new FeedHub({ source, board, windowMs: 10, onError });
  disposer.add(() => hub.close());
  const orders = new OrderFeed({ redis: bench.redis, board, onError });
  return { subscriber, hub, orders, errors };
}

/** Folds what a watcher gets. */
function fold(frames: AsyncIterableIterator<MapFrame>) {
  const seen = { held: new Set<number>(), frames: 0, ended: false };
  void (async () => {
    for await (const frame of frames) {
      seen.frames += 1;
      const words = frame.kind === 'SeatMapDelta' ? frame.words : [];
      if (frame.kind === 'SeatMapSnapshot') {
        seen.held.clear();
        for (let seat = 0; seat < frame.seatCount; seat += 1) if (seatStateAt(frame.map, seat) === 1) seen.held.add(seat);
      }
      for (const word of words) {
        if ((word & 3) === 1) seen.held.add(word >>> 2);
        else seen.held.delete(word >>> 2);
      }
    }
    seen.ended = true;
  })();
  return seen;
}

/** A promise and what settles it. */
function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { open, opened };
}

test('a change made while the map is being read for the first watcher is shown at once', async () => {
  const eventId = await prepareHall(bench);
  const { open, opened } = gate();
  const { opened: read, open: hasRead } = gate();
  const source = altered<FeedSource>(bench.store, {
    readMap: async (id) => {
      const map = await bench.store.readMap(id);
      hasRead();
      await opened;
      return map;
    },
  });
  const { hub } = openFeeds(source);
  const watching = hub.watch(eventId, null);
  await read;
  await takeHold(bench, eventId, { seats: [4] });
  setTimeout(open, 50); // the notice of it arrives before the old map does
  const seen = fold(await watching);
  await waitFor(() => seen.held.has(4), { timeoutMs: AT_ONCE_MS, what: 'seat 4 to be shown as held' });
});

/** Ids of the connections to a server that listen to the channel of an event. */
async function shardListeners(server: Redis): Promise<string[]> {
  const lines = String(await server.client('LIST')).split('\n');
  return lines.flatMap((line) => (/ ssub=[1-9]/.test(line) ? [/^id=(\d+)/.exec(line)![1]!] : []));
}

test('after the connection for notices was cut, what was missed is shown as soon as it is back', async () => {
  // Where it can be had, a server of its own: a listener of another test that comes meanwhile would be taken for one of this.
  const own = onCluster() ? null : await privateRedis();
  if (own !== null) disposer.add(() => own.stop());
  const redisUrl = own?.redisUrl ?? useServices().redisUrl;
  const house = await openBench(disposer, { redisUrl });
  const eventId = await prepareHall(house);
  const server = serverOf(house.redis, eventId);
  const others = await shardListeners(server);
  const { hub } = openFeeds(house.store, redisUrl);
  const seen = fold(await hub.watch(eventId, null));
  await waitFor(() => seen.frames === 1);
  const links = (await shardListeners(server)).filter((id) => !others.includes(id));
  expect(links).not.toEqual([]);
  for (const id of links) await server.client('KILL', 'ID', id);
  await takeHold(house, eventId, { seats: [5] });
  await waitFor(() => seen.held.has(5), { timeoutMs: AT_ONCE_MS, what: 'seat 5 to be shown as held' });
  await takeHold(house, eventId, { seats: [6] });
  await waitFor(() => seen.held.has(6), { timeoutMs: AT_ONCE_MS, what: 'seat 6 to be shown as held' });
});

test('a thousand watchers that came and went leave nothing behind', async () => {
  const eventId = await prepareHall(bench);
  const { hub, subscriber } = openFeeds();
  const stays = fold(await hub.watch(eventId, null));
  const before = process.getActiveResourcesInfo().length;
  for (let round = 0; round < 1000; round += 1) {
    const frames = await hub.watch(eventId, round % 3 === 0 ? { epoch: 1, version: 1 } : null);
    await frames.next();
    if (round % 2 === 0) void frames.next();
    await frames.return!();
  }
  // Timers of commands under way come and go.
  await eventually(() => expect(process.getActiveResourcesInfo().length).toBeLessThanOrEqual(before + 2));
  expect(subscriber.listenerCount('smessage')).toBe(1);
  await takeHold(bench, eventId, { seats: [7] });
  await waitFor(() => stays.held.has(7));
});

test('a ledger that is away for a moment does not end the watching of an order', async () => {
  const { orders, errors } = openFeeds();
  let away = false;
  let revision = 1;
  const watch = await orders.watch('ORDER0000001', async () => {
    if (away) throw new Error('the ledger is away');
    return { revision };
  });
  expect(await watch.next()).toEqual({ done: false, value: { revision: 1 } });
  away = true;
  const next = watch.next();
  const settled = next.then(
    () => 'value',
    () => 'error',
  );
  orders.orderChanged('ORDER0000001');
  await waitFor(() => errors.length > 0, { what: 'the failed look to be reported' });
  away = false;
  revision = 2;
  orders.orderChanged('ORDER0000001');
  expect(await settled).toBe('value');
  expect((await next).value).toEqual({ revision: 2 });
  await watch.return!();
});

test('whoever wants to watch while Redis is away is told so, and is served once it is back', async () => {
  const server = await privateRedis({ durable: true });
  disposer.add(() => server.stop());
  const own = await openBench(disposer, { redisUrl: server.redisUrl });
  const eventId = await prepareHall(own);
  const { hub, orders } = openFeeds(own.store, server.redisUrl);
  const look = async () => ({ revision: 1 });
  await server.kill();
  const from = performance.now();
  const answers = await Promise.allSettled([hub.watch(eventId, null), hub.watch(eventId, null), orders.watch('ORDER0000001', look)]);
  expect(answers.map((answer) => answer.status === 'rejected' && answer.reason.code)).toEqual(Array(3).fill('DEPENDENCY_UNAVAILABLE'));
  expect(performance.now() - from).toBeLessThan(10_000);
  await server.restart();
  const frames = await waitFor(() => hub.watch(eventId, null));
  expect((await frames.next()).value.kind).toBe('SeatMapSnapshot');
  const watch = await orders.watch('ORDER0000001', look);
  expect((await watch.next()).value).toEqual({ revision: 1 });
  const seen = fold(frames);
  await waitFor(() => own.store.hold(holdRequest(eventId, { seats: [3] })));
  await waitFor(() => seen.held.has(3), { timeoutMs: AT_ONCE_MS, what: 'seat 3 to be shown as held' });
});
