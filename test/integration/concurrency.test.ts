import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { defineHandler } from '../../src/jobs/job.kit.js';
import { defineQueue } from '../../src/jobs/queue.contract.js';
import { useDisposer } from '../support/disposer.js';
import { useServices } from '../support/services.js';
import { waitFor } from '../support/wait-for.js';
import { buildPlant, openLedger } from './jobs.fixture.js';

const disposer = useDisposer();
const AT_ONCE = 10;
/** What the gateway takes for one request, well and ten times slower; a job may take what ten at once wait for then. */
const [WELL_MS, SLOW_MS, TIMEOUT_MS] = [50, 500, 5000];

const gatewayQueue = defineQueue({
  name: 'gateway',
  description: 'Asks a gateway that can be slow.',
  payload: z.object({ v: z.literal(1) }),
  maxBackoffMs: 1000,
  jitter: 0.5,
  timeoutMs: TIMEOUT_MS,
  concurrency: AT_ONCE,
  retention: { done: 10, failed: 10 },
});

/** A gateway that works one request after the other: who asks with many at once waits for all of them. */
function gatewayOf(eachMs: () => number) {
  let last = Promise.resolve();
  return () => (last = last.then(() => pause(eachMs())));
}

test('while a gateway is ten times slower it is asked by few at once, nothing times out, and it is asked by all soon after', async () => {
  const { ledger } = await openLedger(disposer);
  let eachMs = WELL_MS;
  const ask = gatewayOf(() => eachMs);
  const limits: number[] = [];
  const outcomes: string[] = [];
  const handler = defineHandler(gatewayQueue, async (job) => {
    await ask();
    await job.done();
  });
  const observer = {
    concurrency: (_queue: string, limit: number) => void limits.push(limit),
    jobEnded: (_queue: string, outcome: string) => void outcomes.push(outcome),
  };
  const plant = buildPlant(disposer, { ledger, redisUrl: useServices().redisUrl, handlers: [handler], observer });
  const messages = Array.from({ length: 2000 }, (_, at) => gatewayQueue.message({ key: `ask-${at}`, orderNo: null, payload: { v: 1 } }));
  await ledger.run((tx) => plant.outbox.add(tx, messages));
  plant.relay.start();
  plant.workers.start();
  // Its own usual time first: ten at once, half a second each.
  await waitFor(() => outcomes.length > 100, { timeoutMs: 60_000 });
  expect(limits).toEqual([]);
  eachMs = SLOW_MS;
  await waitFor(() => (limits.at(-1) ?? AT_ONCE) <= AT_ONCE / 2, { timeoutMs: 60_000, what: 'fewer at once' });
  eachMs = WELL_MS;
  const fromMs = performance.now();
  await waitFor(() => limits.at(-1) === AT_ONCE, { timeoutMs: 60_000, what: 'all at once' });
  console.log(`limits ${limits.join(' ')}; all at once again after ${((performance.now() - fromMs) / 1000).toFixed(1)} s`);
  expect(outcomes.filter((outcome) => outcome !== 'done').length).toBeLessThanOrEqual(AT_ONCE);
}, 240_000);
