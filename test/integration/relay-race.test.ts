import { expect, test } from 'vitest';
import { defineHandler, SILENT_OBSERVER } from '../../src/jobs/job.kit.js';
import { OutboxRelay } from '../../src/jobs/outbox.relay.js';
import type { OutboxPort } from '../../src/stores/outbox.port.js';
import { useDisposer } from '../support/disposer.js';
import { useServices } from '../support/services.js';
import { eventually, waitFor } from '../support/wait-for.js';
import { buildPlant, countMessage, countQueue, openLedger, QUIET } from './jobs.fixture.js';

const disposer = useDisposer();
const keys = (name: string, count: number) => Array.from({ length: count }, (_, at) => `${name}-${String(at).padStart(4, '0')}`);

async function plantWithCounts() {
  const base = await openLedger(disposer);
  const runs = new Map<string, number>();
  const handler = defineHandler(countQueue, async (job) => {
    runs.set(job.key, (runs.get(job.key) ?? 0) + 1);
    await job.once(async (tx) => void (await base.ledger.query(base.mark, [job.key], tx)));
  });
  const plant = buildPlant(disposer, { ledger: base.ledger, redisUrl: useServices().redisUrl, handlers: [handler] });
  const relayWith = (outbox: OutboxPort) =>
    disposer.own(
      new OutboxRelay({ outbox, unitOfWork: base.ledger, queues: plant.queues, log: QUIET, observer: SILENT_OBSERVER, pollMs: 5 }),
    );
  return { ...base, ...plant, runs, relayWith };
}

test('messages that commit later than younger ones are not passed over', async () => {
  const plant = await plantWithCounts();
  const relays = Array.from({ length: 4 }, () => plant.relayWith(plant.outbox));
  for (const relay of relays) relay.start();
  plant.workers.start();
  // A long transaction has the oldest ids and times; hundreds of younger ones commit and are handed over meanwhile.
  let commitNow = () => {};
  const held = new Promise<void>((resolve) => (commitNow = resolve));
  const early = plant.ledger.run(async (tx) => {
    await plant.outbox.add(
      tx,
      keys('early', 50).map((key) => countMessage(key)),
    );
    await held;
  });
  for (let batch = 0; batch < 10; batch += 1) {
    const messages = keys(`batch${batch}`, 20).map((key) => countMessage(key));
    await plant.ledger.run((tx) => plant.outbox.add(tx, messages));
  }
  await eventually(async () => expect(await plant.marks()).toHaveLength(200));
  commitNow();
  await early;
  await eventually(async () => expect(await plant.marks()).toHaveLength(250));
  expect(new Set(await plant.marks()).size).toBe(250);
  expect(await plant.outbox.balance()).toEqual({ written: 250, done: 250, dead: 0, waiting: 0 });
});

test('relays that die between adding and marking send twice and do once', async () => {
  const plant = await plantWithCounts();
  let deaths = 0;
  // Its jobs are in the queue; its transaction is rolled back by its death, so all stay waiting for another one.
  const dying: OutboxPort = {
    ...portOf(plant.outbox),
    markSent: async () => {
      deaths += 1;
      throw new Error('killed');
    },
  };
  const messages = keys('key', 300).map((key) => countMessage(key));
  await plant.ledger.run((tx) => plant.outbox.add(tx, messages));
  plant.workers.start();
  await waitFor(() => plant.producer.status === 'ready');
  const doomed = [plant.relayWith(dying), plant.relayWith(dying)];
  for (const relay of doomed) relay.start();
  await waitFor(() => deaths >= 3);
  const relays = [plant.relayWith(plant.outbox), plant.relayWith(plant.outbox)];
  for (const relay of relays) relay.start();
  await eventually(async () => expect(await plant.marks()).toHaveLength(300), { timeoutMs: 10_000 });
  for (const relay of doomed) await relay.stop();
  await eventually(async () => expect((await plant.queues.stats())[0]).toMatchObject({ waiting: 0, active: 0 }));
  expect(await plant.marks()).toEqual(keys('key', 300));
  expect(await plant.outbox.balance()).toEqual({ written: 300, done: 300, dead: 0, waiting: 0 });
});

/** The methods of a store, so that one of them can be another. */
function portOf(outbox: OutboxPort): OutboxPort {
  return {
    add: (tx, messages) => outbox.add(tx, messages),
    claim: (tx, limit, after) => outbox.claim(tx, limit, after),
    markSent: (tx, handovers) => outbox.markSent(tx, handovers),
    forgetSent: () => outbox.forgetSent(),
    travelAlone: (ids) => outbox.travelAlone(ids),
    unsettled: (after, before, limit) => outbox.unsettled(after, before, limit),
    resend: (messages) => outbox.resend(messages),
    balance: () => outbox.balance(),
  };
}
