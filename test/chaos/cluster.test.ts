import { Cluster } from 'ioredis';
import { beforeAll, describe, expect, it } from 'vitest';
import { newId, type Id } from '../../src/domain/id.js';
import { eventKeys } from '../../src/lua/keys.js';
import { slotOf } from '../../src/lua/seat.link.js';
import { clusterOptions, connectRedis } from '../../src/stores/redis.connector.js';
import { expectSound } from '../script/inventory.audit.js';
import { type Bench, HALL, holdRequest, openBench, operation, prepareHall, takeHold } from '../script/inventory.fixture.js';
import { useDisposer } from '../support/disposer.js';
import { type Master, type PrivateCluster, privateCluster, proxyMasters } from '../support/redis-cluster.js';
import { waitFor } from '../support/wait-for.js';

const wholeFile = useDisposer({ scope: 'file' });
const disposer = useDisposer();
let cluster: PrivateCluster;

beforeAll(async () => {
  cluster = await privateCluster(wholeFile);
}, 60_000);

const capacities = [50, 0, 0];
const bigHall = { seatCount: 50, capacities };
const seatWish = (eventId: Id, index: number) => ({ ...holdRequest(eventId, {}), seats: [{ index, tier: 0 }] });

/** An event id whose keys lie on this master. */
function eventOn(master: Master): Id {
  for (;;) {
    const eventId = newId();
    if (cluster.masterOf(eventKeys(eventId).meta) === master) return eventId;
  }
}

/** How often any script ran on a server. */
async function scriptCalls({ redis }: Master): Promise<number> {
  const stats = await redis.info('commandstats');
  return Array.from(stats.matchAll(/cmdstat_eval(?:sha)?:calls=(\d+)/g), (match) => Number(match[1])).reduce(
    (sum, calls) => sum + calls,
    0,
  );
}

function offsetOf(name: string, replication: string): number {
  return Number(new RegExp(`${name}(\\d+)`).exec(replication)?.[1] ?? Number.NaN);
}

async function isGivenUp({ redis }: Master, { id }: Master): Promise<boolean> {
  const nodes = String(await redis.cluster('NODES')).split('\n');
  return nodes.some((line) => line.startsWith(id) && /[ ,]fail[ ,]/.test(line));
}

describe('a slot that moves to another master', () => {
  it('in the middle of holds: every seat is held once, nothing is lost, and no answer is wrong', async () => {
    const bench = await openBench(disposer, { redisUrl: cluster.redisUrl });
    const [from, to] = cluster.masters as [Master, Master, Master];
    const eventId = await prepareHall(bench, { eventId: eventOn(from), ...bigHall });
    const requests = Array.from({ length: 50 }, (_, index) => seatWish(eventId, index));
    const rivals = Array.from({ length: 50 }, (_, index) => seatWish(eventId, index));
    const early = Promise.allSettled(requests.slice(0, 20).map((request) => bench.store.hold(request)));
    let during: PromiseSettledResult<unknown>[] = [];
    await cluster.moveSlot({
      slot: slotOf(eventKeys(eventId).meta),
      from,
      to,
      async between() {
        // Half of the keys are there: no call may run on such a half, and all of them are told to come again.
        const started = performance.now();
        during = await Promise.allSettled(requests.slice(20, 30).map((request) => bench.store.hold(request)));
        expect(performance.now() - started).toBeLessThan(4_000);
      },
    });
    for (const result of [...(await early), ...during]) {
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'DEPENDENCY_UNAVAILABLE' });
      else expect(result.value).toMatchObject({ kind: 'HELD' });
    }
    expect(during.map(({ status }) => status)).toEqual(Array(10).fill('rejected'));
    // The same operations again, and their rivals: each seat goes to one of the two, once.
    const outcomes = await Promise.all([...requests, ...rivals].map((request) => bench.store.hold(request)));
    expect(outcomes.filter(({ kind }) => kind === 'HELD')).toHaveLength(50);
    expect(outcomes.filter(({ kind }) => kind === 'UNAVAILABLE')).toHaveLength(50);
    expect((await bench.store.readMap(eventId))?.cursor.version).toBe(51);
    await expectSound(bench.redis, eventId, capacities);
    expect(await from.redis.keys(`{e:${eventId}}:*`)).toEqual([]);
    expect(await to.redis.exists(eventKeys(eventId).meta)).toBe(1);
  });
});

describe('a master that dies', () => {
  it('takes down its own events alone; it comes back empty, and its events are closed until they are loaded again', async () => {
    const bench = await openBench(disposer, { redisUrl: cluster.redisUrl });
    const [dead, ...alive] = cluster.masters as [Master, Master, Master];
    const lost = await prepareHall(bench, { eventId: eventOn(dead) });
    const others = [];
    for (const master of alive) others.push(await prepareHall(bench, { eventId: eventOn(master), ...bigHall }));
    const held = await takeHold(bench, lost, { seats: [1] });
    await dead.kill();
    const unavailable = { code: 'DEPENDENCY_UNAVAILABLE', retryAfterMs: 1_000 };
    // Until the others have given their fellow up for dead, and on.
    for (let seat = 0; seat < 50; seat += 1) {
      for (const eventId of others) expect(await bench.store.hold(seatWish(eventId, seat))).toMatchObject({ kind: 'HELD' });
      await expect(bench.store.hold(holdRequest(lost, { seats: [2] }))).rejects.toMatchObject(unavailable);
      if (seat === 20) await waitFor(() => isGivenUp(alive[0]!, dead), { what: 'the dead master to be given up' });
    }
    for (const eventId of others) await expectSound(bench.redis, eventId, capacities);
    await dead.restart();
    const answer = () => bench.store.hold(holdRequest(lost, { seats: [1] }));
    await waitFor(async () => (await answer()).kind === 'CLOSED', { timeoutMs: 10_000, what: 'its own event to answer' });
    expect(await answer()).toEqual({ kind: 'CLOSED', reason: 'RECOVERING', opensAtMs: null });
    expect(await bench.store.release({ address: held, buyer: held.buyer, operation: operation() })).toEqual({ kind: 'GONE' });
    await prepareHall(bench, { eventId: lost, epoch: 2 });
    expect(await answer()).toMatchObject({ kind: 'HELD', cursor: { epoch: 2 } });
    await expectSound(bench.redis, lost, HALL.capacities);
  });

  it('does not make who listens to its events run in circles, and is heard again when it is back', async () => {
    const [dead] = cluster.masters as [Master, Master, Master];
    const { feed } = eventKeys(eventOn(dead));
    const listener = connectRedis({ url: cluster.redisUrl, purpose: 'subscriber', onError() {} });
    disposer.add(() => listener.disconnect());
    const heard: string[] = [];
    listener.on('smessage', (_channel: string, text: string) => heard.push(text));
    await waitFor(() => listener.status === 'ready');
    await listener.ssubscribe(feed);
    let looks = 0;
    listener.on('refresh', () => (looks += 1));
    const startedAt = performance.now();
    await dead.kill();
    await waitFor(() => looks >= 4, { what: 'the listener to look for the dead master' });
    expect(performance.now() - startedAt).toBeGreaterThan(1_400);
    await dead.restart();
    await waitFor(async () => Number(await dead.redis.spublish(feed, 'again')) > 0 && heard.length > 0, {
      what: 'the listener to be back',
    });
  });

  it('does not keep a new process from starting, which sells what the others have', async () => {
    const [dead, alive] = cluster.masters as [Master, Master, Master];
    await dead.kill();
    const bench = await openBench(disposer, { redisUrl: cluster.redisUrl });
    const eventId = await prepareHall(bench, { eventId: eventOn(alive) });
    expect(await bench.store.hold(holdRequest(eventId, { seats: [1] }))).toMatchObject({ kind: 'HELD' });
    await dead.restart();
  });
});

describe('a master whose replica takes over', () => {
  it('is missed for a moment only: what it held is held, and a tail that the replica never got closes the event', async () => {
    const own = await privateCluster(disposer);
    const bench = await openBench(disposer, { redisUrl: own.redisUrl });
    const master = own.masters[0]!;
    const onMaster = () => {
      for (;;) {
        const eventId = newId();
        if (own.masterOf(eventKeys(eventId).meta) === master) return eventId;
      }
    };
    const [kept, cut] = [await prepareHall(bench, { eventId: onMaster() }), await prepareHall(bench, { eventId: onMaster() })];
    const replica = await master.addReplica();
    const hold = await takeHold(bench, kept, { seats: [1] });
    const sent = offsetOf('master_repl_offset:', await master.redis.info('replication'));
    await waitFor(async () => offsetOf('state=online,offset=', await master.redis.info('replication')) >= sent, {
      what: 'the replica to have it',
    });
    // The replica stands still, and its link is cut: the next hold is the tail that is lost.
    process.kill(replica, 'SIGSTOP');
    await master.redis.call('CLIENT', 'KILL', 'TYPE', 'replica');
    await takeHold(bench, cut, { seats: [1] });
    await master.kill();
    process.kill(replica, 'SIGCONT');
    const again = () => bench.store.hold(holdRequest(kept, { seats: [2] }));
    await waitFor(async () => (await again()).kind === 'HELD', { timeoutMs: 20_000, what: 'the replica to take over' });
    expect(await bench.store.readHold(hold)).not.toBeNull();
    await expectSound(bench.redis, kept, HALL.capacities);
    // To the replica seat 1 is free; this process knows better.
    expect(await bench.store.hold(holdRequest(cut, { seats: [1] }))).toEqual({ kind: 'CLOSED', reason: 'RECOVERING', opensAtMs: null });
    expect(bench.behind).toEqual([cut]);
  });
});

it('a server that forgot its scripts gets them again', async () => {
  const bench = await openBench(disposer, { redisUrl: cluster.redisUrl });
  for (const master of cluster.masters) {
    const eventId = await prepareHall(bench, { eventId: eventOn(master) });
    await bench.store.hold(holdRequest(eventId, { seats: [1] }));
    await master.redis.script('FLUSH');
    const outcomes = await Promise.all([2, 3, 4].map((seat) => bench.store.hold(holdRequest(eventId, { seats: [seat] }))));
    expect(outcomes.map(({ kind }) => kind)).toEqual(['HELD', 'HELD', 'HELD']);
  }
});

// The last of the file: from here on the cluster names proxies.
describe('a call whose reply is cut', () => {
  let bench: Bench;
  let proxyOf: (master: Master) => Awaited<ReturnType<typeof proxyMasters>>['proxies'][number];

  beforeAll(async () => {
    const { proxies, redisUrl } = await proxyMasters(wholeFile, cluster);
    proxyOf = (master) => proxies[cluster.masters.indexOf(master)]!;
    bench = await openBench(wholeFile, { redisUrl });
  });

  it('is made once more with its operation and not by the client behind our back, while other masters notice nothing', async () => {
    const [cut, whole] = cluster.masters as [Master, Master, Master];
    const eventId = await prepareHall(bench, { eventId: eventOn(cut) });
    const elsewhere = await prepareHall(bench, { eventId: eventOn(whole) });
    const before = await scriptCalls(cut);
    proxyOf(cut).cutNextReplies();
    const [outcome, other] = await Promise.all([
      bench.store.hold(holdRequest(eventId, { seats: [1, 2], places: 1 })),
      bench.store.hold(holdRequest(elsewhere, { seats: [1] })),
    ]);
    expect(proxyOf(cut).cuts).toBe(1);
    expect(outcome).toMatchObject({ kind: 'HELD', repeated: true, cursor: { version: 2 } });
    expect(other).toMatchObject({ kind: 'HELD', repeated: false });
    expect((await scriptCalls(cut)) - before).toBe(2);
    await expectSound(bench.redis, eventId, HALL.capacities);
  });

  it.each([
    ['is not sent again by the client, as it is set', {}, 1],
    ['would be sent again by the client, as it comes', { retryDelayOnFailover: 100 }, 2],
  ])('%s', async (_what, habit, runs) => {
    const [cut] = cluster.masters as [Master, Master, Master];
    const nodes = cluster.masters.map((master) => ({ host: '127.0.0.1', port: Number(new URL(proxyOf(master).url).port) }));
    const client = new Cluster(nodes, { ...clusterOptions('seats'), ...habit });
    disposer.add(() => client.disconnect());
    client.on('error', () => {}); // its connection is cut
    await waitFor(() => client.status === 'ready');
    const key = eventKeys(eventOn(cut)).meta;
    const count = () => client.eval("return redis.call('INCR', KEYS[1])", 1, key);
    proxyOf(cut).cutNextReplies();
    const [outcome] = await Promise.allSettled([count()]);
    expect(outcome.status).toBe(runs === 1 ? 'rejected' : 'fulfilled');
    expect(await cut.redis.get(key)).toBe(String(runs));
  });

  it('twice leaves the outcome unknown, and a later repeat gets it', async () => {
    const [cut] = cluster.masters as [Master, Master, Master];
    const eventId = await prepareHall(bench, { eventId: eventOn(cut) });
    const request = holdRequest(eventId, { seats: [1] });
    const before = await scriptCalls(cut);
    proxyOf(cut).cutNextReplies(2);
    await expect(bench.store.hold(request)).rejects.toMatchObject({ code: 'DEPENDENCY_UNAVAILABLE', retryAfterMs: 1_000 });
    expect((await scriptCalls(cut)) - before).toBe(2);
    proxyOf(cut).cutNextReplies(0);
    expect(await bench.store.hold(request)).toMatchObject({ kind: 'HELD', repeated: true });
  });

  it('on a link on which nothing comes any more goes to a new one, and the links to other masters stay', async () => {
    const [silent, whole] = cluster.masters as [Master, Master, Master];
    const eventId = await prepareHall(bench, { eventId: eventOn(silent) });
    const elsewhere = await prepareHall(bench, { eventId: eventOn(whole), ...bigHall });
    proxyOf(silent).silenceOpenLinks();
    let done = false;
    const outcome = bench.store.hold(holdRequest(eventId, { seats: [1] })).finally(() => (done = true));
    for (let seat = 0; seat < 50 && !done; seat += 1) {
      expect(await bench.store.hold(seatWish(elsewhere, seat))).toMatchObject({ kind: 'HELD', repeated: false });
    }
    expect(await outcome).toMatchObject({ kind: 'HELD', repeated: true, cursor: { version: 2 } });
  });
});
