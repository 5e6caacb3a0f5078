import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { PollLoop } from './poll-loop.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function counting(round: (count: number) => boolean | Promise<boolean>, restMs = 0) {
  const seen = { rounds: 0, errors: 0 };
  const loop = new PollLoop({
    everyMs: 100,
    restMs,
    maxBackoffMs: 1000,
    round: async () => round((seen.rounds += 1)),
    onError: () => void (seen.errors += 1),
  });
  return { seen, loop };
}

test('a round starts at once, then after every wait, and none after the stop', async () => {
  const { seen, loop } = counting(() => false);
  loop.start();
  await vi.advanceTimersByTimeAsync(250);
  expect(seen.rounds).toBe(3);
  await loop.stop();
  loop.ring();
  await vi.advanceTimersByTimeAsync(1000);
  expect(seen.rounds).toBe(3);
  expect(vi.getTimerCount()).toBe(0);
});

test('a full round is followed by the next at once', async () => {
  const { seen, loop } = counting((count) => count < 5);
  loop.start();
  await vi.advanceTimersByTimeAsync(50);
  expect(seen.rounds).toBe(5);
  await loop.stop();
});

test('rings while a round runs cause one more, and never two rounds at once', async () => {
  let running = 0;
  const { seen, loop } = counting(async () => {
    running += 1;
    expect(running).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 10));
    running -= 1;
    return false;
  });
  loop.start();
  await vi.advanceTimersByTimeAsync(5);
  for (let ring = 0; ring < 10; ring += 1) loop.ring();
  await vi.advanceTimersByTimeAsync(60);
  expect(seen.rounds).toBe(2);
  const stopped = loop.stop();
  await vi.advanceTimersByTimeAsync(20);
  await stopped;
});

test('failed rounds come at growing distances that rings do not shorten, and the first good one ends that', async () => {
  const { seen, loop } = counting((count) => {
    if (count <= 3) throw new Error('away');
    return false;
  });
  loop.start();
  await vi.advanceTimersByTimeAsync(1);
  loop.ring();
  await vi.advanceTimersByTimeAsync(198);
  expect(seen).toEqual({ rounds: 1, errors: 1 });
  await vi.advanceTimersByTimeAsync(2 + 400 + 800);
  expect(seen).toEqual({ rounds: 4, errors: 3 });
  await vi.advanceTimersByTimeAsync(100);
  expect(seen.rounds).toBe(5);
  await loop.stop();
});

test('rings that come thick share rounds, a lone one has its own at once, and a full round is followed at once all the same', async () => {
  const { seen, loop } = counting((count) => count === 5, 10);
  loop.start();
  await vi.advanceTimersByTimeAsync(50);
  expect(seen.rounds).toBe(1);
  loop.ring();
  await vi.advanceTimersByTimeAsync(0);
  expect(seen.rounds).toBe(2);
  for (let ms = 0; ms < 20; ms += 1) {
    loop.ring();
    await vi.advanceTimersByTimeAsync(1);
  }
  expect(seen.rounds).toBe(4);
  loop.ring();
  await vi.advanceTimersByTimeAsync(11);
  expect(seen.rounds).toBe(6);
  await loop.stop();
});
