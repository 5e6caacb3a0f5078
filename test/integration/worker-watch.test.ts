import { expect, test } from 'vitest';
import { z } from 'zod';
import { defineHandler } from '../../src/jobs/job.kit.js';
import { defineQueue } from '../../src/jobs/queue.contract.js';
import { useDisposer } from '../support/disposer.js';
import { FaultProxy } from '../support/fault-proxy.js';
import { needsOneServer, useServices } from '../support/services.js';
import { eventually, waitFor } from '../support/wait-for.js';
import { buildPlant, countMessage, openLedger } from './jobs.fixture.js';

needsOneServer('the proxy stands before one server');
const disposer = useDisposer();

/** A plant whose workers reach Redis through a proxy; the relay has a way of its own. */
async function plantBehindProxy(idleMs: number) {
  const base = await openLedger(disposer);
  const { redisUrl } = useServices();
  const proxy = await FaultProxy.before(redisUrl);
  disposer.add(() => proxy.close());
  let rebuilt = 0;
  const observer = { rebuilt: () => void (rebuilt += 1) };
  const options = { ledger: base.ledger, redisUrl, workerRedisUrl: proxy.url, handlers: [base.handler], observer, idleMs };
  const plant = buildPlant(disposer, options);
  plant.relay.start();
  plant.workers.start();
  const send = (key: string) => base.ledger.run((tx) => plant.outbox.add(tx, [countMessage(key)]));
  await send('before');
  plant.relay.ring();
  await eventually(async () => expect(await base.marks()).toEqual(['before']));
  return { ...base, ...plant, proxy, send, rebuilt: () => rebuilt };
}

test('a worker on whose connections nothing comes any more is replaced, and the jobs are done', async () => {
  const plant = await plantBehindProxy(300);
  plant.proxy.silenceOpenLinks();
  await plant.send('silent');
  plant.relay.ring();
  await eventually(async () => expect(await plant.marks()).toEqual(['before', 'silent']));
  expect(plant.rebuilt()).toBeGreaterThanOrEqual(1);
  expect(await plant.outbox.balance()).toEqual({ written: 2, done: 2, dead: 0, waiting: 0 });
});

test('without the watch the jobs of such a worker wait on', async () => {
  const plant = await plantBehindProxy(60_000);
  plant.proxy.silenceOpenLinks();
  await plant.send('silent');
  plant.relay.ring();
  await waitFor(async () => ((await plant.queues.stats())[0]?.oldestWaitingMs ?? 0) > 3000);
  expect(await plant.marks()).toEqual(['before']);
});

test('a worker that is busy is left alone, however long its queue', async () => {
  const base = await openLedger(disposer);
  let rebuilt = 0;
  let going = true;
  let working = false;
  const busyQueue = defineQueue({
    name: 'busy',
    description: 'Takes its time.',
    payload: z.object({ v: z.literal(1) }),
    maxBackoffMs: 100,
    jitter: 0.5,
    timeoutMs: 60_000,
    concurrency: 1,
    retention: { done: 10, failed: 10 },
  });
  const handler = defineHandler(busyQueue, async (job) => {
    working = true;
    await waitFor(() => !going, { timeoutMs: 60_000 });
    await job.done();
  });
  const observer = { rebuilt: () => void (rebuilt += 1) };
  const plant = buildPlant(disposer, { ledger: base.ledger, redisUrl: useServices().redisUrl, handlers: [handler], observer, idleMs: 200 });
  const send = (key: string) =>
    base.ledger.run((tx) => plant.outbox.add(tx, [busyQueue.message({ key, orderNo: null, payload: { v: 1 } })]));
  await send('a');
  plant.relay.start();
  plant.workers.start();
  // Until then it stands idle, and may be replaced on a busy machine.
  await waitFor(() => working);
  const before = rebuilt;
  await send('b');
  await waitFor(async () => ((await plant.queues.stats())[0]?.oldestWaitingMs ?? 0) > 1000);
  expect(rebuilt).toBe(before);
  going = false;
  await eventually(async () => expect((await plant.outbox.balance()).done).toBe(2));
});

test('a relay on whose connection nothing comes any more connects anew, and no message is lost', async () => {
  const base = await openLedger(disposer);
  const { redisUrl } = useServices();
  const proxy = await FaultProxy.before(redisUrl);
  disposer.add(() => proxy.close());
  const plant = buildPlant(disposer, { ledger: base.ledger, redisUrl: proxy.url, workerRedisUrl: redisUrl, handlers: [base.handler] });
  plant.relay.start();
  plant.workers.start();
  const send = (key: string) => base.ledger.run((tx) => plant.outbox.add(tx, [countMessage(key)]));
  await send('before');
  plant.relay.ring();
  await eventually(async () => expect(await base.marks()).toEqual(['before']));
  proxy.silenceOpenLinks();
  await send('silent');
  plant.relay.ring();
  // The job was added though the answer never came; only a new connection can tell, and mark the message as sent.
  await eventually(async () => expect(await plant.outbox.balance()).toMatchObject({ done: 2 }), { timeoutMs: 60_000 });
  await eventually(
    async () => {
      const { rows } = await base.ledger.pool.query('SELECT count(*)::int AS waiting FROM outbox_message WHERE sent_at IS NULL');
      expect(rows).toEqual([{ waiting: 0 }]);
    },
    { timeoutMs: 60_000 },
  );
}, 40_000);
