import { expect, test } from 'vitest';
import { JobSlots } from './job.slots.js';

/** So many who want a slot. @returns the numbers of those who have had one, as they get it */
function enterAll(slots: JobSlots, count: number): number[] {
  const entered: number[] = [];
  for (let number = 0; number < count; number += 1) {
    const turn = slots.enter();
    if (turn === null) entered.push(number);
    else void turn.then(() => entered.push(number));
  }
  return entered;
}

test('as many have a slot at once as there are, the others follow one by one, first come, first served', async () => {
  const slots = new JobSlots(2);
  const entered = enterAll(slots, 4);
  expect(entered).toEqual([0, 1]);
  slots.leave();
  await expect.poll(() => entered).toEqual([0, 1, 2]);
  expect(slots.busy).toBe(2);
  for (let left = 0; left < 2; left += 1) slots.leave();
  await expect.poll(() => entered).toEqual([0, 1, 2, 3]);
  expect(slots.busy).toBe(1);
  slots.leave();
  expect(slots.busy).toBe(0);
});

test('fewer slots take none away, more let the waiting in', async () => {
  const slots = new JobSlots(2);
  const entered = enterAll(slots, 5);
  slots.setLimit(1);
  expect(slots.busy).toBe(2);
  slots.leave();
  // A turn is over before whoever got it can say so: two turns of the loop are enough to be sure that nobody did.
  for (let turn = 0; turn < 2; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  expect(entered).toEqual([0, 1]);
  slots.setLimit(3);
  await expect.poll(() => entered).toEqual([0, 1, 2, 3]);
  expect(slots.busy).toBe(3);
});
