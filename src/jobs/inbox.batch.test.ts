import { expect, test } from 'vitest';
import type { SettledEffect } from '../stores/inbox.port.js';
import { InboxBatch } from './inbox.batch.js';

const effect = (key: string): SettledEffect => ({ key, queue: 'count' });

/** An inbox whose statements end when told. */
function slowInbox() {
  const statements: { keys: string[]; end: () => void; fail: (error: Error) => void }[] = [];
  const settle = (effects: readonly SettledEffect[]) =>
    new Promise<void>((end, fail) => statements.push({ keys: effects.map(({ key }) => key), end, fail }));
  return { statements, batch: new InboxBatch({ inbox: { settle } }) };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('rows that come together are one statement; those that come meanwhile are the next', async () => {
  const { statements, batch } = slowInbox();
  const first = [batch.settle(effect('a')), batch.settle(effect('b'))];
  await turn();
  const second = [batch.settle(effect('c')), batch.settle(effect('d'))];
  await turn();
  expect(statements.map(({ keys }) => keys)).toEqual([['a', 'b']]);
  statements[0]!.end();
  await Promise.all(first);
  await turn();
  expect(statements.map(({ keys }) => keys)).toEqual([
    ['a', 'b'],
    ['c', 'd'],
  ]);
  statements[1]!.end();
  await Promise.all(second);
});

test('a statement that fails is told to all of its rows, and the next ones are written all the same', async () => {
  const { statements, batch } = slowInbox();
  const failing = Promise.allSettled([batch.settle(effect('a')), batch.settle(effect('b'))]);
  await turn();
  statements[0]!.fail(new Error('the ledger is away'));
  expect((await failing).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  const next = batch.settle(effect('c'));
  await turn();
  statements[1]!.end();
  await expect(next).resolves.toBeUndefined();
});
