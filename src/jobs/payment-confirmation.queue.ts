import { z } from 'zod';
import { defineQueue } from './queue.contract.js';

/** What a provider told us, put into effect: payment, order, and what follows from it. */
export const paymentConfirmationQueue = defineQueue({
  name: 'payment-confirmation',
  description: 'Puts a stored webhook of a payment provider into effect.',
  payload: z.object({ v: z.literal(1), paymentEventId: z.uuid() }),
  maxBackoffMs: 60_000,
  jitter: 0.5,
  timeoutMs: 15_000,
  concurrency: 20,
  retention: { done: 200, failed: 2000 },
  chunk: 50,
  fallback: 'The event is stored for ever; the order reads PENDING until then, and its seats are kept until payBy.',
});

/** One effect a provider event, for ever. */
export function confirmationMessage(event: { id: string; provider: string; eventId: string }, orderNo: string | null) {
  const key = `payment-confirmation:${event.provider}:${event.eventId}`;
  return paymentConfirmationQueue.message({ key, orderNo, payload: { v: 1, paymentEventId: event.id } });
}
