import { expect, test } from 'vitest';
import { ConcurrencyGovernor } from './concurrency.governor.js';

/** A governor, and a clock of its own on which a number of tries a second end. */
function govern(most = 20) {
  const changes: number[] = [];
  const governor = new ConcurrencyGovernor({ most, windowMs: 1000, onChange: (limit) => changes.push(limit) });
  let nowMs = 0;
  const run = (seconds: number, { ms, failed = false, perSecond = 50 }: { ms: number; failed?: boolean; perSecond?: number }) => {
    for (let at = 0; at < seconds * perSecond; at += 1) governor.ended(ms, failed, (nowMs += 1000 / perSecond));
    return governor.limit;
  };
  return { governor, changes, run };
}

test('all may run while nothing is out of the ordinary', () => {
  const { run, changes } = govern();
  expect(run(60, { ms: 50 })).toBe(20);
  expect(changes).toEqual([]);
});

test('a downstream that becomes ten times slower is asked by one at a time, and by all again within 30 s after it is well', () => {
  const { run } = govern();
  run(10, { ms: 50 });
  expect(run(10, { ms: 500 })).toBe(1);
  expect(run(30, { ms: 50 })).toBe(20);
});

test('failures bring the number down though they come fast', () => {
  const { run } = govern();
  run(10, { ms: 50 });
  expect(run(8, { ms: 2, failed: true })).toBe(1);
  // Failing fast does not count as the usual time: a good try of 50 ms is not slow afterwards.
  expect(run(30, { ms: 50 })).toBe(20);
});

test('short times are never slow, however they differ', () => {
  const { run } = govern();
  run(10, { ms: 0.5 });
  expect(run(10, { ms: 15 })).toBe(20);
});

test('one try a minute is judged, and what is slow for good becomes usual', () => {
  const { run } = govern();
  run(10, { ms: 50 });
  expect(run(600, { ms: 400, perSecond: 1 / 60 })).toBeLessThan(20);
  expect(run(1200, { ms: 400 })).toBe(20);
});

test('the number never leaves its bounds', () => {
  const { run, changes } = govern(3);
  run(10, { ms: 50 });
  run(60, { ms: 5000, failed: true });
  run(60, { ms: 50 });
  expect(Math.min(...changes)).toBe(1);
  expect(Math.max(...changes)).toBe(3);
});
