import { z } from 'zod';
import { defineQueue } from './queue.contract.js';

/** Asks a provider to give money back; its answer comes back as a webhook. */
export const paymentRefundQueue = defineQueue({
  name: 'payment-refund',
  description: 'Asks the payment provider to give money back.',
  payload: z.object({ v: z.literal(1), refundId: z.uuid() }),
  maxBackoffMs: 60_000,
  jitter: 0.5,
  timeoutMs: 20_000,
  concurrency: 10,
  retention: { done: 200, failed: 2000 },
  fallback: 'The refund reads PENDING; tickets are void and seats are back at once, the money follows.',
});

/** One request a refund; one more each time staff try a failed one again: `again` names the try. */
export function refundMessage(refund: { id: string; orderNo: string }, again?: string) {
  const key = `payment-refund:${refund.id}${again === undefined ? '' : `:${again}`}`;
  return paymentRefundQueue.message({ key, orderNo: refund.orderNo, payload: { v: 1, refundId: refund.id } });
}
