import { expect, test } from 'vitest';
import { z } from 'zod';
import { PermanentFailure } from '../../src/domain/permanent-failure.js';
import { defineHandler, type JobContext } from '../../src/jobs/job.kit.js';
import { defineQueue } from '../../src/jobs/queue.contract.js';
import { useDisposer } from '../support/disposer.js';
import { privateRedis, useServices } from '../support/services.js';
import { eventually, waitFor } from '../support/wait-for.js';
import { buildPlant, openLedger, type PlantOptions } from './jobs.fixture.js';

const disposer = useDisposer();

/** As the queue of the other job tests, but ten messages may share a job. */
const crowdQueue = defineQueue({
  name: 'crowd',
  description: 'Writes down that it ran.',
  payload: z.object({ v: z.literal(1), text: z.string() }),
  maxBackoffMs: 100,
  jitter: 0.5,
  timeoutMs: 5000,
  concurrency: 20,
  retention: { done: 100, failed: 100 },
  chunk: 10,
});
type Crowd = JobContext<{ v: 1; text: string }>;
const keys = (count: number) => Array.from({ length: count }, (_, index) => `key-${String(index).padStart(4, '0')}`);
const messages = (all: string[]) => all.map((key) => crowdQueue.message({ key, orderNo: null, payload: { v: 1, text: 'x' } }));

async function plantFor(work: (job: Crowd, leaveMark: () => Promise<void>) => Promise<void>, more: Partial<PlantOptions> = {}) {
  const base = await openLedger(disposer);
  const handler = defineHandler(crowdQueue, (job) =>
    work(job, async () => void (await job.once(async (tx) => void (await base.ledger.query(base.mark, [job.key], tx))))),
  );
  const options = { ledger: base.ledger, redisUrl: useServices().redisUrl, handlers: [handler], ...more };
  const plant = buildPlant(disposer, options);
  const send = (all: string[]) => base.ledger.run((tx) => plant.outbox.add(tx, messages(all)));
  const jobs = async () => {
    const { rows } = await base.ledger.pool.query('SELECT job_id, count(*)::int AS messages FROM outbox_message GROUP BY 1 ORDER BY 2');
    return rows as { job_id: string | null; messages: number }[];
  };
  return { ...base, ...plant, options, send, jobs };
}

test('many waiting messages share jobs, a lone one has its own', async () => {
  const plant = await plantFor(async (_job, leaveMark) => leaveMark());
  await plant.send(keys(25));
  plant.relay.start();
  await eventually(async () => expect((await plant.queues.stats())[0]?.waiting).toBe(3));
  // The queue has them a moment before the ledger says so.
  await eventually(async () => expect((await plant.jobs()).map((job) => job.messages)).toEqual([5, 10, 10]));
  await plant.send(['alone']);
  plant.relay.ring();
  await eventually(async () => expect((await plant.queues.stats())[0]?.waiting).toBe(4));
  expect(await plant.jobs()).toContainEqual({ job_id: null, messages: 1 });
  plant.workers.start();
  await eventually(async () => expect(await plant.marks()).toEqual(['alone', ...keys(25)]));
  expect(await plant.outbox.balance()).toEqual({ written: 26, done: 26, dead: 0, waiting: 0 });
});

test('what fails in a shared job holds up no other, and has the tries that are left in a job of its own', async () => {
  const attempts: number[] = [];
  const plant = await plantFor(async (job, leaveMark) => {
    if (job.key === 'key-0003') attempts.push(job.attempt);
    if (job.key === 'key-0003') throw new Error(`no luck, ${job.attempt}`);
    if (job.key === 'key-0004' && job.attempt === 1) throw new Error('only the first time');
    await leaveMark();
  });
  await plant.send(keys(10));
  plant.relay.start();
  plant.workers.start();
  await eventually(async () => {
    const { rows } = await plant.deadLetters.list({}, { first: 10, after: null });
    expect(rows.map((row) => row.node)).toMatchObject([{ key: 'key-0003', error: 'no luck, 3', attempts: 3 }]);
  });
  await eventually(async () => expect(await plant.marks()).toEqual(keys(10).filter((key) => key !== 'key-0003')));
  expect(attempts).toEqual([1, 2, 3]);
  expect(await plant.outbox.balance()).toEqual({ written: 10, done: 9, dead: 1, waiting: 0 });
  expect((await plant.jobs()).map((job) => job.messages)).toEqual([2, 8]);
});

test('a permanent failure in a shared job is a dead letter after one try', async () => {
  let tries = 0;
  const plant = await plantFor(async (job, leaveMark) => {
    if (job.key !== 'key-0003') return leaveMark();
    tries += 1;
    throw new PermanentFailure('never');
  });
  await plant.send(keys(10));
  plant.relay.start();
  plant.workers.start();
  await eventually(async () => expect(await plant.outbox.balance()).toEqual({ written: 10, done: 9, dead: 1, waiting: 0 }));
  expect(tries).toBe(1);
});

test('a shared job that is lost in the middle is run again: what was done is skipped, the rest is done', async () => {
  const tries = new Map<string, number>();
  let stuck = 0;
  const plant = await plantFor(async (job, leaveMark) => {
    const count = (tries.get(job.key) ?? 0) + 1;
    tries.set(job.key, count);
    if (count === 1 && job.key >= 'key-0005') {
      stuck += 1;
      await new Promise((resolve) => job.signal.addEventListener('abort', resolve, { once: true }));
    }
    await leaveMark();
  });
  await plant.send(keys(10));
  plant.relay.start();
  plant.workers.start();
  await waitFor(async () => stuck === 5 && (await plant.marks()).length === 5);
  const jobId = (await plant.jobs())[0]!.job_id;
  await plant.producer.set(`${plant.prefix}:crowd:${jobId}:lock`, 'another worker', 'PX', 1500);
  await eventually(async () => expect(await plant.marks()).toEqual(keys(10)), { timeoutMs: 60_000 });
  expect([...tries.values()].toSorted()).toEqual([1, 1, 1, 1, 1, 2, 2, 2, 2, 2]);
  expect(await plant.outbox.balance()).toEqual({ written: 10, done: 10, dead: 0, waiting: 0 });
});

test('messages whose shared job is lost are sent again, those whose shared job waits are not', async () => {
  const redis = await privateRedis();
  disposer.add(() => redis.stop());
  let resent = 0;
  const observer = { resent: (count: number) => void (resent += count) };
  const plant = await plantFor(async (_job, leaveMark) => leaveMark(), { redisUrl: redis.redisUrl, reconcileAfterMs: 100, observer });
  await plant.send(keys(30));
  plant.relay.start();
  await eventually(async () => expect((await plant.queues.stats())[0]?.waiting).toBe(3));
  await waitFor(async () => (await plant.outbox.unsettled(null, new Date(Date.now() - 100), 100)).length === 30);
  await plant.reconciler.reconcileOnce();
  expect(resent).toBe(0);
  await plant.producer.flushall();
  await plant.reconciler.reconcileOnce();
  expect(resent).toBe(30);
  plant.workers.start();
  await eventually(async () => expect(await plant.marks()).toEqual(keys(30)));
});

test('a shared job that fails again and again leaves its messages to jobs of their own', async () => {
  const plant = await plantFor(async (_job, leaveMark) => leaveMark(), { attempts: 2, reconcileAfterMs: 100 });
  // Neither the inbox can be asked nor anything be passed on: the job as a whole fails until its tries are used up.
  await plant.ledger.pool.query('ALTER TABLE inbox_message RENAME TO inbox_message_away');
  await plant.send(keys(10));
  plant.relay.start();
  plant.workers.start();
  await eventually(async () => expect((await plant.queues.stats())[0]?.failed).toBe(1));
  await plant.ledger.pool.query('ALTER TABLE inbox_message_away RENAME TO inbox_message');
  plant.reconciler.start();
  await eventually(async () => expect(await plant.marks()).toEqual(keys(10)));
  expect(await plant.jobs()).toEqual([{ job_id: null, messages: 10 }]);
  expect(await plant.outbox.balance()).toEqual({ written: 10, done: 10, dead: 0, waiting: 0 });
});

test('messages handed over in six shared jobs, because relays died before writing it down, have one effect each', async () => {
  const plant = await plantFor(async (_job, leaveMark) => leaveMark());
  await plant.send(keys(10));
  await waitFor(() => plant.producer.status === 'ready');
  // Handed over and not written down, again and again, as by relays that die between the two.
  for (let size = 5; size <= 10; size += 1) {
    const part = plant.ledger.run(async (tx) => {
      await plant.queues.add('crowd', await plant.outbox.claim(tx, size));
      throw new Error('killed');
    });
    await expect(part).rejects.toThrow('killed');
  }
  plant.relay.start();
  plant.workers.start();
  await eventually(async () => expect((await plant.outbox.balance()).done).toBe(10));
  await eventually(async () => expect(await plant.queues.stats()).toMatchObject([{ waiting: 0, active: 0 }]));
  expect(await plant.marks()).toEqual(keys(10));
});
