import { OutboxStore } from '../../src/stores/outbox.store.js';
import pg from 'pg';
import { expect, test } from 'vitest';
import { PermanentFailure } from '../../src/domain/permanent-failure.js';
import { defineHandler, type JobContext, SILENT_OBSERVER } from '../../src/jobs/job.kit.js';
import { JobRegistry } from '../../src/jobs/job.registry.js';
import { JobRunner } from '../../src/jobs/job.runner.js';
import { OutboxRelay } from '../../src/jobs/outbox.relay.js';
import { useDisposer } from '../support/disposer.js';
import { privateRedis, useServices } from '../support/services.js';
import { eventually, waitFor } from '../support/wait-for.js';
import { buildPlant, countMessage, countQueue, openLedger, QUIET } from './jobs.fixture.js';

const disposer = useDisposer();
const keys = (count: number) => Array.from({ length: count }, (_, index) => `key-${String(index).padStart(4, '0')}`);
const aTry = () => ({ attempt: 1, log: QUIET, signal: new AbortController().signal });
const envelope = (key: string) => ({ messageId: key, key, orderNo: null, payload: { v: 1, text: 'x' } });

test('a committed message has its effect once, a rolled back one has none', async () => {
  const { ledger, marks, handler } = await openLedger(disposer);
  const plant = buildPlant(disposer, { ledger, redisUrl: useServices().redisUrl, handlers: [handler] });
  plant.relay.start();
  plant.workers.start();
  await ledger.run((tx) => plant.outbox.add(tx, [countMessage('a'), countMessage('b')]));
  await ledger.run((tx) => plant.outbox.add(tx, [countMessage('a')]));
  const refused = ledger.run(async (tx) => {
    await plant.outbox.add(tx, [countMessage('c')]);
    throw new Error('changed my mind');
  });
  await expect(refused).rejects.toThrow('changed my mind');
  plant.relay.ring();
  await eventually(async () => expect(await marks()).toEqual(['a', 'b']));
  expect(await plant.outbox.balance()).toEqual({ written: 2, done: 2, dead: 0, waiting: 0 });
});

test('twenty copies of a job at the same time have one effect', async () => {
  const { ledger, inbox, marks, handler } = await openLedger(disposer);
  const runner = new JobRunner({ inbox, unitOfWork: ledger });
  await Promise.all(Array.from({ length: 20 }, () => runner.run(handler, envelope('one'), aTry())));
  expect(await runner.run(handler, envelope('one'), aTry())).toBe('repeat');
  expect(await marks()).toEqual(['one']);
});

test('without the inbox check the copies of a job have one effect each', async () => {
  const { ledger, marks, handler } = await openLedger(disposer);
  const guardOff = { claim: async () => true, done: async () => false, doneOf: async () => new Set<string>(), settle: async () => {} };
  const runner = new JobRunner({ inbox: guardOff, unitOfWork: ledger });
  await Promise.all([runner.run(handler, envelope('one'), aTry()), runner.run(handler, envelope('one'), aTry())]);
  expect(await marks()).toEqual(['one', 'one']);
});

test('a try that is given up does not commit, and another one may', async () => {
  const { ledger, inbox, marks, mark } = await openLedger(disposer);
  const runner = new JobRunner({ inbox, unitOfWork: ledger });
  const lockLost = new AbortController();
  const slow = defineHandler(countQueue, async (job) => {
    await job.once(async (tx) => {
      await ledger.query(mark, [job.key], tx);
      if (!lockLost.signal.aborted) lockLost.abort('the lock was lost');
    });
  });
  await expect(runner.run(slow, envelope('one'), { ...aTry(), signal: lockLost.signal })).rejects.toThrow('lock was lost');
  expect(await marks()).toEqual([]);
  await expect(runner.run(slow, envelope('one'), aTry())).resolves.toBe('done');
  expect(await marks()).toEqual(['one']);
});

test('a handler that ends without its inbox row counts as failed', async () => {
  const { ledger, inbox } = await openLedger(disposer);
  const runner = new JobRunner({ inbox, unitOfWork: ledger });
  const forgetful = defineHandler(countQueue, async () => {});
  await expect(runner.run(forgetful, envelope('one'), aTry())).rejects.toThrow('without its inbox row');
});

test('a job that fails is tried again, and is a dead letter when its tries are used up', async () => {
  const { ledger, deadLetters } = await openLedger(disposer);
  let tries = 0;
  const failing = defineHandler(countQueue, async () => {
    tries += 1;
    throw new Error(`no luck, ${tries}`);
  });
  const plant = buildPlant(disposer, { ledger, redisUrl: useServices().redisUrl, handlers: [failing], attempts: 4 });
  plant.relay.start();
  plant.workers.start();
  await ledger.run((tx) => plant.outbox.add(tx, [countMessage('a')]));
  const { rows } = await waitFor(async () => {
    const page = await deadLetters.list({ state: 'OPEN' }, { first: 10, after: null });
    return page.rows.length > 0 && page;
  });
  expect(rows.map((row) => row.node)).toMatchObject([
    { queue: 'count', key: 'a', error: 'no luck, 4', attempts: 4, payload: { v: 1, text: 'x' } },
  ]);
  expect(await plant.outbox.balance()).toEqual({ written: 1, done: 0, dead: 1, waiting: 0 });
});

test('a permanent failure and an unreadable payload are dead letters after one try', async () => {
  const { ledger, deadLetters } = await openLedger(disposer);
  let tries = 0;
  const refusing = defineHandler(countQueue, async () => {
    tries += 1;
    throw new PermanentFailure('never');
  });
  const plant = buildPlant(disposer, { ledger, redisUrl: useServices().redisUrl, handlers: [refusing], attempts: 5 });
  plant.relay.start();
  plant.workers.start();
  await ledger.run((tx) => plant.outbox.add(tx, [countMessage('a'), { ...countMessage('b'), payload: { v: 9 } }]));
  await eventually(async () => expect((await deadLetters.list({}, { first: 10, after: null })).rows).toHaveLength(2));
  const letters = (await deadLetters.list({ errorContains: 'PAYLOAD REFUSED' }, { first: 10, after: null })).rows;
  expect(letters.map((row) => row.node.key)).toEqual(['b']);
  expect(tries).toBe(1);
});

test('four relays at once hand over every message once', async () => {
  const { ledger } = await openLedger(disposer);
  const { redisUrl } = useServices();
  const plant = buildPlant(disposer, { ledger, redisUrl, handlers: [defineHandler(countQueue, async () => {})] });
  await ledger.run((tx) =>
    plant.outbox.add(
      tx,
      keys(1000).map((key) => countMessage(key)),
    ),
  );
  const handed: string[] = [];
  let claims = 0;
  class WatchedOutbox extends OutboxStore {
    override async claim(...wish: Parameters<OutboxStore['claim']>) {
      const rows = await super.claim(...wish);
      claims += 1;
      return rows;
    }
  }
  const queues: ConstructorParameters<typeof OutboxRelay>[0]['queues'] = {
    add: async (queue, rows) => {
      handed.push(...rows.map(({ key }) => key));
      // Until every relay has looked: what one has claimed and not marked must be out of the others' reach.
      await waitFor(() => claims >= 4);
      return plant.queues.add(queue, rows);
    },
  };
  const relays = Array.from({ length: 4 }, () =>
    disposer.own(
      new OutboxRelay({
        outbox: new WatchedOutbox({ ledger }),
        unitOfWork: ledger,
        queues,
        log: QUIET,
        observer: SILENT_OBSERVER,
        pollMs: 20,
      }),
    ),
  );
  await waitFor(() => plant.producer.status === 'ready');
  for (const relay of relays) relay.start();
  await eventually(async () => {
    const { rows } = await ledger.pool.query('SELECT sends, count(*)::int AS messages FROM outbox_message GROUP BY sends');
    expect(rows).toEqual([{ sends: 1, messages: 1000 }]);
  });
  expect(handed).toHaveLength(1000);
  expect((await plant.queues.stats())[0]).toMatchObject({ queue: 'count', waiting: 1000, failed: 0 });
});

test('a lost queue server stops nothing from being accepted, and every job it forgot is sent again', async () => {
  const { ledger, marks, handler } = await openLedger(disposer);
  const redis = await privateRedis();
  disposer.add(() => redis.stop());
  const plant = buildPlant(disposer, { ledger, redisUrl: redis.redisUrl, handlers: [handler], reconcileAfterMs: 300 });
  plant.relay.start();
  await ledger.run((tx) => plant.outbox.add(tx, [countMessage('before')]));
  await eventually(async () => expect((await plant.queues.stats())[0]?.waiting).toBe(1));
  await redis.kill();
  await ledger.run((tx) => plant.outbox.add(tx, [countMessage('during')]));
  plant.reconciler.start();
  await redis.restart();
  plant.workers.start();
  await eventually(async () => expect(await marks()).toEqual(['before', 'during']), { timeoutMs: 60_000 });
});

test('a worker that lost its lock is told, does not commit, and the job is done by its next try', async () => {
  const { ledger, marks, mark } = await openLedger(disposer);
  const reasons: string[] = [];
  let tries = 0;
  const waiting = defineHandler(countQueue, async (job) => {
    tries += 1;
    if (tries === 1) {
      await new Promise((resolve) => job.signal.addEventListener('abort', resolve, { once: true }));
      reasons.push(String(job.signal.reason));
    }
    await job.once(async (tx) => void (await ledger.query(mark, [`try ${tries}`], tx)));
  });
  const plant = buildPlant(disposer, { ledger, redisUrl: useServices().redisUrl, handlers: [waiting] });
  plant.relay.start();
  plant.workers.start();
  const message = countMessage('a');
  await ledger.run((tx) => plant.outbox.add(tx, [message]));
  await waitFor(() => tries === 1);
  await plant.producer.set(`${plant.prefix}:count:${message.id}:lock`, 'another worker', 'PX', 1500);
  await eventually(async () => expect(await marks()).toEqual(['try 2']), { timeoutMs: 60_000 });
  expect(reasons).toEqual(['the lock was lost']);
});

test('workers go on by themselves after their server was killed and started again', async () => {
  const { ledger, marks, handler } = await openLedger(disposer);
  const redis = await privateRedis({ durable: true });
  disposer.add(() => redis.stop());
  const plant = buildPlant(disposer, { ledger, redisUrl: redis.redisUrl, handlers: [handler] });
  plant.relay.start();
  plant.workers.start();
  for (const [round, key] of keys(3).entries()) {
    await ledger.run((tx) => plant.outbox.add(tx, [countMessage(key)]));
    await eventually(async () => expect(await marks()).toHaveLength(round + 1), { timeoutMs: 60_000 });
    await redis.kill();
    await redis.restart();
  }
  await ledger.run((tx) => plant.outbox.add(tx, [countMessage('last')]));
  await eventually(async () => expect(await marks()).toHaveLength(4), { timeoutMs: 60_000 });
});

test('a relay whose ledger went away goes on when it is back', async () => {
  const { databaseUrl, ledger, marks, handler } = await openLedger(disposer);
  const plant = buildPlant(disposer, { ledger, redisUrl: useServices().redisUrl, handlers: [handler] });
  // Not one of the connections that are cut.
  const admin = disposer.own(new pg.Client({ connectionString: databaseUrl }));
  await admin.connect();
  plant.relay.start();
  plant.workers.start();
  await ledger.run((tx) => plant.outbox.add(tx, [countMessage('first')]));
  await eventually(async () => expect(await marks()).toEqual(['first']));
  await admin.query('ALTER TABLE outbox_message RENAME TO outbox_message_away');
  plant.relay.ring();
  await admin.query(
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
  );
  await admin.query('ALTER TABLE outbox_message_away RENAME TO outbox_message');
  // A connection that was cut is found so by whoever is given it next.
  await waitFor(() => ledger.run(async (tx) => (await plant.outbox.add(tx, [countMessage('second')]), true)));
  await eventually(async () => expect(await marks()).toEqual(['first', 'second']), { timeoutMs: 60_000 });
});

test('the reconciler writes the dead letter that a dying worker could not', async () => {
  const { ledger, deadLetters } = await openLedger(disposer);
  const failing = defineHandler(countQueue, async () => {
    throw new PermanentFailure('never');
  });
  const plant = buildPlant(disposer, { ledger, redisUrl: useServices().redisUrl, handlers: [failing], reconcileAfterMs: 200 });
  plant.relay.start();
  plant.workers.start();
  await ledger.run((tx) => plant.outbox.add(tx, [countMessage('a')]));
  await eventually(async () => expect((await deadLetters.list({}, { first: 10, after: null })).rows).toHaveLength(1));
  await ledger.pool.query('DELETE FROM dead_letter');
  plant.reconciler.start();
  await eventually(async () => {
    const { rows } = await deadLetters.list({}, { first: 10, after: null });
    expect(rows.map((row) => row.node)).toMatchObject([{ key: 'a', error: 'never' }]);
  });
});

test('the registry names every contract without exactly one handler', () => {
  const handler = defineHandler(countQueue, async () => {});
  expect(() => new JobRegistry({ contracts: [countQueue], handlers: [] })).toThrow('count: 0 handlers instead of one');
  expect(() => new JobRegistry({ contracts: [countQueue], handlers: [handler, handler] })).toThrow('count: 2 handlers');
  expect(() => new JobRegistry({ contracts: [], handlers: [handler] })).toThrow('a contract that is not listed');
});

test('a handler may take the job apart, and pass it on', async () => {
  const { ledger, inbox } = await openLedger(disposer);
  const runner = new JobRunner({ inbox, unitOfWork: ledger });
  const lockLost = new AbortController();
  const reasons: unknown[] = [];
  const passedOn = async ({ log, signal, done }: JobContext<unknown>) => {
    log.info({}, 'begun');
    signal.addEventListener('abort', () => reasons.push(signal.reason), { once: true });
    lockLost.abort('the lock was lost');
    await done();
  };
  const passingOn = defineHandler(countQueue, async (job) => {
    expect(job.payload.text).toBe('x');
    await passedOn(job);
  });
  await expect(runner.run(passingOn, envelope('one'), { ...aTry(), signal: lockLost.signal })).rejects.toThrow('the lock was lost');
  expect(reasons).toEqual(['the lock was lost']);
  expect(await inbox.done('one')).toBe(false);
});
