import { expect, test } from 'vitest';
import { JobSlots } from './job.slots.js';

const never = new AbortController().signal;
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Works that end when told. */
function works(slots: JobSlots, count: number, signal = never) {
  const begun: (() => void)[] = [];
  const results = Array.from({ length: count }, () => slots.run(() => new Promise<void>((resolve) => begun.push(resolve)), signal));
  return { begun, results };
}

test('as many run as there are slots, the others follow one by one', async () => {
  const slots = new JobSlots(2);
  const { begun, results } = works(slots, 3);
  expect(begun).toHaveLength(2);
  begun[0]!();
  await results[0];
  await turn();
  expect(begun).toHaveLength(3);
  expect(slots.busy).toBe(2);
  begun[1]!();
  begun[2]!();
  await Promise.all(results);
  expect(slots.busy).toBe(0);
});

test('fewer slots end nothing that runs, more let the waiting begin', async () => {
  const slots = new JobSlots(2);
  const { begun, results } = works(slots, 4);
  slots.setLimit(1);
  begun[0]!();
  await results[0];
  await turn();
  expect(begun).toHaveLength(2);
  slots.setLimit(3);
  await turn();
  expect(begun).toHaveLength(4);
  for (const end of begun) end();
  await Promise.all(results);
});

test('what is aborted while it waits never begins, and keeps no slot', async () => {
  const slots = new JobSlots(1);
  const first = works(slots, 1);
  const aborted = new AbortController();
  const second = works(slots, 1, aborted.signal);
  aborted.abort(new Error('the lock was lost'));
  first.begun[0]!();
  await expect(second.results[0]).rejects.toThrow('the lock was lost');
  expect(second.begun).toHaveLength(0);
  expect(slots.busy).toBe(0);
});
