import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { askLine, findFreePort } from './port.mjs';
import { Problem } from './problem.mjs';
import { startRedis } from './redis.mjs';

/**
 * A Redis Cluster of masters without replicas on the loopback interface, for tests.
 * @typedef {{ way: import('./redis-binary.mjs').RedisWay, folder: string, watchdog?: import('./watchdog.mjs').Guard, masters?: number }} ClusterOptions
 * @typedef {import('./redis.mjs').RunningRedis & { busPort: number, id: string, restart: () => Promise<ClusterNode> }} ClusterNode
 * @typedef {{ url: string, nodes: ClusterNode[], stop: () => Promise<void> }} RunningCluster
 */

const SLOTS = 16_384;
const FORM_MS = 30_000;

/**
 * Starts the servers, shares the slots out evenly, makes the servers known to each other and waits until all of them say that the
 * cluster is whole. Nothing is kept when they stop, but a node that is started again knows its slots.
 * @param {ClusterOptions} options
 * @returns {Promise<RunningCluster>} `url` names every node
 */
export async function startRedisCluster({ way, folder, watchdog, masters = 3 }) {
  if (way.kind !== 'program')
    throw new Problem('a Redis Cluster for tests needs a redis-server or valkey-server on this machine, not Docker');
  /** @type {ClusterNode[]} */
  const nodes = [];
  const stop = async () => {
    await Promise.all(nodes.map((node) => node.stop()));
  };
  try {
    for (let index = 0; index < masters; index += 1) nodes.push(await startNode({ way, watchdog, dataDir: join(folder, `node-${index}`) }));
    await form(nodes);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: nodes.map(({ url }) => url).join(','), nodes, stop };
}

/** @param {{ way: import('./redis-binary.mjs').RedisWay, dataDir: string, watchdog?: import('./watchdog.mjs').Guard, port?: number, busPort?: number }} options @returns {Promise<ClusterNode>} */
async function startNode(options) {
  const busPort = options.busPort ?? (await findFreePort());
  // As the README asks for: a master that is away must not stop the others.
  const cluster = { enabled: 'yes', port: busPort, 'announce-ip': '127.0.0.1', 'require-full-coverage': 'no', 'node-timeout': 1000 };
  const settings = Object.entries(cluster).flatMap(([name, value]) => [`--cluster-${name}`, String(value)]);
  const server = await startRedis({ ...options, logFile: `${options.dataDir}.log`, durable: false, settings });
  const id = (await tell(server, 'CLUSTER MYID')).split('\r\n')[1] ?? '';
  return { ...server, busPort, id, restart: () => startNode({ ...options, port: server.port, busPort }) };
}

/**
 * Gives a master of a cluster a replica, and waits until it follows. Stopped by its caller.
 * @param {ClusterOptions} options @param {ClusterNode} master @returns {Promise<ClusterNode>}
 */
export async function startReplica({ way, folder, watchdog }, master) {
  const node = await startNode({ way, watchdog, dataDir: join(folder, `replica-of-${master.port}`) });
  await tell(node, `CLUSTER MEET 127.0.0.1 ${master.port} ${master.busPort}`);
  const follows = async () => (await askLine({ port: node.port, line: `CLUSTER REPLICATE ${master.id}\r\n` })).startsWith('+OK');
  await until(follows, 'the replica did not get to know its master');
  await until(
    async () => (await tell(node, 'INFO replication')).includes('master_link_status:up'),
    'the replica does not follow its master',
  );
  return node;
}

/** @param {() => Promise<boolean>} isSo @param {string} failure */
async function until(isSo, failure) {
  for (const end = Date.now() + FORM_MS; !(await isSo());) {
    if (Date.now() > end) throw new Problem(`${failure} within ${FORM_MS / 1000} s`);
    await pause(50);
  }
}

/** @param {ClusterNode[]} nodes */
async function form(nodes) {
  const [first, ...others] = nodes;
  if (first === undefined) return;
  for (const [index, node] of nodes.entries()) {
    const start = Math.floor((index * SLOTS) / nodes.length);
    const end = Math.floor(((index + 1) * SLOTS) / nodes.length) - 1;
    await tell(node, `CLUSTER ADDSLOTSRANGE ${start} ${end}`);
    await tell(node, `CLUSTER SET-CONFIG-EPOCH ${index + 1}`);
  }
  for (const node of others) await tell(first, `CLUSTER MEET 127.0.0.1 ${node.port} ${node.busPort}`);
  await until(() => isWhole(nodes), 'the Redis Cluster was not whole');
}

/** @param {ClusterNode[]} nodes @returns {Promise<boolean>} whether each of them knows all slots to be served */
async function isWhole(nodes) {
  const infos = await Promise.all(nodes.map((node) => tell(node, 'CLUSTER INFO')));
  const wanted = ['cluster_state:ok', `cluster_slots_ok:${SLOTS}`, `cluster_known_nodes:${nodes.length}`];
  return infos.every((info) => wanted.every((line) => info.includes(`${line}\r\n`)));
}

/** @param {{ port: number }} node @param {string} command @returns {Promise<string>} its raw reply */
async function tell({ port }, command) {
  const reply = await askLine({ port, line: `${command}\r\n` });
  if (reply.startsWith('-')) throw new Problem(`${command}: ${reply.slice(1).trim()}`);
  return reply;
}
