import { type Cluster, type ClusterOptions, Redis, type RedisOptions } from 'ioredis';
import { gatherAllWrites, mastersOf, type RedisClient } from '../lua/seat.link.js';
import { seatRedisOptions } from '../lua/seat-redis.options.js';
import { CalmCluster } from './calm.cluster.js';

/**
 * What a client is for.
 *
 * - `seats`: scripts, and nothing else. A cut rejects at once; what is repeated, SeatScripts repeats.
 * - `general`: limits and notices. Answers or fails within a second.
 * - `producer`: the relay and staff's look at the queues. Answers or fails within seconds, for a database transaction is open meanwhile. A
 *   command that was sent twice after a reconnect is harmless here: jobs carry their own ids.
 * - `workers`: BullMQ needs commands that wait for as long as it takes; each worker duplicates the client once for its blocking wait.
 * - `subscriber`: notices. Subscribes again by itself.
 */
export type RedisPurpose = 'seats' | 'general' | 'producer' | 'workers' | 'subscriber';

export interface RedisConnection {
  /** One address, or those of some nodes of a cluster, comma separated; the client finds the others. */
  url: string;
  purpose: RedisPurpose;
  /** An `error` without a listener would end the process; loss of a connection is reported here and mended by itself. */
  onError(error: Error): void;
  /** Connects when it is first needed; default at once. */
  lazy?: boolean;
}

const GENERAL_MS = 1_000;
const PRODUCER_MS = 5_000;
const MAX_RECONNECT_MS = 2_000;
const queueRetry = (attempt: number) => Math.min(50 * 2 ** Math.min(attempt, 10), MAX_RECONNECT_MS);

/** Autopipelining is off for the queues: their scripts must not wait for each other. */
const OPTIONS: Record<RedisPurpose, Omit<RedisOptions, 'replyMapping'>> = {
  seats: seatRedisOptions,
  general: { maxRetriesPerRequest: 0, enableOfflineQueue: false, commandTimeout: GENERAL_MS },
  producer: {
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    enableAutoPipelining: false,
    commandTimeout: PRODUCER_MS,
    retryStrategy: queueRetry,
  },
  workers: { maxRetriesPerRequest: null, enableAutoPipelining: false, retryStrategy: queueRetry },
  subscriber: { maxRetriesPerRequest: null },
};

/**
 * Makes the client for a purpose; the only place in which one is made. Closed by its caller, by `disconnect()`.
 * @throws when the address is none, or one of a cluster names a database: a cluster has only number 0
 */
export function connectRedis({ url, purpose, onError, lazy = false }: RedisConnection): RedisClient {
  const addresses = addressesOf(url);
  const client =
    addresses.length > 1 ? connectCluster(addresses, purpose, lazy) : new Redis(url.trim(), { ...OPTIONS[purpose], lazyConnect: lazy });
  // Limits are asked for with every request. Seat scripts see to it themselves, in a cluster too; queues must not wait for each other.
  if (purpose === 'general' && client instanceof Redis) gatherAllWrites(client);
  client.on('error', onError);
  client.on('node error', onError);
  return client;
}

function connectCluster(addresses: string[], purpose: RedisPurpose, lazy: boolean): Cluster {
  const nodes = addresses.map(parse);
  const startup = nodes.map((node) => ({ host: node.hostname.replace(/^\[|\]$/g, ''), port: Number(node.port || 6379) }));
  const cluster = new CalmCluster(startup, {
    ...clusterOptions(purpose),
    // Certificates are made out to names: over TLS these are left as they are, and not looked up beforehand.
    ...(nodes[0]!.protocol === 'rediss:' ? { dnsLookup: (name, found) => found(null, name) } : {}),
    redisOptions: nodeOptions(purpose, nodes[0]!),
    lazyConnect: lazy,
  });
  cluster.on('ready', () => cluster.nodes().forEach(openLink));
  // Not before: the client's own first look at the cluster refuses a node that is just being connected to. And a command that found the
  // node is under way already, and must find it waiting.
  cluster.on('+node', (node: Redis) => setImmediate(() => cluster.status === 'ready' && openLink(node)));
  return cluster;
}

/** Connects to a node as soon as it is known, and not when the first buyer needs it. */
function openLink(node: Redis): void {
  if (node.status === 'wait') node.connect().catch(() => undefined); // told as a node error
}

/** Asks whether somebody answers: of a cluster one master, for the others' events go on without it. @throws when nobody does */
export async function pingRedis(client: RedisClient): Promise<void> {
  await Promise.any(mastersOf(client).map((master) => master.ping()));
}

/**
 * What the client of a cluster does by itself. Redirections (MOVED, ASK, TRYAGAIN) are followed whatever the purpose: nothing has run then.
 * A cut connection or a cluster that is down is another matter: by default the client would send the command again, and so could run a
 * script twice. Only the workers, whose jobs bear it, wait for a failover in this way.
 */
export function clusterOptions(purpose: RedisPurpose): ClusterOptions {
  const { enableOfflineQueue, retryStrategy } = OPTIONS[purpose];
  const patient = purpose === 'workers' || purpose === 'subscriber';
  return {
    enableOfflineQueue: enableOfflineQueue ?? true,
    ...(retryStrategy ? { clusterRetryStrategy: retryStrategy } : {}),
    ...(patient ? {} : { retryDelayOnFailover: 0, retryDelayOnClusterDown: 0 }),
    retryDelayOnTryAgain: 20,
    // Who owns which slot is learnt from redirections; a client that only listens gets none.
    slotsRefreshInterval: 10_000,
    shardedSubscribers: purpose === 'subscriber',
  };
}

/** Options of the connections to the nodes; name and password are those of the first address. */
function nodeOptions(
  purpose: RedisPurpose,
  { protocol, username, password }: URL,
): Omit<NonNullable<ClusterOptions['redisOptions']>, 'replyMapping'> {
  // A node is not connected to again by itself, but when it is needed: the cluster's own strategy decides.
  const { enableOfflineQueue: _queue, retryStrategy: _retry, ...options } = OPTIONS[purpose];
  return {
    ...options,
    ...(username === '' ? {} : { username: decodeURIComponent(username) }),
    ...(password === '' ? {} : { password: decodeURIComponent(password) }),
    ...(protocol === 'rediss:' ? { tls: {} } : {}),
  };
}

function addressesOf(url: string): string[] {
  return url
    .split(',')
    .map((text) => text.trim())
    .filter((text) => text !== '');
}

/** The message leaves the address out: it may hold a password. */
function parse(address: string): URL {
  const node = URL.canParse(address) ? new URL(address) : null;
  if (node === null || node.hostname === '') throw new Error('each address of a Redis Cluster must look like redis://host:6379');
  if (!['', '/', '/0'].includes(node.pathname))
    throw new Error('a Redis Cluster has no database numbers: leave the path out of its addresses');
  return node;
}
