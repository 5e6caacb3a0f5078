import { randomBytes } from 'node:crypto';
import { type Job, Queue, Worker } from 'bullmq';
import { newId } from '../src/domain/id.js';
import { connectRedis } from '../src/stores/redis.connector.js';
import { cpuBetween, cpuTimes, machineTimes, stealShare, type Watched } from './harness/cpu.clock.js';
import { pin } from './harness/machine.js';
import { type Arm, runPairs, type Slice } from './harness/pairs.js';
import { SERVER_CORE } from './harness/stage.js';
import { benchQueue, closeLedgers, KEPT, openLedgers, openPlant, type PlantLedgers } from './message.plant.js';
import type { OrdersBench } from './orders.suite.js';

/** Jobs of one addBulk of the peer, and jobs that its worker has at once. */
const BULK = 50;
const AT_ONCE = 100;
/** Calls of addBulk under way: more make the peer no faster. */
const LANES = 4;
const WARM_MESSAGES = 5000;
const AIM = 5;

/** What both arms run against. */
interface Ground {
  ledgers: PlantLedgers;
  redisUrl: string;
  watched: Watched;
  messages: number;
  /** Length of a slice that counts; a shorter one is a warm-up. */
  seconds: number;
}

/**
 * B7: prepared messages until all are handled, by relay and worker of one process with the outbox read, marked and the inbox written,
 * against a BullMQ queue in the ordinary way: addBulk of 50, one worker of 100 at once, no ledger at all. The work is nothing.
 */
export async function measureThroughput({ stage, options, report }: OrdersBench): Promise<void> {
  if (options.pinned) pin(process.pid, SERVER_CORE);
  const ledgers = openLedgers(stage.databaseUrl);
  const watched = { node: [process.pid], redis: [stage.redisPid], postgres: [stage.postgresPid] };
  const ground: Ground = { ledgers, redisUrl: stage.redisUrl, watched, messages: options.messages, seconds: options.seconds };
  try {
    const result = await runPairs(outboxArm(ground), queueArm(ground), { ...options, cpuOf: ['redis'] });
    report.paired('B7', result, AIM);
  } finally {
    await closeLedgers(ledgers);
  }
}

function outboxArm(ground: Ground): Arm {
  return {
    name: 'outbox, relay and worker, messages sharing jobs',
    async run(seconds) {
      const keys = keysFor(ground, seconds);
      const count = new Deliveries(keys.length);
      const plant = await openPlant(ground.ledgers, ground.redisUrl, (key) => count.add(key));
      await writeMessages(ground, keys);
      const slice = await timed(ground, keys.length, async () => {
        plant.start();
        await count.all;
        // More than can be under way: what was begun before them is noted. All of them are counted below, when the clock has stopped.
        const last = count.latest(2 * benchQueue.policy.concurrency);
        while (!(await plant.noted(last))) await new Promise((resolve) => setTimeout(resolve, 5));
      });
      const { written, done, dead } = await plant.outbox.balance();
      if (written !== keys.length || done !== written || dead !== 0) slice.faults.push(`${done} of ${written} done, ${dead} dead`);
      slice.faults.push(...count.faults(keys));
      await plant.end();
      return slice;
    },
  };
}

function queueArm(ground: Ground): Arm {
  return {
    name: `BullMQ addBulk(${BULK}), worker of ${AT_ONCE} at once`,
    async run(seconds) {
      const keys = keysFor(ground, seconds);
      const count = new Deliveries(keys.length);
      const prefix = `{peer-${randomBytes(6).toString('hex')}}`;
      const clients = (['producer', 'workers'] as const).map((purpose) => connectRedis({ url: ground.redisUrl, purpose, onError() {} }));
      await Promise.all(clients.map((client) => new Promise<void>((resolve) => client.once('ready', () => resolve()))));
      const queue = new Queue('bench', { connection: clients[0]!, prefix });
      const worker = new Worker('bench', async (job: Job<{ key: string }>) => count.add(job.data.key), {
        connection: clients[1]!,
        prefix,
        concurrency: AT_ONCE,
        removeOnComplete: { count: KEPT.done },
        autorun: false,
      });
      worker.on('error', () => undefined);
      const slice = await timed(ground, keys.length, async () => {
        void worker.run();
        await Promise.all([addInLanes(queue, keys), count.all]);
        // The last ones are not finished until the queue says so.
        while ((await queue.getActiveCount()) > 0) await new Promise((resolve) => setTimeout(resolve, 5));
      });
      slice.faults.push(...count.faults(keys));
      await worker.close();
      await queue.close();
      for (const client of clients) client.disconnect();
      return slice;
    },
  };
}

async function addInLanes(queue: Queue, keys: readonly string[]): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < keys.length) {
      const part = keys.slice(next, (next += BULK));
      await queue.addBulk(part.map((key) => ({ name: 'bench', data: { key, payload: { v: 1, orderNo: key } } })));
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}

const keysFor = ({ messages, seconds }: Ground, wanted: number) =>
  Array.from({ length: wanted < seconds ? Math.min(WARM_MESSAGES, messages) : messages }, () => `bench:${newId()}`);

async function writeMessages({ ledgers: { ledger } }: Ground, keys: readonly string[]): Promise<void> {
  await ledger.pool.query(
    `INSERT INTO outbox_message (id, queue, key, order_no, payload)
     SELECT id, $3, key, NULL, jsonb_build_object('v', 1, 'orderNo', key) FROM unnest($1::uuid[], $2::text[]) AS row (id, key)`,
    [keys.map(() => newId()), keys, benchQueue.name],
  );
  await ledger.pool.query('ANALYZE outbox_message');
}

/** Counts each message when it is worked; `all` resolves when as many as expected were. */
class Deliveries {
  readonly #times = new Map<string, number>();
  readonly #expected: number;
  #resolve = () => {};
  readonly all = new Promise<void>((resolve) => (this.#resolve = resolve));

  constructor(expected: number) {
    this.#expected = expected;
  }

  add(key: string): void {
    this.#times.set(key, (this.#times.get(key) ?? 0) + 1);
    if (this.#times.size === this.#expected) this.#resolve();
  }

  /** So many that were begun last. */
  latest(most: number): string[] {
    return [...this.#times.keys()].slice(-most);
  }

  faults(keys: readonly string[]): string[] {
    const wrong = keys.filter((key) => this.#times.get(key) !== 1);
    return wrong.length === 0 ? [] : [`${wrong.length} messages were not worked exactly once`];
  }
}

async function timed({ watched }: Ground, operations: number, work: () => Promise<void>): Promise<Slice> {
  const [cpu, machine, startedMs] = [cpuTimes(watched), machineTimes(), performance.now()];
  await work();
  const ms = performance.now() - startedMs;
  return { operations, ms, cpu: cpuBetween(cpu, cpuTimes(watched)), steal: stealShare(machine, machineTimes()), faults: [] };
}
