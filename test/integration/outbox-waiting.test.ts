import { expect, test } from 'vitest';
import { newId } from '../../src/domain/id.js';
import { useDisposer } from '../support/disposer.js';
import { useServices } from '../support/services.js';
import { eventually } from '../support/wait-for.js';
import { buildPlant, countMessage, openLedger } from './jobs.fixture.js';

const disposer = useDisposer();

async function openPlant() {
  const base = await openLedger(disposer);
  const plant = buildPlant(disposer, { ledger: base.ledger, redisUrl: useServices().redisUrl, handlers: [base.handler] });
  const waiting = async () => {
    const { rows } = await base.ledger.pool.query<{ id: string }>('SELECT id FROM outbox_waiting ORDER BY id');
    return rows.map(({ id }) => id);
  };
  const write = (id: string, sentAt: Date | null) =>
    base.ledger.pool.query(
      `INSERT INTO outbox_message (id, queue, key, payload, sent_at) VALUES ($1, 'count', $2, '{"v":1,"text":"x"}', $3)`,
      [id, id, sentAt],
    );
  return { ...base, ...plant, waiting, write };
}

test('whoever writes a message or makes one wait again puts it on the list, and only a relay takes it off', async () => {
  const { ledger, outbox, relay, waiting, write, producer } = await openPlant();
  const [byHand, sent, twice] = [newId(), newId(), countMessage('twice')];
  await write(byHand, null);
  await write(sent, new Date());
  await ledger.run((tx) => outbox.add(tx, [twice]));
  await ledger.run((tx) => outbox.add(tx, [{ ...twice, id: newId() }]));
  expect(await waiting()).toEqual([byHand, twice.id].toSorted());
  await ledger.pool.query('UPDATE outbox_message SET sent_at = NULL WHERE id = $1', [sent]);
  expect(await waiting()).toEqual([byHand, sent, twice.id].toSorted());
  await eventually(() => expect(producer.status).toBe('ready'));
  await relay.relayOnce();
  expect(await waiting()).toEqual([]);
  expect(await outbox.balance()).toMatchObject({ written: 3, waiting: 3 });
});

test('what a relay of an older version handed over is taken off the list, and not handed over again', async () => {
  const { ledger, outbox, waiting, write } = await openPlant();
  const [old, waits] = [newId(), newId()];
  await write(old, null);
  await write(waits, null);
  await ledger.pool.query('UPDATE outbox_message SET sent_at = now() WHERE id = $1', [old]);
  expect((await ledger.run((tx) => outbox.claim(tx, 10))).map(({ id }) => id)).toEqual([waits]);
  expect(await waiting()).toHaveLength(2);
  await outbox.forgetSent();
  expect(await waiting()).toEqual([waits]);
});

test('a message that is made to wait again just then stays on the list', async () => {
  const { ledger, outbox, relay, waiting, write, producer } = await openPlant();
  const id = newId();
  await write(id, null);
  await ledger.pool.query('UPDATE outbox_message SET sent_at = now() WHERE id = $1', [id]);
  const staff = await ledger.pool.connect();
  try {
    await staff.query('BEGIN');
    await staff.query('UPDATE outbox_message SET sent_at = NULL WHERE id = $1', [id]);
    await outbox.forgetSent();
    await staff.query('COMMIT');
  } finally {
    staff.release();
  }
  expect(await waiting()).toEqual([id]);
  await eventually(() => expect(producer.status).toBe('ready'));
  await relay.relayOnce();
  await outbox.forgetSent();
  expect(await waiting()).toEqual([]);
});

test('a message whose id is a minute old when it commits is handed over like any other', async () => {
  const { relay, workers, marks, write } = await openPlant();
  relay.start();
  workers.start();
  const young = newId();
  await write(young, null);
  await eventually(async () => expect(await marks()).toEqual([young]));
  const late = newId(Date.now() - 60_000);
  await write(late, null);
  await eventually(async () => expect(await marks()).toEqual([late, young].toSorted()));
});

test('messages are noted as sent in their place, with the job that carries each, and hardly ever an index is written', async () => {
  const { ledger, outbox } = await openPlant();
  const messages = Array.from({ length: 1000 }, (_, at) => countMessage(`order-completion:4Q7WXH2M9D${at}`));
  await ledger.run((tx) => outbox.add(tx, messages));
  // The longest that a message grows by is the name of a shared job.
  const jobOf = (at: number) => (at % 3 === 0 ? null : `chunk-${'0'.repeat(31)}${at % 3}`);
  const claimed = await ledger.run(async (tx) => {
    const rows = await outbox.claim(tx, 1000);
    const handovers = rows.map(({ id }, at) => ({ id, jobId: jobOf(at) }));
    await outbox.markSent(tx, handovers.toReversed());
    await ledger.query({ name: 'flush', text: 'SELECT pg_stat_force_next_flush()' }, [], tx);
    return rows;
  });
  expect(claimed.map(({ id }) => id)).toEqual(messages.map(({ id }) => id).toSorted());
  const { rows } = await ledger.pool.query('SELECT job_id FROM outbox_message WHERE sends = 1 AND sent_at IS NOT NULL ORDER BY id');
  expect(rows.map((row: { job_id: string | null }) => row.job_id)).toEqual(claimed.map((_, at) => jobOf(at)));
  const updates = {
    name: 'updates',
    text: `SELECT n_tup_upd::int AS noted, n_tup_hot_upd::int AS "inPlace" FROM pg_stat_user_tables WHERE relname = 'outbox_message'`,
  };
  await eventually(async () => expect(await ledger.query(updates, [])).toMatchObject([{ noted: 1000 }]));
  const [seen] = await ledger.query<{ inPlace: number }>(updates, []);
  expect(seen!.inPlace).toBeGreaterThan(950);
});

test('effects that are noted together are all noted, also when some were noted before', async () => {
  const { inbox, ledger } = await openPlant();
  const effects = (keys: string[]) => keys.map((key) => ({ key, queue: 'count' }));
  await inbox.settle(effects(['b', 'a']));
  await Promise.all([inbox.settle(effects(['c', 'a', 'd'])), inbox.settle(effects(['d', 'c', 'e']))]);
  expect(await inbox.doneOf(['a', 'b', 'c', 'd', 'e', 'f'])).toEqual(new Set(['a', 'b', 'c', 'd', 'e']));
  await ledger.pool.query('ALTER TABLE inbox_message RENAME TO inbox_message_away');
  await expect(inbox.settle(effects(['g']))).rejects.toThrow('inbox_message');
});
