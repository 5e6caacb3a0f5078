import type { Env } from './config/env.js';
import { policyOf, type Policy } from './config/policy.js';
import type { Log } from './domain/log.js';
import { BreakerBoard } from './guard/breaker.board.js';
import type { RedisClient } from './lua/seat.link.js';
import { SeatScripts } from './lua/seat.scripts.js';
import { InventoryStore } from './stores/inventory.store.js';
import { Ledger } from './stores/ledger.js';
import { LineStore } from './stores/line.store.js';
import { connectRedis } from './stores/redis.connector.js';
import { Lifecycle } from './transport/lifecycle.js';
import { Metrics } from './transport/metrics.js';

export type Role = 'api' | 'worker' | 'all';

/** A round of the relay, a look into the inbox and a write to it have a connection each; one more for what comes between. */
const MESSAGE_POOL = 4;

/** Clients and what every role needs of them. They are closed last, in `closeClients`. */
export interface Base {
  env: Env;
  policy: Policy;
  log: Log;
  lifecycle: Lifecycle;
  metrics: Metrics;
  /** Every breaker of this process. */
  breakers: BreakerBoard;
  /** Address under which people reach the api. */
  publicUrl: string;
  ledger: Ledger;
  /** Connections to the same ledger for the relay and the inbox alone. */
  messages: Ledger;
  inventory: InventoryStore;
  line: LineStore;
  /** Everything but scripts: limits, notices. Fails fast. */
  redis: RedisClient;
  /** Handing work to queues. */
  producer: RedisClient;
  closeClients(): Promise<void>;
}

/**
 * Opens the clients and loads the scripts.
 * @throws when a script does not compile, or Redis does not answer: a process that cannot hold seats does not start.
 */
export async function composeBase(env: Env, log: Log, exit: (code: number) => void): Promise<Base> {
  const policy = policyOf(env);
  const onError = (name: string) => (err: Error) => log.warn({ err, connection: name }, 'connection trouble');
  const open = { databaseUrl: env.DATABASE_URL, statementMs: policy.inFlight.deadlineMs, onError: onError('ledger') };
  const ledger = new Ledger({ ...open, poolSize: env.DATABASE_POOL });
  const messages = new Ledger({ ...open, poolSize: MESSAGE_POOL });
  const url = env.REDIS_URL;
  const seats = connectRedis({ url, purpose: 'seats', onError: onError('seats') });
  const redis = connectRedis({ url, purpose: 'general', onError: onError('redis') });
  const producer = connectRedis({ url: env.QUEUE_REDIS_URL ?? url, purpose: 'producer', onError: onError('queues') });
  const onBehind = (eventId: string) =>
    log.error({ eventId }, 'Redis lost its tail: the event is closed until it is loaded again from the ledger');
  const scripts = new SeatScripts({ redis: seats, onBehind });
  await scripts.load();
  const clients = [seats, redis, producer];
  return {
    env,
    policy,
    log,
    lifecycle: new Lifecycle({ log, limitMs: env.SHUTDOWN_MS, exit }),
    metrics: new Metrics(),
    breakers: new BreakerBoard(),
    publicUrl: env.PUBLIC_URL ?? `http://${env.HOST.includes(':') ? `[${env.HOST}]` : env.HOST}:${env.PORT}`,
    ledger,
    messages,
    inventory: new InventoryStore({ scripts }),
    line: new LineStore({ scripts, rules: policy.line }),
    redis,
    producer,
    async closeClients() {
      for (const client of clients) client.disconnect();
      await Promise.all([ledger.close(), messages.close()]);
    },
  };
}
