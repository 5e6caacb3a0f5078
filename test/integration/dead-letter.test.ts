import { beforeAll, expect, test } from 'vitest';
import { type DeadLetterStore } from '../../src/stores/dead-letter.store.js';
import { useDisposer } from '../support/disposer.js';
import { openLedger } from './jobs.fixture.js';
import { openLetters } from './letters.fixture.js';

const disposer = useDisposer({ scope: 'file' });
let base: Awaited<ReturnType<typeof openLedger>>;
let letters: DeadLetterStore;

beforeAll(async () => {
  base = await openLedger(disposer);
  letters = base.deadLetters;
});

const failed = (key: string, changes: object = {}) => ({
  queue: 'count',
  jobName: 'count',
  key,
  orderNo: null,
  payload: { v: 1 },
  error: 'no luck',
  attempts: 3,
  firstFailedAt: new Date('2026-01-01T00:00:00Z'),
  lastFailedAt: new Date('2026-01-01T00:01:00Z'),
  ...changes,
});
const find = async (key: string) =>
  (await letters.list({}, { first: 100, after: null })).rows.map((row) => row.node).find((letter) => letter.key === key);

test('listener and reconciler write one letter, whoever comes first', async () => {
  const fresh = await Promise.all([letters.record(failed('both')), letters.record(failed('both'))]);
  expect(fresh.toSorted()).toEqual([false, true]);
  expect(await letters.record(failed('both'))).toBe(false);
  expect((await letters.list({ queue: 'count' }, { first: 10, after: null })).rows).toHaveLength(1);
});

test('a replayed letter that fails again opens again; a discarded one stays discarded', async () => {
  await letters.record(failed('replayed'));
  await letters.record(failed('discarded'));
  await base.ledger.pool.query(`UPDATE dead_letter SET state = upper(key)::dead_letter_state WHERE key IN ('replayed', 'discarded')`);
  expect(await letters.record(failed('replayed'))).toBe(false);
  expect(await find('replayed')).toMatchObject({ state: 'REPLAYED' });
  const later = { lastFailedAt: new Date('2026-01-02T00:00:00Z'), error: 'again' };
  expect(await letters.record(failed('replayed', later))).toBe(true);
  expect(await letters.record(failed('discarded', later))).toBe(false);
  expect(await find('replayed')).toMatchObject({ state: 'OPEN', error: 'again' });
  expect(await find('discarded')).toMatchObject({ state: 'DISCARDED', error: 'again' });
});

test('an effect that was done after all leaves no letter', async () => {
  await base.ledger.run((tx) => base.inbox.claim(tx, 'done', 'count'));
  expect(await letters.record(failed('done'))).toBe(false);
  expect(await find('done')).toBeUndefined();
});

test('pages follow each other without gap or repeat, newest failure first, by every filter', async () => {
  const at = (minute: number) => new Date(Date.UTC(2026, 5, 1, 0, minute >> 1));
  for (let index = 0; index < 25; index += 1) {
    await letters.record(failed(`page-${index}`, { queue: 'paged', lastFailedAt: at(index), error: index % 2 ? 'Odd %' : 'even' }));
  }
  const service = openLetters(base);
  const seen: string[] = [];
  for (let after: string | null = null; ;) {
    const page = await service.list({ queue: 'paged' }, { first: 10, after });
    seen.push(...page.rows.map((row) => row.node.key));
    if (!page.hasNextPage) break;
    after = page.rows.at(-1)!.cursor;
  }
  expect(new Set(seen).size).toBe(25);
  expect(seen[0]).toBe('page-24');
  const count = async (filter: object) => (await service.list({ queue: 'paged', ...filter }, { first: 100, after: null })).rows.length;
  expect(await count({ errorContains: 'odd %' })).toBe(12);
  for (const nowhere of ['odd _', 'o%d', 'odd \\%', '\u{d800}']) expect(await count({ errorContains: nowhere })).toBe(0);
  expect(await count({ since: at(20) })).toBe(5);
  expect(await count({ since: new Date('0000-01-01T00:00:00Z') })).toBe(25);
  expect(await count({ since: new Date('+010000-01-01T00:00:00Z') })).toBe(0);
  expect(await count({ state: 'REPLAYED' })).toBe(0);
  expect(await count({ ids: ['nonsense'] })).toBe(0);
  await expect(service.list({}, { first: 10, after: 'nonsense' })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  await expect(service.list({ ids: Array.from({ length: 1001 }, String) }, { first: 10, after: null })).rejects.toMatchObject({
    code: 'BAD_USER_INPUT',
  });
});
