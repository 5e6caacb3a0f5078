import { z } from 'zod';
import { defineQueue } from './queue.contract.js';

/** From paid to fulfilled: the tickets. */
export const orderCompletionQueue = defineQueue({
  name: 'order-completion',
  description: 'Makes the tickets of a paid order.',
  payload: z.object({ v: z.literal(1), orderNo: z.string().min(1) }),
  maxBackoffMs: 60_000,
  jitter: 0.5,
  timeoutMs: 15_000,
  concurrency: 20,
  retention: { done: 200, failed: 2000 },
  chunk: 50,
  fallback: 'The order reads PAID and keeps its seats; the tickets follow.',
});

/** One completion an order. */
export function completionMessage(orderNo: string) {
  return orderCompletionQueue.message({ key: `order-completion:${orderNo}`, orderNo, payload: { v: 1, orderNo } });
}
