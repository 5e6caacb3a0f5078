import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { Redis } from 'ioredis';
import type { Disposer } from '../support/disposer.js';
import { privateRedis, type PrivateRedis } from '../support/services.js';
import { waitFor } from '../support/wait-for.js';

/** A Redis with a replica, under one address that is always that of the master. */
export interface FailoverRedis {
  redisUrl: string;
  /** Waits until the replica has everything; from then on it hears nothing any more. */
  fallBehind(): Promise<void>;
  /** The master ends as by a power cut. The replica, as far as it has come, takes its place. */
  failOver(): Promise<void>;
  /** The former master comes back as a replica and forgets what only it knew. */
  comeBack(): Promise<void>;
}

export async function failoverRedis(disposer: Disposer): Promise<FailoverRedis> {
  const servers = [await privateRedis({ durable: true }), await privateRedis({ durable: true })];
  for (const server of servers) disposer.add(() => server.stop());
  let [master, replica] = servers as [PrivateRedis, PrivateRedis];
  const address = await movingAddress(disposer, () => master.port);
  const follow = async () => {
    // Else it waits five seconds for other replicas.
    await say(master, 'CONFIG', 'SET', 'repl-diskless-sync-delay', '0');
    await say(replica, 'REPLICAOF', '127.0.0.1', String(master.port));
    await waitFor(async () => (await say(replica, 'INFO', 'replication')).includes('master_link_status:up'), {
      timeoutMs: 20_000,
      what: 'the replica to follow',
    });
  };
  await follow();
  return {
    redisUrl: address.url,
    async fallBehind() {
      const offset = async (server: PrivateRedis) =>
        /(?:slave_repl|master_repl)_offset:(\d+)/.exec(await say(server, 'INFO', 'replication'))?.[1];
      await waitFor(async () => (await offset(master)) === (await offset(replica)), { what: 'the replica to have everything' });
      await say(replica, 'REPLICAOF', 'NO', 'ONE');
    },
    async failOver() {
      await master.kill();
      [master, replica] = [replica, master];
      address.cut();
    },
    async comeBack() {
      await replica.restart();
      await follow();
    },
  };
}

async function say({ redisUrl }: PrivateRedis, command: string, ...args: string[]): Promise<string> {
  const redis = new Redis(redisUrl);
  try {
    return String(await redis.call(command, ...args));
  } finally {
    redis.disconnect();
  }
}

/** A loopback address whose connections go to the port that is the right one when they are made. */
async function movingAddress(disposer: Disposer, portNow: () => number): Promise<{ url: string; cut(): void }> {
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(portNow(), '127.0.0.1');
    const end = () => {
      client.destroy();
      upstream.destroy();
      sockets.delete(client);
    };
    sockets.add(client);
    for (const socket of [client, upstream]) socket.setNoDelay(true).on('error', end).on('close', end);
    client.pipe(upstream);
    upstream.pipe(client);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = () => sockets.forEach((socket) => socket.destroy());
  disposer.add(async () => {
    cut();
    await new Promise((resolve) => server.close(resolve));
  });
  return { url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`, cut };
}
