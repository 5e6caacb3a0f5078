import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { findRedis } from '../../scripts/start/redis-binary.mjs';
import { startRedisCluster, startReplica } from '../../scripts/start/redis-cluster.mjs';
import { startWatchdog } from '../../scripts/start/watchdog.mjs';
import { slotOf } from '../../src/lua/seat.link.js';
import type { Disposer } from './disposer.js';
import { FaultProxy } from './fault-proxy.js';
import { waitFor } from './wait-for.js';

/** One master of a cluster. */
export interface Master {
  /** A client of this server alone. */
  redis: Redis;
  id: string;
  port: number;
  /** Ends it with SIGKILL; what it had is lost. */
  kill(): Promise<void>;
  /** Starts it again, empty, with the slots it had; resolves when the others see it. */
  restart(): Promise<void>;
  /** Starts a replica that follows it. @returns its process id */
  addReplica(): Promise<number>;
}

/** A Redis Cluster that only this test uses. */
export interface PrivateCluster {
  /** Names every node. */
  redisUrl: string;
  masters: Master[];
  /** The master that has the slot of a key, as the cluster was formed. */
  masterOf(key: string): Master;
  /** Moves a slot with all its keys to another master, in the steps of a resharding; `between` runs while it is half moved. */
  moveSlot(move: { slot: number; from: Master; to: Master; between?: () => Promise<void> }): Promise<void>;
}

/** Starts a cluster of three masters, without replicas; about 2 s. It is stopped with the disposer. */
export async function privateCluster(disposer: Disposer): Promise<PrivateCluster> {
  const folder = mkdtempSync(join(tmpdir(), 'aisle-cluster-'));
  const watchdog = startWatchdog();
  watchdog.watchFolder(folder);
  const cluster = await startRedisCluster({ way: findRedis(), folder, watchdog });
  const nodes = [...cluster.nodes];
  const replicas: typeof nodes = [];
  disposer.add(async () => {
    await Promise.all([...nodes, ...replicas].map((node) => node.stop()));
    rmSync(folder, { recursive: true, force: true });
    watchdog.close();
  });
  const masters = nodes.map(({ id, port }, at): Master => {
    const redis = clientOf(disposer, port);
    const kill = async () => {
      process.kill(nodes[at]!.pid, 'SIGKILL');
      await nodes[at]!.exited;
    };
    const restart = async () => {
      nodes[at] = await nodes[at]!.restart();
      await waitFor(async () => (await Promise.all(masters.map(isWhole))).every(Boolean), {
        timeoutMs: 20_000,
        what: 'the cluster to be whole',
      });
    };
    const addReplica = async () => {
      const replica = await startReplica({ way: findRedis(), folder, watchdog }, nodes[at]!);
      replicas.push(replica);
      return replica.pid;
    };
    return { redis, id, port, kill, restart, addReplica };
  });
  const masterOf = (key: string) => masters[masters.findIndex((_, at) => slotOf(key) < Math.floor(((at + 1) * 16_384) / masters.length))]!;
  const moveSlot: PrivateCluster['moveSlot'] = async ({ slot, from, to, between }) => {
    await to.redis.cluster('SETSLOT', slot, 'IMPORTING', from.id);
    await from.redis.cluster('SETSLOT', slot, 'MIGRATING', to.id);
    const keys = (await from.redis.cluster('GETKEYSINSLOT', slot, 1000)) as string[];
    const half = Math.ceil(keys.length / 2);
    await migrate(from, to, keys.slice(0, half));
    await between?.();
    await migrate(from, to, keys.slice(half));
    // Keys that calls made meanwhile.
    await migrate(from, to, (await from.redis.cluster('GETKEYSINSLOT', slot, 1000)) as string[]);
    for (const master of [to, from, ...masters]) await master.redis.cluster('SETSLOT', slot, 'NODE', to.id);
  };
  return { redisUrl: cluster.url, masters, masterOf, moveSlot };
}

function clientOf(disposer: Disposer, port: number): Redis {
  const redis = new Redis({ host: '127.0.0.1', port, maxRetriesPerRequest: 0, retryStrategy: () => 50 });
  redis.on('error', () => {}); // expected while it is dead
  disposer.add(() => redis.disconnect());
  return redis;
}

async function migrate(from: Master, to: Master, keys: string[]): Promise<void> {
  for (const key of keys) await from.redis.migrate('127.0.0.1', to.port, key, 0, 5_000);
}

async function isWhole({ redis }: Master): Promise<boolean> {
  const info = String(await redis.cluster('INFO'));
  return ['cluster_state:ok', 'cluster_slots_ok:16384', 'cluster_slots_pfail:0'].every((line) => info.includes(line));
}

/** Puts a proxy before each master; from then on the cluster tells clients the proxies' addresses. @returns one address a proxy */
export async function proxyMasters(disposer: Disposer, { masters }: PrivateCluster): Promise<{ proxies: FaultProxy[]; redisUrl: string }> {
  const proxies: FaultProxy[] = [];
  for (const { redis, port } of masters) {
    const proxy = disposer.own(await FaultProxy.before(`redis://127.0.0.1:${port}`));
    await redis.config('SET', 'cluster-announce-port', new URL(proxy.url).port);
    proxies.push(proxy);
  }
  const urls = proxies.map(({ url }) => url);
  const told = async ({ redis }: Master) => JSON.stringify(await redis.cluster('SLOTS'));
  const all = async () =>
    (await Promise.all(masters.map(told))).every((slots) => urls.every((url) => slots.includes(`,${new URL(url).port},`)));
  await waitFor(all, { timeoutMs: 10_000, what: 'all masters to name the proxies' });
  return { proxies, redisUrl: urls.join(',') };
}
