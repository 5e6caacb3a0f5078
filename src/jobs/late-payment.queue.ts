import { z } from 'zod';
import { defineQueue } from './queue.contract.js';

/** Money for an order that had expired: its seats, or equal ones, or the money back. */
export const latePaymentQueue = defineQueue({
  name: 'late-payment',
  description: 'Finds seats for an order that was paid after it had expired, or lets its money go.',
  payload: z.object({ v: z.literal(1), paymentId: z.uuid() }),
  maxBackoffMs: 30_000,
  jitter: 0.5,
  timeoutMs: 20_000,
  concurrency: 5,
  retention: { done: 200, failed: 2000 },
  fallback: 'The money is kept and the order stays as it is; nobody else is sold less meanwhile.',
});

/** One decision a payment. */
export function latePaymentMessage(payment: { id: string; orderNo: string }) {
  return latePaymentQueue.message({
    key: `late-payment:${payment.id}`,
    orderNo: payment.orderNo,
    payload: { v: 1, paymentId: payment.id },
  });
}
