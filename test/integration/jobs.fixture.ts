import { z } from 'zod';
import type { Log } from '../../src/domain/log.js';
import { defineHandler, SILENT_OBSERVER, type JobHandler, type JobObserver } from '../../src/jobs/job.kit.js';
import { JobQueues } from '../../src/jobs/job.queues.js';
import { JobRegistry } from '../../src/jobs/job.registry.js';
import { JobRunner } from '../../src/jobs/job.runner.js';
import { JobWorkers } from '../../src/jobs/job.workers.js';
import { OutboxReconciler } from '../../src/jobs/outbox.reconciler.js';
import { OutboxRelay } from '../../src/jobs/outbox.relay.js';
import { defineQueue } from '../../src/jobs/queue.contract.js';
import { connectRedis } from '../../src/stores/redis.connector.js';
import { DeadLetterStore } from '../../src/stores/dead-letter.store.js';
import { InboxStore } from '../../src/stores/inbox.store.js';
import { Ledger } from '../../src/stores/ledger.js';
import { OutboxStore } from '../../src/stores/outbox.store.js';
import type { Disposer } from '../support/disposer.js';
import { freshDatabase, uniquePrefix } from '../support/services.js';

export const QUIET: Log = { debug() {}, info() {}, warn() {}, error() {}, child: () => QUIET };

/** A queue of the tests: its payload says what its handler shall do. */
export const countQueue = defineQueue({
  name: 'count',
  description: 'Writes down that it ran.',
  payload: z.object({ v: z.literal(1), text: z.string() }),
  maxBackoffMs: 100,
  jitter: 0.5,
  timeoutMs: 5000,
  concurrency: 20,
  retention: { done: 100, failed: 100 },
});

export const countMessage = (key: string, text = 'x') => countQueue.message({ key, orderNo: null, payload: { v: 1, text } });

/** A ledger of its own, with a table in which handlers leave their mark. */
export async function openLedger(disposer: Disposer) {
  const { databaseUrl, drop } = await freshDatabase();
  disposer.add(drop);
  const ledger = disposer.own(new Ledger({ databaseUrl, poolSize: 10, statementMs: 60_000, onError() {} }));
  await ledger.pool.query('CREATE TABLE mark (key text NOT NULL)');
  const outbox = new OutboxStore({ ledger });
  const inbox = new InboxStore({ ledger });
  const deadLetters = new DeadLetterStore({ ledger });
  const mark = { name: 'mark', text: 'INSERT INTO mark (key) VALUES ($1)' };
  const marks = async () => (await ledger.pool.query('SELECT key FROM mark')).rows.map((row: { key: string }) => row.key).sort();
  const handler = defineHandler(countQueue, async (job) => {
    await job.once(async (tx) => void (await ledger.query(mark, [job.key], tx)));
  });
  return { databaseUrl, ledger, outbox, inbox, deadLetters, mark, marks, handler };
}

export interface PlantOptions {
  ledger: Ledger;
  redisUrl: string;
  handlers: JobHandler[];
  attempts?: number;
  prefix?: string;
  reconcileAfterMs?: number;
  /** Most jobs a second by queue. */
  rates?: Record<string, number>;
  observer?: Partial<JobObserver>;
  /** Address for the workers alone; default redisUrl. */
  workerRedisUrl?: string;
  crashes?: number;
  /** When an idle worker is replaced; default: not during a test. */
  idleMs?: number;
}

/** Relay, workers and reconciler, wired as in production and not yet started. */
export function buildPlant(disposer: Disposer, options: PlantOptions) {
  const { ledger, redisUrl, handlers } = options;
  const prefix = options.prefix ?? uniquePrefix('jobs');
  const contracts = handlers.map((handler) => handler.contract);
  const outbox = new OutboxStore({ ledger });
  const inbox = new InboxStore({ ledger });
  const deadLetters = new DeadLetterStore({ ledger });
  const connect = (purpose: 'producer' | 'workers', url = redisUrl) => {
    const redis = connectRedis({ url, purpose, onError() {} });
    disposer.add(() => redis.disconnect());
    return redis;
  };
  const producer = connect('producer');
  const queues = disposer.own(
    new JobQueues({ contracts, redis: producer, prefix, defaults: { attempts: options.attempts ?? 3 }, onError() {} }),
  );
  const observer = { ...SILENT_OBSERVER, ...options.observer };
  const shared = { outbox, deadLetters, log: QUIET, observer };
  const relay = disposer.own(new OutboxRelay({ ...shared, unitOfWork: ledger, queues, pollMs: 20 }));
  const reconciler = disposer.own(
    new OutboxReconciler({ ...shared, queues, doorbell: relay, timing: { everyMs: 50, afterMs: options.reconcileAfterMs ?? 500 } }),
  );
  const workers = new JobWorkers({
    ...shared,
    registry: new JobRegistry({ contracts, handlers }),
    runner: new JobRunner({ inbox, unitOfWork: ledger }),
    queues,
    travelAlone: (ids) => outbox.travelAlone(ids),
    connect: () => connect('workers', options.workerRedisUrl),
    settings: {
      prefix,
      lockMs: 2000,
      backoffMs: 10,
      crashes: options.crashes ?? 10,
      ...(options.rates === undefined ? {} : { rates: options.rates }),
    },
    watch: { everyMs: 100, idleMs: options.idleMs ?? 60_000 },
  });
  disposer.add(() => workers.stop(500));
  return { outbox, inbox, deadLetters, queues, relay, reconciler, workers, prefix, producer };
}
