import { z } from 'zod';
import { defineQueue } from './queue.contract.js';

/** Tells the live inventory what the ledger decided about an order: its seats are sold, or they are free again. */
export const seatConfirmationQueue = defineQueue({
  name: 'seat-confirmation',
  description: 'Projects a paid, given up or refunded order onto the live map.',
  payload: z.object({
    v: z.literal(1),
    orderNo: z.string().min(1),
    action: z.enum(['confirm', 'give-back', 'return']),
    refundId: z.uuid().optional(),
  }),
  // Seats that read sold too late cost nobody anything; an event that is being rebuilt is back within seconds.
  attempts: 20,
  maxBackoffMs: 30_000,
  jitter: 0.5,
  timeoutMs: 15_000,
  concurrency: 20,
  retention: { done: 200, failed: 2000 },
  chunk: 50,
  fallback: 'The ledger has decided already; the map shows the seats as held or taken until then, and sells nothing twice.',
});

/** The order is paid: its seats become SOLD on the map. */
export function confirmSeatsMessage(orderNo: string) {
  return seatConfirmationQueue.message({
    key: `seat-confirmation:confirm:${orderNo}`,
    orderNo,
    payload: { v: 1, orderNo, action: 'confirm' },
  });
}

/** The order was given up unpaid: what it still holds becomes free. */
export function giveBackSeatsMessage(orderNo: string) {
  return seatConfirmationQueue.message({
    key: `seat-confirmation:give-back:${orderNo}`,
    orderNo,
    payload: { v: 1, orderNo, action: 'give-back' },
  });
}

/** Items of a paid order were given back: their seats and places become free, or blocked, as the refund says. */
export function returnSeatsMessage(refund: { id: string; orderNo: string }) {
  return seatConfirmationQueue.message({
    key: `seat-confirmation:return:${refund.id}`,
    orderNo: refund.orderNo,
    payload: { v: 1, orderNo: refund.orderNo, action: 'return', refundId: refund.id },
  });
}
