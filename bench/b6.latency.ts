import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type Job, Queue, Worker } from 'bullmq';
import { newId } from '../src/domain/id.js';
import { connectRedis } from '../src/stores/redis.connector.js';
import { pin } from './harness/machine.js';
import { printTable } from './harness/report.js';
import { LatencyHistogram } from './harness/statistics.js';
import { SERVER_CORE } from './harness/stage.js';
import { benchQueue, closeLedgers, KEPT, openLedgers, openPlant, type PlantLedgers } from './message.plant.js';
import type { OrdersBench } from './orders.suite.js';

const LOADS = [0.3, 0.6, 0.9];
const CALLERS = 64;
const WARM_MS = 1000;
const PEER_AT_ONCE = 100;
const AIM_RATIO = 2;
const AIM_MS = 100;
/** Messages that have not started when the time is over are waited for so long. */
const REST_MS = 10_000;

/** One way from "there is work" to "it starts". */
interface Way {
  name: string;
  /** Makes one piece of work; resolves when its maker may go on. */
  make(key: string): Promise<void>;
  end(): Promise<void>;
}

/** When each piece of work was ready to be started, and how long it took until it was. */
class Stopwatch {
  readonly #readyMs = new Map<string, number>();
  readonly #startedMs = new Map<string, number>();
  seen = new LatencyHistogram();
  made = 0;
  started = 0;

  /** The work may start from now on. A handler can be faster than the one who asks: then it took no time. */
  ready(key: string): void {
    this.made += 1;
    const startedMs = this.#startedMs.get(key);
    if (startedMs === undefined) return void this.#readyMs.set(key, performance.now());
    this.#startedMs.delete(key);
    this.#count(0);
  }

  start(key: string): void {
    const readyMs = this.#readyMs.get(key);
    if (readyMs === undefined) return void this.#startedMs.set(key, performance.now());
    this.#readyMs.delete(key);
    this.#count(performance.now() - readyMs);
  }

  #count(ms: number): void {
    this.started += 1;
    this.seen.add(ms);
  }

  /** What comes from now on counts. */
  forget(): void {
    this.seen = new LatencyHistogram();
  }
}

/**
 * B6: from the commit of a message to the start of its handler, relay and worker in the process that commits, against a BullMQ queue to
 * which the same process adds. Work comes on a fixed schedule at 30, 60 and 90 % of what this process can commit and work.
 */
export async function measureLatency({ stage, options, report }: OrdersBench): Promise<void> {
  if (options.pinned) pin(process.pid, SERVER_CORE);
  const ledgers = openLedgers(stage.databaseUrl);
  try {
    const full = options.rate || (await capacity(ledgers, stage.redisUrl, options.seconds));
    report.line('b6-capacity', { messagesPerSecond: full });
    console.log(`\nB6: from commit to the start of the handler; full load is ${full.toLocaleString('en')} messages/s`);
    const rows = [['load', 'ours p50/p99/max ms', 'queue alone p50/p99/max ms', 'p99 ratio']];
    for (const load of LOADS) {
      const rate = Math.round(load * full);
      const ours = await latencies(rate, options.seconds, (watch) => openOurs(ledgers, stage.redisUrl, watch));
      const peer = await latencies(rate, options.seconds, (watch) => openPeer(stage.redisUrl, watch));
      const ratio = ours.p99 / peer.p99;
      report.line('b6', { load, rate, ours, peer, ratio });
      const texts = [ours, peer].map(({ p50, p99, max }) => [p50, p99, max].map((ms) => ms.toFixed(1)).join('/'));
      const verdict = ratio <= AIM_RATIO && ours.p99 < AIM_MS ? 'reached' : 'missed';
      rows.push([`${100 * load} %`, ...texts, `${ratio.toFixed(2)}, aim ${AIM_RATIO} and ${AIM_MS} ms: ${verdict}`]);
    }
    printTable(rows);
  } finally {
    await closeLedgers(ledgers);
  }
}

async function openOurs(ledgers: PlantLedgers, redisUrl: string, watch: Stopwatch): Promise<Way> {
  const plant = await openPlant(ledgers, redisUrl, (key) => watch.start(key));
  plant.start();
  return {
    name: 'outbox, relay, worker',
    async make(key) {
      const message = benchQueue.message({ key, orderNo: null, payload: { v: 1, orderNo: key } });
      await ledgers.ledger.run((tx) => plant.outbox.add(tx, [message]));
      watch.ready(key);
      plant.relay.ring();
    },
    end: () => plant.end(),
  };
}

async function openPeer(redisUrl: string, watch: Stopwatch): Promise<Way> {
  const prefix = `{peer-${randomBytes(6).toString('hex')}}`;
  const clients = (['producer', 'workers'] as const).map((purpose) => connectRedis({ url: redisUrl, purpose, onError() {} }));
  await Promise.all(clients.map((client) => new Promise<void>((resolve) => client.once('ready', () => resolve()))));
  const queue = new Queue('bench', { connection: clients[0]!, prefix });
  const worker = new Worker('bench', async (job: Job<{ key: string }>) => watch.start(job.data.key), {
    connection: clients[1]!,
    prefix,
    concurrency: PEER_AT_ONCE,
    removeOnComplete: { count: KEPT.done },
  });
  worker.on('error', () => undefined);
  return {
    name: 'queue alone',
    async make(key) {
      watch.ready(key);
      await queue.add('bench', { key, payload: { v: 1, orderNo: key } });
    },
    async end() {
      await worker.close();
      await queue.close();
      for (const client of clients) client.disconnect();
    },
  };
}

/** Messages a second that 64 callers commit one after the other, while the same process works them. */
async function capacity(ledgers: PlantLedgers, redisUrl: string, seconds: number): Promise<number> {
  const watch = new Stopwatch();
  const way = await openOurs(ledgers, redisUrl, watch);
  const [startedMs, untilMs] = [performance.now(), performance.now() + 1000 * seconds];
  const caller = async () => {
    while (performance.now() < untilMs) await way.make(`bench:${newId()}`);
  };
  await Promise.all(Array.from({ length: CALLERS }, caller));
  await allStarted(watch);
  const rate = Math.round((1000 * watch.started) / (performance.now() - startedMs));
  await way.end();
  return rate;
}

/** Work on a fixed schedule: what is late is made at once, and never left out. */
async function latencies(rate: number, seconds: number, open: (watch: Stopwatch) => Promise<Way>) {
  const watch = new Stopwatch();
  const way = await open(watch);
  const faults: unknown[] = [];
  const startedMs = performance.now();
  let [asked, warm] = [0, true];
  for (let ms = 0; ms < WARM_MS + 1000 * seconds; ms = performance.now() - startedMs) {
    if (warm && ms > WARM_MS) {
      warm = false;
      watch.forget();
    }
    for (; asked < (rate * ms) / 1000; asked += 1) way.make(`bench:${newId()}`).catch((error: unknown) => faults.push(error));
    await pause(1);
  }
  await allStarted(watch, () => asked - faults.length);
  await way.end();
  if (faults.length > 0 || watch.started !== asked)
    throw new Error(`${way.name}: ${watch.started} of ${asked} started`, { cause: faults[0] });
  const { seen } = watch;
  return { p50: seen.quantile(0.5), p99: seen.quantile(0.99), max: seen.max, count: seen.count };
}

async function allStarted(watch: Stopwatch, wanted = () => watch.made): Promise<void> {
  for (const untilMs = performance.now() + REST_MS; watch.started < wanted() && performance.now() < untilMs;) await pause(5);
}
