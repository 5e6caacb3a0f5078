import { z } from 'zod';
import { defineQueue } from './queue.contract.js';

/** Mails to buyers. A slow or dead mail server delays nothing else. */
export const emailNotificationQueue = defineQueue({
  name: 'email-notification',
  description: 'Sends a mail about an order.',
  payload: z.object({ v: z.literal(1), orderNo: z.string().min(1), template: z.enum(['order-confirmation']) }),
  maxBackoffMs: 300_000,
  jitter: 0.5,
  timeoutMs: 60_000,
  concurrency: 5,
  retention: { done: 200, failed: 2000 },
});

/** One confirmation an order. */
export function orderConfirmationMail(orderNo: string) {
  const key = `email-notification:order-confirmation:${orderNo}`;
  return emailNotificationQueue.message({ key, orderNo, payload: { v: 1, orderNo, template: 'order-confirmation' } });
}
