import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Log } from '../src/domain/log.js';
import { defineHandler, type JobContext, SILENT_OBSERVER } from '../src/jobs/job.kit.js';
import { JobQueues } from '../src/jobs/job.queues.js';
import { JobRegistry } from '../src/jobs/job.registry.js';
import { JobRunner } from '../src/jobs/job.runner.js';
import { JobWorkers } from '../src/jobs/job.workers.js';
import { OutboxRelay } from '../src/jobs/outbox.relay.js';
import { defineQueue } from '../src/jobs/queue.contract.js';
import { DeadLetterStore } from '../src/stores/dead-letter.store.js';
import { InboxStore } from '../src/stores/inbox.store.js';
import { Ledger } from '../src/stores/ledger.js';
import { OutboxStore } from '../src/stores/outbox.store.js';
import { connectRedis } from '../src/stores/redis.connector.js';

/** Finished jobs that are kept, in our queues and in the peer's. */
export const KEPT = { done: 100, failed: 100 };

/** Work that is nothing but its being noted. */
export const benchQueue = defineQueue({
  name: 'bench',
  description: 'Does nothing, once.',
  payload: z.object({ v: z.literal(1), orderNo: z.string() }),
  maxBackoffMs: 1000,
  jitter: 0.5,
  timeoutMs: 60_000,
  concurrency: 1000,
  retention: KEPT,
  chunk: 100,
});

const QUIET: Log = { debug() {}, info() {}, warn() {}, error: (about) => console.error(about), child: () => QUIET };

/** Outbox, relay and worker as processes have them, wired together and not yet started. */
export interface MessagePlant {
  outbox: OutboxStore;
  relay: OutboxRelay;
  /** Whether the inbox has all of these keys. */
  noted(keys: readonly string[]): Promise<boolean>;
  /** Ends relay and worker, and empties outbox and inbox. */
  end(): Promise<void>;
  start(): void;
}

/** A process's connections to its ledger: those of everybody, and those of relay and inbox. */
export interface PlantLedgers {
  ledger: Ledger;
  messages: Ledger;
}

export function openLedgers(databaseUrl: string): PlantLedgers {
  const open = (poolSize: number) => new Ledger({ databaseUrl, poolSize, statementMs: 60_000, onError() {} });
  return { ledger: open(10), messages: open(4) };
}

export async function closeLedgers({ ledger, messages }: PlantLedgers): Promise<void> {
  await Promise.all([ledger.close(), messages.close()]);
}

/** @param onStart told of each message when its handler starts, by its key */
export async function openPlant(ledgers: PlantLedgers, redisUrl: string, onStart: (key: string) => void): Promise<MessagePlant> {
  const { ledger, messages } = ledgers;
  const prefix = `{bench-${randomBytes(6).toString('hex')}}`;
  const [outbox, inbox, deadLetters] = [new OutboxStore({ ledger }), new InboxStore({ ledger: messages }), new DeadLetterStore({ ledger })];
  const producer = connectRedis({ url: redisUrl, purpose: 'producer', onError() {} });
  const handler = defineHandler(benchQueue, ({ key, done }: JobContext<unknown>) => {
    onStart(key);
    return done();
  });
  const contracts = [handler.contract];
  const queues = new JobQueues({ contracts, redis: producer, prefix, defaults: { attempts: 3 }, onError() {} });
  const shared = { outbox, deadLetters, queues, log: QUIET, observer: SILENT_OBSERVER };
  const relay = new OutboxRelay({ ...shared, unitOfWork: messages, pollMs: 500 });
  const workers = new JobWorkers({
    ...shared,
    registry: new JobRegistry({ contracts, handlers: [handler] }),
    runner: new JobRunner({ inbox, unitOfWork: ledger }),
    travelAlone: (ids) => outbox.travelAlone(ids),
    connect: () => connectRedis({ url: redisUrl, purpose: 'workers', onError() {} }),
    settings: { prefix, lockMs: 30_000, backoffMs: 1000, crashes: 10 },
    watch: { everyMs: 5000, idleMs: 15_000 },
  });
  await new Promise<void>((resolve) => producer.once('ready', () => resolve()));
  return {
    outbox,
    relay,
    noted: async (keys) => (await inbox.doneOf(keys)).size === keys.length,
    start() {
      workers.start();
      relay.start();
    },
    async end() {
      await relay.stop();
      await workers.stop(5000);
      await queues.close();
      producer.disconnect();
      await ledger.pool.query('TRUNCATE outbox_message, outbox_waiting, inbox_message, dead_letter');
    },
  };
}
