import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { AttemptWatch } from './attempt.watch.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function attempts(names: string[]) {
  const givenUp: string[] = [];
  const all = names.map((name) => ({ giveUp: (reason: unknown) => void givenUp.push(`${name}: ${String(reason)}`) }));
  return { givenUp, all };
}

test('messages of a shared job are given up each at its own time-out, by one timer', async () => {
  const { givenUp, all } = attempts(['a', 'b', 'c']);
  const watch = AttemptWatch.of(new AbortController().signal, 100);
  watch.add(all[0]!);
  await vi.advanceTimersByTimeAsync(50);
  watch.add(all[1]!);
  watch.add(all[2]!);
  expect(vi.getTimerCount()).toBe(1);
  await vi.advanceTimersByTimeAsync(52);
  expect(givenUp).toEqual(['a: Error: timed out']);
  watch.delete(all[1]!);
  await vi.advanceTimersByTimeAsync(60);
  expect(givenUp).toEqual(['a: Error: timed out', 'c: Error: timed out']);
  expect(vi.getTimerCount()).toBe(0);
});

test('a job that is taken away gives up what still runs of it, and leaves no timer', () => {
  const { givenUp, all } = attempts(['a', 'b']);
  const job = new AbortController();
  for (const attempt of all) AttemptWatch.of(job.signal, 100).add(attempt);
  AttemptWatch.of(job.signal, 100).delete(all[0]!);
  job.abort('the lock was lost');
  expect(givenUp).toEqual(['b: the lock was lost']);
  expect(vi.getTimerCount()).toBe(0);
  expect(() => AttemptWatch.of(job.signal, 100)).toThrow('the lock was lost');
});

test('when all have ended no timer is left', () => {
  const { givenUp, all } = attempts(['a', 'b']);
  const watch = AttemptWatch.of(new AbortController().signal, 100);
  for (const attempt of all) watch.add(attempt);
  for (const attempt of all) watch.delete(attempt);
  expect(vi.getTimerCount()).toBe(0);
  expect(givenUp).toEqual([]);
});
