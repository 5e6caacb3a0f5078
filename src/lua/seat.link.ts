import { Cluster, Command, type Redis } from 'ioredis';

/** A client of one server, or of a cluster of them. */
export type RedisClient = Redis | Cluster;

/**
 * The connection on which a command for this key will go: of one server the client itself, of a cluster that of the key's master.
 * @returns null when the cluster's client has no such connection yet, or no key is named: it will find one by itself
 */
export function linkTo(client: RedisClient, key?: string): Redis | null {
  if (!(client instanceof Cluster)) return client;
  if (key === undefined) return null;
  const [name] = client.slots[slotOf(key)] ?? [];
  return client.nodes('master').find(({ options }) => `${options.host}:${options.port}` === name) ?? null;
}

/** The slot of a cluster that a key lies in, 0 to 16383. */
export function slotOf(key: string): number {
  return new Command('exists', [key]).getSlot() ?? 0;
}

/** Every server that may run a script. */
export function mastersOf(client: RedisClient): Redis[] {
  return client instanceof Cluster ? client.nodes('master') : [client];
}

/** Whether a command for this key can be sent: the client is ready, and the connection it will go on is not just being made. */
export function isReady(client: RedisClient, key?: string): boolean {
  if (client.status !== 'ready') return false;
  const status = linkTo(client, key)?.status ?? 'ready';
  return status === 'ready' || status === 'wait';
}

/** Streams whose writes wait for the event loop to turn. */
const gathering = new WeakSet<object>();

/**
 * Lets what is sent on a connection before the event loop turns leave in one write: many small writes cost both sides more than the
 * commands in them. Nothing else changes: each command keeps its own answer, its own deadline, and its place in the order.
 */
export function gatherWrites(link: Redis): void {
  const { stream } = link;
  if (!stream || gathering.has(stream)) return;
  gathering.add(stream);
  stream.cork();
  setImmediate(() => {
    gathering.delete(stream);
    stream.uncork();
  });
}

/** Gathers every write of a client of one server. */
export function gatherAllWrites(client: Redis): void {
  const send = client.sendCommand;
  client.sendCommand = (...args) => {
    gatherWrites(client);
    return send.apply(client, args);
  };
}
