import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { PermanentFailure } from '../../src/domain/permanent-failure.js';
import { newId } from '../../src/domain/id.js';
import { defineHandler } from '../../src/jobs/job.kit.js';
import { AuditStore } from '../../src/stores/audit.store.js';
import type { DecidedLetter } from '../../src/stores/dead-letter.port.js';
import type { Ledger } from '../../src/stores/ledger.js';
import type { Tx } from '../../src/stores/unit-of-work.port.js';
import { useDisposer } from '../support/disposer.js';
import { useServices } from '../support/services.js';
import { eventually, waitFor } from '../support/wait-for.js';
import { buildPlant, countMessage, countQueue, openLedger } from './jobs.fixture.js';
import { openLetters, STAFF, statesOf, writeDead } from './letters.fixture.js';

const disposer = useDisposer();
const OPEN = { state: 'OPEN' as const };
const allOf = { first: 100, after: null };

test('3,000 dead letters go out again by one call, and each has its effect once', async () => {
  const base = await openLedger(disposer);
  const plant = buildPlant(disposer, { ledger: base.ledger, redisUrl: useServices().redisUrl, handlers: [base.handler] });
  await writeDead(base.ledger, 3000);
  const letters = openLetters({ ...base, doorbell: plant.relay });
  plant.relay.start();
  plant.workers.start();
  const filter = { queue: 'count', errorContains: 'no luck', ...OPEN };
  expect(await letters.replay(STAFF, filter, 3000)).toEqual({ matched: 3000, done: 3000, skipped: 0 });
  expect(await letters.replay(STAFF, filter, 3000)).toEqual({ matched: 0, done: 0, skipped: 0 });
  await eventually(async () => expect(await base.outbox.balance()).toEqual({ written: 3000, done: 3000, dead: 0, waiting: 0 }), {
    timeoutMs: 60_000,
  });
  expect(new Set(await base.marks()).size).toBe(3000);
  expect(await base.marks()).toHaveLength(3000);
  const audit = await new AuditStore(base).list({ subject: 'dead-letters' }, allOf);
  const counts = audit.rows.map(({ node }) => node.detail as { filter: object; done: number });
  expect(counts.map(({ done }) => done)).toEqual([1000, 1000, 1000]);
  expect(counts[0]).toMatchObject({ filter, limit: 3000, matched: 1000, skipped: 0 });
}, 240_000);

test('a limit takes the oldest failures first and leaves the others', async () => {
  const base = await openLedger(disposer);
  await writeDead(base.ledger, 5);
  await base.ledger.pool.query(`UPDATE dead_letter SET last_failed_at = now() - interval '1 hour' WHERE key IN ('dead-2', 'dead-4')`);
  const letters = openLetters(base);
  expect(await letters.replay(STAFF, OPEN, 2)).toEqual({ matched: 2, done: 2, skipped: 0 });
  const { rows } = await base.deadLetters.list({ state: 'REPLAYED' }, allOf);
  expect(rows.map(({ node }) => node.key).toSorted()).toEqual(['dead-2', 'dead-4']);
  for (const limit of [0, -1, 10_001]) await expect(letters.replay(STAFF, OPEN, limit)).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  await expect(letters.discard(STAFF, OPEN, ' ', 5)).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  expect(await statesOf(base.ledger)).toEqual({ OPEN: 3, REPLAYED: 2 });
});

test('a replayed letter that dies again is open again, with the tries of both lives', async () => {
  const base = await openLedger(disposer);
  let broken = true;
  const handler = defineHandler(countQueue, async (job) => {
    if (broken) throw new PermanentFailure(`broken ${job.attempt}`);
    await job.once(async (tx) => void (await base.ledger.query(base.mark, [job.key], tx)));
  });
  const plant = buildPlant(disposer, { ledger: base.ledger, redisUrl: useServices().redisUrl, handlers: [handler] });
  plant.relay.start();
  plant.workers.start();
  await base.ledger.run((tx) => plant.outbox.add(tx, [countMessage('twice')]));
  plant.relay.ring();
  const letters = openLetters({ ...base, doorbell: plant.relay });
  const letter = async () => (await base.deadLetters.list({}, allOf)).rows[0]?.node;
  await waitFor(async () => (await letter())?.state === 'OPEN', { what: 'the letter' });
  const first = await letter();
  expect(first).toMatchObject({ attempts: 1, decidedAt: null });
  expect(await letters.replay(STAFF, OPEN, 1)).toMatchObject({ done: 1 });
  await waitFor(async () => (await letter())?.attempts === 2, { what: 'its second death' });
  expect(await letter()).toMatchObject({ state: 'OPEN', decidedAt: null, firstFailedAt: first?.firstFailedAt });
  broken = false;
  expect(await letters.replay(STAFF, OPEN, 1)).toMatchObject({ done: 1 });
  await eventually(async () => expect(await base.marks()).toEqual(['twice']));
  expect(await letter()).toMatchObject({ state: 'REPLAYED', decidedAt: expect.any(Date) });
});

test('a letter whose effect was done meanwhile is skipped and closed', async () => {
  const base = await openLedger(disposer);
  await writeDead(base.ledger, 3);
  await base.ledger.run((tx) => base.inbox.claim(tx, 'dead-1', 'count'));
  await base.ledger.run((tx) => base.inbox.claim(tx, 'dead-2', 'count'));
  const letters = openLetters(base);
  const first = (await base.deadLetters.list({}, allOf)).rows.find(({ node }) => node.key === 'dead-1')!.node;
  expect(await letters.discard(STAFF, { ids: [first.id], ...OPEN }, 'nobody needs it', 5)).toEqual({ matched: 1, done: 0, skipped: 1 });
  expect(await letters.replay(STAFF, OPEN, 5)).toEqual({ matched: 2, done: 1, skipped: 1 });
  expect(await statesOf(base.ledger)).toEqual({ DISCARDED: 2, REPLAYED: 1 });
  expect(await base.deadLetters.find(first.id)).toMatchObject({ state: 'DISCARDED', decision: 'its effect was done meanwhile' });
  expect(await base.outbox.balance()).toEqual({ written: 3, done: 2, dead: 0, waiting: 1 });
});

test('a message that is not in the outbox any more is written anew', async () => {
  const base = await openLedger(disposer);
  const plant = buildPlant(disposer, { ledger: base.ledger, redisUrl: useServices().redisUrl, handlers: [base.handler] });
  await writeDead(base.ledger, 2);
  await base.ledger.pool.query(`DELETE FROM outbox_message WHERE key = 'dead-1'`);
  expect(await openLetters({ ...base, doorbell: plant.relay }).replay(STAFF, OPEN, 5)).toMatchObject({ done: 2 });
  plant.relay.start();
  plant.workers.start();
  await eventually(async () => expect(await base.marks()).toEqual(['dead-1', 'dead-2']));
});

test('a discarded letter stays so, counts as dead, and goes out again only when that state is asked for', async () => {
  const base = await openLedger(disposer);
  await writeDead(base.ledger, 2);
  const letters = openLetters(base);
  expect(await letters.discard(STAFF, OPEN, 'the concert is over', 5)).toEqual({ matched: 2, done: 2, skipped: 0 });
  expect(await letters.discard(STAFF, OPEN, 'the concert is over', 5)).toEqual({ matched: 0, done: 0, skipped: 0 });
  expect(await base.outbox.balance()).toEqual({ written: 2, done: 0, dead: 2, waiting: 0 });
  expect(await letters.replay(STAFF, { state: null }, 5)).toEqual({ matched: 2, done: 0, skipped: 2 });
  expect((await base.deadLetters.list({}, allOf)).rows[0]?.node).toMatchObject({ state: 'DISCARDED', decision: 'the concert is over' });
  expect(await letters.replay(STAFF, { state: 'DISCARDED' }, 5)).toEqual({ matched: 2, done: 2, skipped: 0 });
  expect(await base.outbox.balance()).toEqual({ written: 2, done: 0, dead: 0, waiting: 2 });
});

const REPLAY = readFileSync(new URL('../../src/stores/sql/replay-dead-letters.sql', import.meta.url), 'utf8');
type Replay = (tx: Tx, ids: string[]) => Promise<DecidedLetter[]>;

/** Lets a second replay of the same letters begin while the first has not committed. @returns what each decided. */
async function replayTwice(ledger: Ledger, ids: string[], replay: Replay): Promise<number[]> {
  let second: Promise<DecidedLetter[]> | undefined;
  const first = await ledger.run(async (tx) => {
    const decided = await replay(tx, ids);
    second = ledger.run((other) => replay(other, ids));
    const waiting = 'SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = $1';
    await waitFor(async () => (await ledger.pool.query<{ n: number }>(waiting, ['Lock'])).rows[0]!.n > 0, { what: 'the second to wait' });
    return decided;
  });
  return [first.length, (await second!).length];
}

test('two who replay the same letters at once replay each once; without the guard both do', async () => {
  const base = await openLedger(disposer);
  await writeDead(base.ledger, 50);
  const ids = await base.deadLetters.matching(OPEN, 50);
  const unguarded = REPLAY.replace('ORDER BY id FOR UPDATE', '');
  expect(unguarded).not.toBe(REPLAY);
  const without: Replay = (tx, letters) =>
    base.ledger.query({ name: 'unguarded', text: unguarded }, [letters, letters.map(() => newId()), 'OPEN', STAFF.personId], tx);
  expect(await replayTwice(base.ledger, ids, without)).toEqual([50, 50]);
  await base.ledger.pool.query(`UPDATE dead_letter SET state = 'OPEN'`);
  const guarded: Replay = (tx, letters) => base.deadLetters.replay(tx, letters, { by: STAFF.personId, from: 'OPEN' });
  expect(await replayTwice(base.ledger, ids, guarded)).toEqual([50, 0]);
  const [one, other] = [openLetters(base), openLetters(base)];
  await base.ledger.pool.query(`UPDATE dead_letter SET state = 'OPEN'`);
  const results = await Promise.all([one.replay(STAFF, OPEN, 50), other.replay(STAFF, OPEN, 50)]);
  expect(results.reduce((sum, { done }) => sum + done, 0)).toBe(50);
});
