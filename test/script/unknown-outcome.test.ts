import { beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../src/domain/id.js';
import { useDisposer } from '../support/disposer.js';
import { FaultProxy } from '../support/fault-proxy.js';
import { needsOneServer, privateRedis, useServices } from '../support/services.js';
import { waitFor } from '../support/wait-for.js';
import { expectSound } from './inventory.audit.js';
import { type Bench, granted, HALL, holdRequest, openBench, operation, prepareHall } from './inventory.fixture.js';

needsOneServer('its fault proxy stands before one server; test/chaos/cluster.test.ts puts one before each master');

const disposer = useDisposer();
let proxy: FaultProxy;
/** Goes through the proxy. */
let bench: Bench;
/** Sees the same Redis undisturbed. */
let witness: Bench;

beforeEach(async () => {
  proxy = disposer.own(await FaultProxy.before(useServices().redisUrl));
  bench = await openBench(disposer, { redisUrl: proxy.url });
  witness = await openBench(disposer);
});

describe('a call whose reply is cut', () => {
  it('is made once and answered, by its operation', async () => {
    const eventId = await prepareHall(bench);
    proxy.cutNextReplies();
    const outcome = await bench.store.hold(holdRequest(eventId, { seats: [1, 2], places: 1 }));
    expect(proxy.cuts).toBe(1);
    expect(outcome).toMatchObject({ kind: 'HELD', repeated: true, cursor: { version: 2 } });
    expect((await witness.store.readMap(eventId))?.cursor.version).toBe(2);
    await expectSound(witness.redis, eventId, HALL.capacities);
  });

  it('extends once', async () => {
    const eventId = await prepareHall(bench);
    const hold = await granted(bench.store.hold(holdRequest(eventId, { seats: [1] })));
    proxy.cutNextReplies();
    const extension = { address: hold, buyer: hold.buyer, operation: operation(), extensionMs: 5_000, maxExtensions: 5 };
    expect(await bench.store.extend(extension)).toMatchObject({
      kind: 'HELD',
      repeated: true,
      hold: { deadlineMs: hold.deadlineMs + 5_000 },
    });
  });

  it('twice leaves the outcome unknown, says so with a time to come back, and a later repeat gets it', async () => {
    const eventId = await prepareHall(bench);
    const request = holdRequest(eventId, { seats: [1] });
    proxy.cutNextReplies(2);
    await expect(bench.store.hold(request)).rejects.toMatchObject({ code: 'DEPENDENCY_UNAVAILABLE', retryAfterMs: 1_000 });
    proxy.cutNextReplies(0);
    await waitFor(() => bench.redis.status === 'ready');
    expect(await bench.store.hold(request)).toMatchObject({ kind: 'HELD', repeated: true });
    await expectSound(witness.redis, eventId, HALL.capacities);
  });
});

describe('a call on a dead link', () => {
  it('moves to a new connection when nothing comes back', async () => {
    const eventId = await prepareHall(bench);
    proxy.silenceOpenLinks();
    // Otherwise it would be given up, and the link noticed as dead by nobody for minutes.
    expect(await bench.store.hold(holdRequest(eventId, { seats: [1] }))).toMatchObject({ kind: 'HELD', repeated: true });
    expect((await witness.store.readMap(eventId))?.cursor.version).toBe(2);
  });

  it('is given up within its deadline when Redis stays away', async () => {
    const eventId = await prepareHall(bench);
    proxy.refuse(true);
    const started = performance.now();
    await expect(bench.store.readMap(eventId)).rejects.toMatchObject({ code: 'DEPENDENCY_UNAVAILABLE' });
    expect(performance.now() - started).toBeLessThan(10_000);
    proxy.refuse(false);
    await waitFor(() => bench.redis.status === 'ready');
    expect(await bench.store.readMap(eventId)).not.toBeNull();
  });
});

it('50 holds at once through cut replies take every seat once', async () => {
  const eventId = await prepareHall(bench, { seatCount: 50, capacities: [50, 0, 0] });
  const requests = Array.from({ length: 50 }, (_, index) => ({ ...holdRequest(eventId, {}), seats: [{ index, tier: 0 }] }));
  proxy.cutNextReplies();
  const settled = await Promise.allSettled(requests.map((request) => bench.store.hold(request)));
  const unknown = requests.filter((_, at) => settled[at]!.status === 'rejected');
  await waitFor(() => bench.redis.status === 'ready');
  for (const request of unknown) expect(await bench.store.hold(request)).toMatchObject({ kind: 'HELD' });
  expect((await witness.store.readMap(eventId))?.cursor.version).toBe(51);
  await expectSound(witness.redis, eventId, [50, 0, 0]);
});

it('a server that forgot its scripts gets them again', async () => {
  // Its own: those of other tests shall keep theirs.
  const server = await privateRedis();
  disposer.add(() => server.stop());
  const own = await openBench(disposer, { redisUrl: server.redisUrl });
  const eventId = await prepareHall(own);
  await own.store.hold(holdRequest(eventId, { seats: [1] }));
  await own.redis.script('FLUSH');
  const outcomes = await Promise.all([2, 3, 4].map((seat) => own.store.hold(holdRequest(eventId, { seats: [seat], buyer: newId() }))));
  expect(outcomes.map(({ kind }) => kind)).toEqual(['HELD', 'HELD', 'HELD']);
});
