import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { producersOf } from '../../scripts/queue-producers.js';
import { inRoot } from '../../scripts/start/paths.mjs';
import { QUEUES } from '../../src/jobs/queue.catalogue.js';

test.each(QUEUES.map((contract) => [contract.name, contract] as const))(
  '%s has somebody who writes to it, and one handler',
  (name, contract) => {
    expect(producersOf(name)).not.toEqual([]);
    expect(existsSync(inRoot('src', 'jobs', `${name}.handler.ts`))).toBe(true);
    expect(contract.policy.fallback, 'what holds when its work is late').toBeTruthy();
  },
);

test.each(QUEUES.map((contract) => [contract.name, contract.policy] as const))('%s has a policy that can work', (_name, policy) => {
  expect(policy.jitter).toBeGreaterThan(0);
  expect(policy.jitter).toBeLessThanOrEqual(1);
  expect(policy.maxBackoffMs).toBeGreaterThanOrEqual(policy.backoffMs ?? 0);
  expect(policy.concurrency).toBeGreaterThanOrEqual(1);
  expect(policy.chunk ?? 2).toBeGreaterThanOrEqual(2);
  expect(policy.retention.failed).toBeGreaterThan(0);
});
