import { expect, test } from 'vitest';
import { Postponed } from '../../src/domain/postponed.js';
import { defineHandler } from '../../src/jobs/job.kit.js';
import { useDisposer } from '../support/disposer.js';
import { useServices } from '../support/services.js';
import { eventually } from '../support/wait-for.js';
import { buildPlant, countMessage, countQueue, openLedger } from './jobs.fixture.js';

const disposer = useDisposer();

test('work for something that is away waits as often as it must, loses no try, and is done once when it is back', async () => {
  const { ledger, mark, marks } = await openLedger(disposer);
  const seen = { postponed: 0, attempts: new Set<number>() };
  const handler = defineHandler(countQueue, async (job) => {
    seen.attempts.add(job.attempt);
    if (seen.postponed < 6) {
      seen.postponed += 1;
      throw new Postponed('the gateway is away', 20);
    }
    await job.once(async (tx) => void (await ledger.query(mark, [job.key], tx)));
  });
  const plant = buildPlant(disposer, { ledger, redisUrl: useServices().redisUrl, handlers: [handler], attempts: 2 });
  await ledger.run((tx) => plant.outbox.add(tx, [countMessage('a')]));
  plant.relay.start();
  plant.workers.start();
  await eventually(async () => expect(await marks()).toEqual(['a']), { timeoutMs: 60_000 });
  expect(seen).toEqual({ postponed: 6, attempts: new Set([1]) });
  expect(await plant.outbox.balance()).toMatchObject({ done: 1, dead: 0, waiting: 0 });
});

test('a queue with a rate starts no more than that a second, and loses nothing', async () => {
  const { ledger, handler, marks } = await openLedger(disposer);
  const parts = { ledger, redisUrl: useServices().redisUrl, handlers: [handler], rates: { [countQueue.name]: 10 } };
  const plant = buildPlant(disposer, parts);
  await ledger.run((tx) =>
    plant.outbox.add(
      tx,
      Array.from({ length: 30 }, (_, index) => countMessage(`m${index}`)),
    ),
  );
  const startedMs = performance.now();
  plant.relay.start();
  plant.workers.start();
  await eventually(async () => expect(await marks()).toHaveLength(30), { timeoutMs: 60_000 });
  expect(performance.now() - startedMs).toBeGreaterThan(1800);
});
